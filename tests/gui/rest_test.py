#!/usr/bin/env python3
"""While nothing changes the window allocates no memory, whatever wakes it. cases.py runs the case."""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import unittest

from cases import given, main
from playground import LIMIT_S
from screen import Screen

CHANGE_WINDOW_ATTRIBUTES, QUERY_TREE, SEND_EVENT = 2, 15, 25
EVENT_MASK, SUBSTRUCTURE_NOTIFY, SUBSTRUCTURE_REDIRECT = 1 << 11, 1 << 19, 1 << 20
CLIENT_MESSAGE, SENT = 33, 0x80
PINGS_IN_A_ROW = 100


class Pinger(Screen):
    """Pings windows as a window manager does. A window that answers has been woken."""

    def __init__(self):
        super().__init__()
        self.wm_protocols, self.ping_atom = self.atom("WM_PROTOCOLS"), self.atom("_NET_WM_PING")
        self.socket.sendall(struct.pack("<BBHIII", CHANGE_WINDOW_ATTRIBUTES, 0, 4, self.root, EVENT_MASK,
                                        SUBSTRUCTURE_NOTIFY))

    def windows(self):
        self.socket.sendall(struct.pack("<BBHI", QUERY_TREE, 0, 2, self.root))
        head, body = self.reply()
        return struct.unpack_from(f"<{struct.unpack_from('<H', head, 16)[0]}I", body)

    def ping(self, window, limit):
        """True once the window has answered; False: it cannot be pinged. TimeoutError: no answer by `limit`."""
        stamp = time.monotonic_ns() & 0x7FFFFFFF
        event = struct.pack("<BBHIIIIIII", CLIENT_MESSAGE, 32, 0, window, self.wm_protocols, self.ping_atom, stamp,
                            window, 0, 0)
        self.socket.sendall(struct.pack("<BBHII", SEND_EVENT, 0, 11, window, 0) + event)
        self.socket.settimeout(max(0.1, limit - time.monotonic()))
        while True:
            head = self.receive(32)
            if head[0] == 0:
                return False  # an error: the window is gone, or cannot be sent a message
            if head[0] == CLIENT_MESSAGE | SENT and struct.unpack_from("<I", head, 16)[0] == stamp:
                return True
            if head[0] == 1:
                self.receive(struct.unpack_from("<I", head, 4)[0] * 4)


def the_window(pinger, process, limit):
    """The window that answers pings: the program has opened it and handles events."""
    while time.monotonic() < limit:
        assert process.poll() is None, f"the window ended with {process.returncode}"
        for window in pinger.windows():
            try:
                if pinger.ping(window, time.monotonic() + 0.5):
                    return window
            except TimeoutError:
                pass
    raise AssertionError("no window answers")


class AtRest(unittest.TestCase):
    def no_memory_is_allocated(self):
        limit = time.monotonic() + LIMIT_S
        pinger = Pinger()
        with tempfile.TemporaryDirectory(prefix="sharedfate-rest-") as folder:
            counter = pathlib.Path(folder) / "count"
            counter.write_bytes(bytes(8))
            environment = dict(os.environ, LD_PRELOAD=given.count_allocations, ALLOCATION_COUNT=str(counter),
                               XDG_STATE_HOME=folder)
            process = subprocess.Popen([given.program, "--free-play", "--paused", "--no-place"], env=environment,
                                       stdin=subprocess.DEVNULL)
            try:
                window = the_window(pinger, process, limit)
                before, pings = None, 0
                while pings < PINGS_IN_A_ROW:
                    assert time.monotonic() < limit, "each time that it is woken, it asks for memory"
                    assert pinger.ping(window, limit)
                    now = int.from_bytes(counter.read_bytes(), sys.byteorder)
                    before, pings = now, pings + 1 if now == before else 0
                assert before > 1000, f"only {before} requests for memory were counted since its start"
            finally:
                process.terminate()
                process.wait(LIMIT_S)


if __name__ == "__main__":
    main()
