#!/usr/bin/env python3
"""Only the changed parts of a frame are drawn. After any input the screen must show the same as when all of the frame
is drawn. cases.py runs the cases."""

import unittest

from cases import case, given, main
from playground import Playground
from screen import changed_box

SIZE = (1280, 800)
STATUS_LINE_HEIGHT = 40  # it shows how long a frame took


def above_status_line(app):
    width, height = app.size
    return app.grab_at_rest()[: width * 4 * (height - STATUS_LINE_HEIGHT)]


def check(app, what):
    in_parts = above_status_line(app)
    before = app.grab_at_rest()
    app.key("t")
    app.wait_for_picture("the other theme", before, 0.5)
    other = app.grab_at_rest()
    app.key("t")
    app.wait_for_picture("the first theme", other, 0.5)
    differing = changed_box(in_parts, above_status_line(app), app.size[0])
    assert not differing, f"{what}: pixels within {differing} differ from those of the same frame, drawn as a whole"


class Frame(unittest.TestCase):
    @case(limit_s=300, cost=12)
    def of_changed_parts_is_the_same_as_the_whole(self):
        with Playground(given.program, "--free-play", "--paused", "--tasks", "40", size=SIZE) as app:
            app.wait_ready()
            assert app.state()["frame"]["in_parts"], "the virtual screen's renderer is one that can copy parts"
            check(app, "from the start")
            for name in ["lane.0.worker.1", "lane.1.worker.2", *sorted(app.widgets())[::5]]:
                app.input("mousemove", *app.centre(name))
            check(app, "after the pointer went over widgets")
            app.key("Tab", "Tab", "Tab")
            app.rest_pointer()
            check(app, "after the focus went on")
            app.key("question")
            app.grab_at_rest()
            app.key("Escape")
            check(app, "after a sheet was opened and closed")
            app.key("period", "period", "period")
            app.wait_for("three tasks are done", lambda state: all(
                lane["done"] == 3 and lane["running"] == 0 for lane in state["lanes"]))
            check(app, "after three steps")
            small = app.grab_at_rest()
            app.key("plus")
            app.wait_for_picture("larger text", small, 0.02)
            check(app, "with larger text")
            app.key("1")
            app.wait_for("a death", lambda state: any(lane["death_count"] > 0 for lane in state["lanes"]))
            check(app, "after a crash")

    @case(limit_s=300, cost=15)
    def is_correct_after_resizing(self):
        with Playground(given.program, "--free-play", "--paused", "--tasks", "40", "--no-motion", size=SIZE) as app:
            app.wait_ready()
            for size in ((1700, 1000), (1701, 1000), (1024, 768), (1023, 767), (1920, 1080), (1600, 768), *[SIZE] * 2):
                app.resize(size)
                app.rest_pointer()
                # The widget under the pointer is highlighted, and at its own position.
                for name in ("top.theme", "control.fault_spec.copy", "lane.1.worker.5"):
                    app.grab_at_rest()
                    before = app.grab(name)
                    app.input("mousemove", *app.centre(name))
                    app.wait_for_picture(f"{name} at {size} is lit", before, 0.005, name)
                app.rest_pointer()
                check(app, f"at {size}")


if __name__ == "__main__":
    main()
