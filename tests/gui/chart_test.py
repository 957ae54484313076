#!/usr/bin/env python3
"""The chart of a demo with a real pointer and real keys; cases.py runs the cases."""

import csv
import os
import pathlib
import tempfile
import time
import unittest

from cases import main
from lesson_test import Class
from playground import LIMIT_S, adopt_orphans

LESSON = """+++
title = "Two figures"
claim = "None."
minutes = 1
order = 1
lanes = ["threads:2", "processes:2"]
workload = "square"
+++

# One worker, two

A few tasks.

```run
time 8 square with 1..2 workers
```

```show
chart
```

# The end

Nothing more.

```show
chart
```
"""


class ChartClass(Class):
    """A class that has started the app in a given folder, with a lesson that measures a chart."""

    def __init__(self, folder, *options):
        file = pathlib.Path(folder) / "two-figures.md"
        file.write_text(LESSON, encoding="utf-8")
        os.chdir(folder)
        super().__init__("--lesson", str(file), "--no-motion", *options, size=(1280, 800))

    def measure(self):
        self.begin("lesson")
        self.step_by_page_down()
        self.key("d")
        self.wait_for("the chart", lambda _: "chart.plot" in self.widgets())

    def saved(self, suffix):
        """The path of the saved file, once the app reports that it is saved."""
        limit = time.monotonic() + LIMIT_S
        while "status.notice" not in self.widgets() or not self.widgets()["status.notice"]["label"].endswith(suffix):
            assert time.monotonic() < limit, "nothing was saved"
            time.sleep(0.02)
        return pathlib.Path(self.widgets()["status.notice"]["label"].removeprefix("Saved: "))


class Chart(unittest.TestCase):
    def is_saved(self):
        with tempfile.TemporaryDirectory() as folder, ChartClass(folder) as app:
            app.measure()
            app.click("chart.csv")
            file = app.saved(".csv")
            self.assertEqual(file.parent.resolve(), pathlib.Path(folder).resolve())
            with file.open(newline="", encoding="utf-8") as stream:
                rows = list(csv.reader(stream))
            self.assertEqual(rows[0][:4], ["series", "kind", "workers", "speed-up (×)"])
            self.assertRegex(rows[0][4], r"^95 % interval of the median of ([6-9]|1[0-9]|2[0-5]) rounds: low$")
            self.assertEqual([row[:3] for row in rows[1:]], [
                ["threads", "measured", "1"], ["threads", "measured", "2"],
                ["processes", "measured", "1"], ["processes", "measured", "2"],
                ["ideal", "reference", "1"], ["ideal", "reference", "2"]])
            self.assertTrue(all(float(row[3]) > 0 for row in rows[1:]))
            self.assertTrue(all(float(low) <= float(value) <= float(high)
                                for _, kind, _, value, low, high in rows[1:] if kind == "measured"))
            before = app.grab_at_rest("chart.plot")
            app.click("chart.png")
            picture = app.saved(".png").read_bytes()
            self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")
            self.assertGreater(int.from_bytes(picture[16:20], "big"), 400, "its width")
            self.assertGreater(len(picture), 4000, "something is on it")
            self.assertEqual(app.grab_at_rest("chart.plot"), before, "the window is drawn as before")
            app.click("chart.csv")
            app.wait_for("a second file", lambda _: "-2.csv" in app.widgets()["status.notice"]["label"])
            self.assertEqual(app.saved("-2.csv").read_bytes(), file.read_bytes())
            self.assertEqual(sorted(path.name for path in pathlib.Path(folder).glob("sharedfate-*")), [
                "sharedfate-speed-up-1.csv", "sharedfate-speed-up-1.png", "sharedfate-speed-up-2.csv"])

    def says_why_it_cannot_be_saved(self):
        # The message that namespaces are off stays while the lanes live; it must not hide messages about the chart.
        with tempfile.TemporaryDirectory() as folder, ChartClass(folder, "--no-namespaces") as app:
            app.measure()
            app.wait_for("it is said", lambda _: "namespaces are switched off" in app.widgets().get(
                "status.trouble", {"label": ""})["label"])
            app.click("chart.csv")
            app.saved("-1.csv")
            os.chdir("/")
            for path in pathlib.Path(folder).iterdir():
                path.unlink()
            os.rmdir(folder)
            app.click("chart.csv")
            app.wait_for("it says so", lambda _: "could not write the chart" in app.widgets().get(
                "status.trouble", {"label": ""})["label"])
            os.mkdir(folder)


if __name__ == "__main__":
    adopt_orphans()
    main()
