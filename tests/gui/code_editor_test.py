#!/usr/bin/env python3
"""Tests of the code editor in a window of its own, on a given display; cases.py runs them.

Input is real keys and a real pointer; the tests check the editor's text and the pixels on the screen.
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
from screen import Screen, changed_share

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
        self.screen = Screen()

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

    def widgets(self):
        lines = (self.folder / "widgets").read_text().splitlines()
        return {words[0]: [float(word) for word in words[1:5]] for words in map(str.split, lines)}

    def focused(self):
        for line in (self.folder / "widgets").read_text().splitlines():
            if line.endswith(" focused"):
                return line.split()[0]
        return ""

    def grab(self):
        shell = subprocess.run(["xdotool", "getwindowgeometry", "--shell", self.window], capture_output=True,
                               text=True, check=True, timeout=LIMIT_S).stdout
        words = dict(line.split("=") for line in shell.split())
        return self.screen.grab((int(words["X"]), int(words["Y"]), *SIZE))

    def key(self, *names):
        self.input("key", "--delay", "40", *names)

    def type(self, text):
        self.input("type", "--delay", "40", text)

    @staticmethod
    def input(*words):
        subprocess.run(["xdotool", *words], check=True, timeout=LIMIT_S)


class Typing(unittest.TestCase):
    def code_is_indented_and_undone(self):
        with Editor("") as editor:
            editor.type("def f(x):")
            editor.key("Return")
            editor.type("return x")
            editor.key("Return")
            editor.type("f(2)")
            editor.wait_text("def f(x):\n    return x\nf(2)")
            editor.key("ctrl+z", "ctrl+z")
            editor.wait_text("def f(x):\n    return x")
            editor.key("ctrl+shift+z", "ctrl+y")
            editor.wait_text("def f(x):\n    return x\nf(2)")
            editor.key("ctrl+Home", "shift+Down", "shift+Down", "Tab")
            editor.wait_text("    def f(x):\n        return x\nf(2)")
            editor.key("shift+Tab")
            editor.wait_text("def f(x):\n    return x\nf(2)")

    def tab_stays_until_escape(self):
        with Editor("x") as editor:
            editor.key("Tab")
            editor.wait_text("    x")
            self.assertEqual(editor.focused(), "code")
            editor.key("Escape", "Tab")
            editor.wait_for("the next widget", lambda: editor.focused() == "other")
            editor.key("shift+Tab")
            editor.wait_for("the editor again", lambda: editor.focused() == "code")
            self.assertEqual(editor.text(), "    x")


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


class Pointer(unittest.TestCase):
    def selects_and_types_over(self):
        with Editor("first\nsecond\nthird") as editor:
            x, y, _, _ = editor.widgets()["code"]
            # From the left end of the first line to beyond the end of the second one, in any font.
            start, end = (int(x) + 3, int(y) + 22), (int(x) + 500, int(y) + 45)
            editor.input("mousemove", "--window", editor.window, *map(str, start), "mousedown", "1",
                         "mousemove", "--window", editor.window, *map(str, end), "mouseup", "1")
            editor.type("x")
            editor.wait_text("x\nthird")


class Marks(unittest.TestCase):
    CODE = "\n".join(f"line_{i} = {i}" for i in range(200))

    def the_lit_line_and_the_error_are_seen(self):
        with Editor(self.CODE) as plain, Editor(self.CODE, "error_line=150", "error=it is wrong") as marked:
            self.assertNotIn("code.error", plain.widgets())
            x, y, width, height = marked.widgets()["code"]
            left, top, wide, high = marked.widgets()["code.error"]
            self.assertTrue(x <= left and y <= top and left + wide <= x + width and top + high <= y + height)
            self.assertGreater(high, 10)

    def a_listing_is_not_edited(self):
        with Editor("x = 1", "read_only=1") as editor:
            before = editor.grab()
            editor.key("Delete", "a", "ctrl+z", "ctrl+a")
            editor.wait_for("the selection", lambda: changed_share(before, editor.grab()) > 0.001)
            self.assertEqual(editor.text(), "x = 1")
            editor.key("Tab")
            editor.wait_for("the next widget", lambda: editor.focused() == "other")


if __name__ == "__main__":
    main()
