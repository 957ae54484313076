#!/usr/bin/env python3
"""Attacks of foreign code in a lane and their outcomes, as a table. Usage: attack_table.py CODE_LANE

As an ordinary user, and also as root if root runs this. Each attack is first shown to work unconfined. Where this
system refuses it even then, it counts as skipped, but the confined code still tries it. Where the kernel denies
namespaces, the lane must refuse the code as a whole. Exit status 1: an attack has worked, or more attacks were skipped
than systems are known to refuse."""
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parents[1] / "support"))
import attacks
from ordinary_user import namespaces_denied, ordinary_user

PYTHON = "/usr/bin/python3"
SKIPPED_MAX = 14  # io_uring, user faults, events, a terminal's keystrokes, ...: refused by sysctls and kernels
SECONDS = 120


class Outside:
    """The targets of the attacks: a file, three listening sockets and a process of the same user."""

    def __init__(self, stack, user):
        self.folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.chmod(self.folder, 0o777)
        self.secret, self.path = os.path.join(self.folder, "secret"), os.path.join(self.folder, "socket")
        pathlib.Path(self.secret).write_text("secret")
        os.chmod(self.secret, 0o666)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port = listener.getsockname()[1]
        self.name = "sharedfate-test-" + os.path.basename(self.folder)
        for address in (self.path, "\0" + self.name):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(address)
            listener.listen(8)
        os.chmod(self.path, 0o777)
        process = subprocess.Popen(["sleep", str(4 * SECONDS)], cwd="/", **user)
        stack.callback(process.wait)
        stack.callback(process.kill)
        self.victim = process.pid


def outcomes(output, rows):
    """The outcome by name of attack: "worked", or the error that it met."""
    found = {}
    for line in output.splitlines():
        at, _, outcome = line.partition(" ")
        if at.isdigit() and int(at) < len(rows):
            found[rows[int(at)].name] = outcome
    return found


def run_free(rows, outside, user):
    shown = [row for row in rows if row.can_be_shown]
    done = subprocess.run([PYTHON, "-I", "-c", attacks.program(shown, outside.victim)], cwd="/", timeout=SECONDS,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, **user)
    return outcomes(done.stdout, shown)


def run_in_lane(code_lane, rows, outside, user):
    """Runs the attacks confined, in a lane. Returns the lane's final state, from JSON."""
    path = os.path.join(outside.folder, "attacks.py")
    supervisor = 1  # its PID in the lane's namespace
    pathlib.Path(path).write_text(attacks.program(rows, supervisor))
    done = subprocess.run([code_lane, "python-serial:1", "foreign", path, str(SECONDS)], cwd="/", timeout=2 * SECONDS,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, **user)
    return json.loads(done.stdout)


def refused_as_a_whole(lane):
    return lane["state"] == "failed" and "cannot be confined here" in lane["trouble"] and not lane["script"]["output"]


class Table:
    def __init__(self):
        self.ran = self.held = self.skipped = 0

    def add(self, user, row, free, confined):
        # Any other error would be a mistake in the attack.
        held = confined == "refused" or confined in row.refusal.split("|")
        skipped = row.can_be_shown and free != "worked"
        self.ran, self.held, self.skipped = self.ran + 1, self.held + held, self.skipped + skipped
        print("%-8s %-46s %-16s %-14s %s" % (user, row.name, free if row.can_be_shown else "(not tried)", confined,
                                             "held" if held else "NOT HELD: not " + row.refusal))


def play(code_lane, who, user, table):
    denied = namespaces_denied(**user)
    with contextlib.ExitStack() as stack:
        outside = Outside(stack, user)
        rows = attacks.attacks(outside)
        free = run_free(rows, outside, user)
        lane = run_in_lane(code_lane, rows, outside, user)
        if denied and refused_as_a_whole(lane):
            confined = {row.name: "refused" for row in rows}
        else:
            confined = outcomes(lane["script"]["output"], rows)
        for row in rows:
            table.add(who, row, free.get(row.name, "did not run"), confined.get(row.name, "did not run"))
        if not denied and lane["script"]["denied"]:
            print("the lane was not confined:", lane["script"]["denied"])
            return 1
    return 0


def main():
    table = Table()
    print("%-8s %-46s %-16s %-14s" % ("user", "attack", "unconfined", "in a lane"))
    users = [("ordinary", ordinary_user())] + ([("root", {})] if os.getuid() == 0 else [])
    failed = sum(play(sys.argv[1], who, user, table) for who, user in users)
    print("%d attacks ran, %d held, %d were not shown to work unconfined" % (table.ran, table.held, table.skipped))
    return 1 if failed or table.held < table.ran or table.skipped > SKIPPED_MAX * len(users) else 0


if __name__ == "__main__":
    sys.exit(main())
