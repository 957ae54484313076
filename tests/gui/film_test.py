#!/usr/bin/env python3
"""The film of the real window; cases.py runs the cases."""

import pathlib
import signal
import subprocess
import tempfile
import unittest

from cases import given, main
from lesson_test import Class
from playground import LIMIT_S, adopt_orphans

PNG = b"\x89PNG\r\n\x1a\n"


class Film(unittest.TestCase):
    def has_the_pace_of_the_window(self):
        with tempfile.TemporaryDirectory() as parent:
            folder = pathlib.Path(parent) / "film"
            with Class("--lesson", "two-families", "--film", str(folder), size=(800, 600)) as app:
                app.begin("lesson")
                app.wait_for("a second of film", lambda _: len(list(folder.glob("*.png"))) >= 30)
                self.assertEqual(app.end(signal.SIGTERM), 0)
            pictures = sorted(folder.iterdir())
            self.assertEqual([path.name for path in pictures],
                             [f"{number:05}.png" for number in range(1, len(pictures) + 1)], "none is left out")
            for path in (pictures[0], pictures[-1]):
                data = path.read_bytes()
                self.assertEqual(data[:8], PNG)
                self.assertEqual((int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")), (800, 600))

    def overwrites_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = pathlib.Path(folder) / "00001.png"
            kept.write_text("mine", encoding="utf-8")
            run = subprocess.run([given.program, "--film", folder, "--no-place"], capture_output=True, text=True,
                                 timeout=LIMIT_S, check=False)
            self.assertNotEqual(run.returncode, 0)
            self.assertIn("there is something in it", run.stderr)
            self.assertEqual(kept.read_text(encoding="utf-8"), "mine")


if __name__ == "__main__":
    adopt_orphans()
    main()
