#!/usr/bin/env python3
"""Shortcuts work on keyboards that type no Latin letters, and on those whose digits need Shift. cases.py runs the
cases."""

import subprocess
import unittest

from cases import given, main
from code_editor_test import Editor
from lesson_test import CENTREPIECE, Class
from playground import LIMIT_S, Playground

# Of an evdev keyboard, by what the key types on a US one.
KEYCODES = {"1": "10", "2": "11", "t": "28", "y": "29", "a": "38", "z": "52", "x": "53", "c": "54", "v": "55"}


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

    def cyrillic_has_the_same_chords(self):
        set_layout("ru")
        with Editor("one = 1\n") as editor:
            for letter in ("a", "c"):
                editor.key(f"ctrl+{KEYCODES[letter]}")
            editor.key("ctrl+End", f"ctrl+{KEYCODES['v']}")
            editor.wait_text("one = 1\none = 1\n")
            editor.key(f"ctrl+{KEYCODES['z']}")
            editor.wait_text("one = 1\n")
            editor.key(f"shift+ctrl+{KEYCODES['z']}")
            editor.wait_text("one = 1\none = 1\n")

    def german_has_chords_by_the_letters_it_types(self):
        set_layout("de")
        with Editor("") as editor:
            editor.type("one")
            editor.key("Return")
            editor.wait_text("one\n")
            editor.key(f"ctrl+{KEYCODES['y']}")  # types z
            editor.wait_text("one")
            editor.key(f"ctrl+{KEYCODES['z']}")
            editor.wait_text("one\n")

    def _votes(self, layout, *keys):
        """Presses keys while hands are up, and waits after each for the number of votes that follows it in `keys`."""
        set_layout(layout)
        with Class("--lesson", CENTREPIECE) as app:
            app.begin("lesson")
            while app.wait_at_rest()["stage"] != "asking":
                app.next_step()
            app.key("Next")
            app.wait_lesson("hands are up", lambda lesson: lesson["lit_choice"] == 1)
            for key, votes in keys:
                app.key(key)
                app.wait_lesson(f"{votes} votes", lambda lesson, votes=votes: lesson["votes"][0][0] == votes)

    def french_votes_without_shift(self):
        self._votes("fr", (KEYCODES["1"], 1), (KEYCODES["2"], 12))

    def american_votes_without_shift_only(self):
        # A digit of the first key would be counted before that of the second one.
        self._votes("us", (f"shift+{KEYCODES['1']}", 0), (KEYCODES["2"], 2), (KEYCODES["1"], 21))


if __name__ == "__main__":
    main()
