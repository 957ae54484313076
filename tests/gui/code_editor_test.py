#!/usr/bin/env python3
"""Tests of the code editor in a window of its own, on a given display; cases.py runs them.

Input is real keys; the tests check the editor's text and the clipboard that it shares with other programs.
"""

import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

from cases import given, main
from playground import LIMIT_S
from screen import Screen

SIZE = (900, 600)
CREATE_WINDOW, CHANGE_WINDOW_ATTRIBUTES, CHANGE_PROPERTY, SET_SELECTION_OWNER, SEND_EVENT = 1, 2, 18, 22, 25
PROPERTY_NOTIFY, SELECTION_REQUEST, SELECTION_NOTIFY = 28, 30, 31
EVENT_MASK, PROPERTY_CHANGE, DELETED = 1 << 11, 1 << 22, 1


class Editor:
    def __init__(self, code, *options):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sharedfate-editor-"))
        (self.folder / "code.py").write_text(code)
        self.process = subprocess.Popen([given.code_editor, str(self.folder / "code.py"), str(self.folder),
                                         f"width={SIZE[0]}", f"height={SIZE[1]}", *options])

    def __enter__(self):
        self.wait_for("the window", lambda: (self.folder / "widgets").exists())
        found = subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True, check=True, timeout=LIMIT_S)
        self.window = found.stdout.split()[0]
        self.input("windowfocus", "--sync", self.window)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)

    def wait_for(self, what, reached):
        limit = time.monotonic() + LIMIT_S
        while not reached():
            assert self.process.poll() is None, f"the editor ended while waiting for {what}"
            assert time.monotonic() < limit, f"not reached: {what}; the text is {self.text()!r}"
            time.sleep(0.01)

    def text(self):
        return (self.folder / "text").read_bytes().decode()

    def wait_text(self, text):
        self.wait_for(repr(text), lambda: self.text() == text)

    def key(self, *names):
        self.input("key", "--delay", "40", *names)

    def type(self, text):
        self.input("type", "--delay", "40", text)

    @staticmethod
    def input(*words):
        subprocess.run(["xdotool", *words], check=True, timeout=LIMIT_S)


class ClipboardOwner(Screen):
    """A program that owns the clipboard and either does not answer or sends its text in parts."""

    def __init__(self, parts=(), comes_to_an_end=True):
        super().__init__()
        self.parts = [part.encode() for part in parts] + [b""] * comes_to_an_end
        self.answers = bool(parts)
        self.clipboard, self.incremental, self.text = map(self.atom, ["CLIPBOARD", "INCR", "UTF8_STRING"])
        self.asked = threading.Event()

    def __enter__(self):
        window = self.first_id
        self.socket.sendall(struct.pack("<BBHIIhhHHHHII", CREATE_WINDOW, 0, 8, window, self.root, 0, 0, 1, 1, 0, 0, 0,
                                        0)
                            + struct.pack("<BBHIII", SET_SELECTION_OWNER, 0, 4, window, self.clipboard, 0))
        self.atom("CLIPBOARD")  # waits for a reply: the requests before it are done by then
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(LIMIT_S)

    def serve(self):
        try:
            while True:
                event = self.receive(32)
                if event[0] == SELECTION_REQUEST:
                    self.answer(event)
                elif event[0] == PROPERTY_NOTIFY and event[16] == DELETED and self.parts:
                    window, place = struct.unpack_from("<II", event, 4)
                    self.put(window, place, self.text, 8, self.parts.pop(0))
        except (OSError, RuntimeError):
            pass  # the test has ended

    def answer(self, event):
        time_stamp, _, requestor, selection, target, place = struct.unpack_from("<IIIIII", event, 4)
        self.asked.set()
        if not self.answers:
            return
        self.socket.sendall(struct.pack("<BBHIII", CHANGE_WINDOW_ATTRIBUTES, 0, 4, requestor, EVENT_MASK,
                                        PROPERTY_CHANGE))
        self.put(requestor, place, self.incremental, 32, struct.pack("<I", 0))
        notify = struct.pack("<BBHIIIIIII", SELECTION_NOTIFY, 0, 0, time_stamp, requestor, selection, target, place, 0,
                             0)
        self.socket.sendall(struct.pack("<BBHII", SEND_EVENT, 0, 11, requestor, 0) + notify)

    def put(self, window, place, kind, bits, data):
        padded = data + bytes(-len(data) % 4)
        self.socket.sendall(struct.pack("<BBHIIIBxxxI", CHANGE_PROPERTY, 0, 6 + len(padded) // 4, window, place, kind,
                                        bits, len(data) * 8 // bits) + padded)


class Clipboard(unittest.TestCase):
    def comes_in_parts(self):
        with Editor("") as editor, ClipboardOwner(["one", " = ", "1"]):
            editor.key("ctrl+v", "x")
            editor.wait_text("one = 1x")

    def does_not_block_if_its_owner_does_not_answer(self):
        with Editor("") as editor, ClipboardOwner() as owner:
            editor.key("ctrl+v", "x")
            editor.wait_text("x")
            self.assertTrue(owner.asked.is_set())

    def does_not_block_if_its_owner_stops_in_the_middle(self):
        with Editor("") as editor, ClipboardOwner(["one"], comes_to_an_end=False) as owner:
            editor.key("ctrl+v", "x")
            editor.wait_text("x")
            self.assertEqual(owner.parts, [], "the first part was taken")

    def cut_and_pasted(self):
        with Editor("one = 1\ntwo = 2\n") as editor:
            editor.key("shift+Down", "ctrl+x")
            editor.wait_text("two = 2\n")
            editor.key("ctrl+End", "ctrl+v")
            editor.wait_text("two = 2\none = 1\n")
            editor.key("ctrl+a", "ctrl+c", "ctrl+End", "ctrl+v")
            editor.wait_text("two = 2\none = 1\ntwo = 2\none = 1\n")


if __name__ == "__main__":
    main()
