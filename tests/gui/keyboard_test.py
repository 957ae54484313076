#!/usr/bin/env python3
"""Shortcuts work on keyboards that type no Latin letters, and on those whose digits need Shift. cases.py runs the
cases."""

import subprocess
import unittest

from cases import given, main
from lesson_test import CENTREPIECE, Class
from playground import LIMIT_S, Playground

# Of an evdev keyboard, by what the key types on a US one.
KEYCODES = {"1": "10", "2": "11", "t": "28", "x": "53"}


def set_layout(name):
    subprocess.run(["setxkbmap", name], check=True, timeout=LIMIT_S)


class Layout(unittest.TestCase):
    def _has_the_same_letters(self, layout):
        set_layout(layout)
        with Playground(given.program, "--free-play", "--paused", "--tasks", "10") as app:
            app.wait_ready()
            theme = app.state()["frame"]["theme"]
            app.key(KEYCODES["t"])
            app.wait_for("the other theme", lambda state: state["frame"]["theme"] != theme)
            app.key(KEYCODES["x"])
            app.wait_for("the labs", lambda _: "labs.leave" in app.widgets())

    def cyrillic(self):
        self._has_the_same_letters("ru")

    def greek(self):
        self._has_the_same_letters("gr")

    def french_votes_without_shift(self):
        set_layout("fr")
        with Class("--lesson", CENTREPIECE) as app:
            app.begin("lesson")
            while app.wait_at_rest()["stage"] != "asking":
                app.next_step()
            for number, votes in (("1", [1, 0]), ("2", [1, 1])):
                app.key(KEYCODES[number])
                app.wait_lesson("the vote is counted", lambda lesson, votes=votes: lesson["votes"][0][:2] == votes)


if __name__ == "__main__":
    main()
