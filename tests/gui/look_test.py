#!/usr/bin/env python3
"""Each step of the lessons that measure in a lab, at the smallest and at a large size: no widgets overlap, and all lie
inside the window. What a lab finds is only there once it has measured; tests/unit/window draws all else of each lesson
without a window. cases.py runs the cases."""

import pathlib
import re
import tempfile
import unittest

from cases import case, for_each, given, main
from layout import outside, overlapping
from lesson_test import Class
from playground import adopt_orphans

SIZES = ((1024, 768), (1920, 1080))
# The layout depends neither on the tempo nor on the size of timed tasks. At full speed one worker might take all tasks,
# and a fault in the second task of another would not fire: a short tempo still gives each worker its share.
TIME_SHARE = 1 / 10
STEP_LIMIT_S = 200  # some steps measure, which is slow on a busy computer


def lessons_and_sizes():
    measuring = [file for file in sorted(pathlib.Path(given.lessons).glob("*.md"))
                 if re.search(r"(?m)^measure ", file.read_text(encoding="utf-8"))]
    return {f"{file.stem}_{size[0]}x{size[1]}": (file, size) for file in measuring for size in SIZES}


def in_short_time(text):
    """The lesson's text with a shorter tempo and smaller timed tasks."""
    return re.sub(r"(?m)^(tempo = |time \d+ primes:)(\d+)",
                  lambda found: f"{found[1]}{round(int(found[2]) * TIME_SHARE)}", text)


class Look(unittest.TestCase):
    @case(limit_s=600, cost=9)
    @for_each(lessons_and_sizes)
    def nothing_overlaps(self, file, size):
        with tempfile.TemporaryDirectory(prefix="sharedfate-look-") as folder:
            copy = pathlib.Path(folder) / file.name
            copy.write_text(in_short_time(file.read_text(encoding="utf-8")), encoding="utf-8")
            with Class("--lesson", str(copy), "--scale", "1.5", "--no-motion", size=size) as app:
                app.begin("lesson")
                self._walk(app, size)

    def _walk(self, app, size):
        steps = app.lesson()["steps"]
        self.assertGreater(steps, 0)
        for step in range(1, steps + 1):
            self._look(app, size, f"step {step}, before")
            app.key("F5")
            app.wait_lesson("all is shown", lambda lesson: lesson["stage"] == "shown" and not lesson["busy"],
                            STEP_LIMIT_S)
            self._look(app, size, f"step {step}, after")
            if step < steps:
                app.next_step()

    def _look(self, app, size, what):
        app.wait_for("the controls", lambda _: "lesson.forward" in app.widgets())
        widgets = app.widgets()
        self.assertEqual(overlapping(widgets, "lesson."), [], what)
        self.assertEqual(outside(widgets, "lesson.", size), [], what)


if __name__ == "__main__":
    adopt_orphans()
    main()
