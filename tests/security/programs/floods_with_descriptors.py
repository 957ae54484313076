"""Sends messages with two descriptors each, and messages of an unknown size."""
import array
import gc
import os
import socket

import wire

supervisor = next(each for each in gc.get_objects() if isinstance(each, wire.Supervisor))
door = supervisor.socket
one, two = os.pipe()
size = supervisor._layout["report.size"]
begun()
for _ in range(100_000):
    try:
        door.sendmsg([bytes(size)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [one, two]))])
        door.sendmsg([b"short"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [one]))])
    except OSError:
        pass
