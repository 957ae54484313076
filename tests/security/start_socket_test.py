#!/usr/bin/env python3
"""Only processes of the same user can connect to the start socket of a Python lane. Usage: start_socket_test.py FOLDER

FOLDER: the program of Python lanes."""
import os
import pathlib
import select
import subprocess
import sys

sys.path[:0] = [sys.argv[1], str(pathlib.Path(__file__).parents[1] / "support")]
import lane
import wire
from ordinary_user import ordinary_user

PYTHON = "/usr/bin/python3"  # executable by every user
SECONDS = 30
VISITOR = """
import socket, sys
door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
door.connect("\\0" + sys.argv[1])
print("there", flush=True)
print(len(door.recv(8)), flush=True)  # until the door is closed
"""


def visit(host, name, user):
    """Whether a process with these rights was accepted. At the end its connection is closed."""
    visitor = subprocess.Popen([PYTHON, "-I", "-c", VISITOR, name], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True, cwd="/", **user)
    assert visitor.stdout.readline() == "there\n"
    assert select.select([host._start_socket], [], [], SECONDS)[0], "no connection came"
    host._accept()
    came = len(host._silent)
    for door in host._silent:
        door.close()
    host._silent.clear()
    assert visitor.communicate(timeout=SECONDS)[0] == "0\n"
    return came == 1


def main():
    host = lane.Lane.__new__(lane.Lane)  # only the start socket of the lane is needed
    host._silent = []
    name = host.listen_for_workers()[1:].decode()
    assert visit(host, name, {}), "the same user was not let in"
    if os.getuid() == 0:
        assert not visit(host, name, ordinary_user()), "another user was let in"
    mine = os.getuid()
    for pid, user in ((1, mine + 1), (0, mine)):  # what the kernel reports for another user, and for a process outside
        wire.peer_of = lambda _, pid=pid, user=user: (pid, user, 0)
        assert not visit(host, name, {}), f"process {pid} of user {user} was let in"


if __name__ == "__main__":
    main()
