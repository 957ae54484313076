"""Runs programs as an ordinary user, because root is exempt from limits."""

import ctypes
import os
import subprocess

NOBODY = 65534


def ordinary_user():
    """Options of subprocess.run that start a program as an ordinary user; if this process is root's, as `nobody`."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def namespaces_denied(**user):
    """The error message of unshare if the kernel denies user namespaces to that user; empty if it does not. The tested
    program is not asked, because a wrong answer would make tests skip."""
    tried = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "true"],
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", timeout=30, **user)
    return "" if tried.returncode == 0 else tried.stderr.strip() or f"exit status {tried.returncode}"


def deny_namespaces():
    """To be used as preexec_fn: makes the kernel deny user namespaces to the program and its children."""
    libc, uid, gid = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: the process owns its /proc entries again if it was root before
    if libc.unshare(0x10000000) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("self/setgroups", "deny"), ("self/uid_map", f"{uid} {uid} 1"),
                       ("self/gid_map", f"{gid} {gid} 1"), ("sys/user/max_user_namespaces", "0")):
        with open(f"/proc/{name}", "w") as file:
            file.write(text)
