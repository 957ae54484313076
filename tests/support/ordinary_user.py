"""What an ordinary user may do here: root is exempt from limits, and cannot be confined."""

import os
import subprocess

NOBODY = 65534


def ordinary_user():
    """Options of subprocess.run that start a program as an ordinary user: as nobody, if this process is root's."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def namespaces_denied(**user):
    """Why the kernel denies user namespaces to that user, in its words; empty where it does not. Asked of it directly:
    what the tested program says of itself is no reason to test less."""
    tried = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "true"],
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", timeout=30, **user)
    return "" if tried.returncode == 0 else tried.stderr.strip() or f"exit status {tried.returncode}"
