#!/usr/bin/env python3
"""The receipt in the real window, on a given display (tests/support/with_display); cases.py runs the cases."""

import json
import subprocess
import unittest

from cases import given, main
from gui_test import STILL, play
from layout import outside, overlapping


class Receipt(unittest.TestCase):
    def _check_sheet(self, app, size):
        """All widgets of the sheet are inside the window, and its buttons do not overlap."""
        sheet = {name: widget for name, widget in app.widgets().items()
                 if widget["layer"] == 1 and name != "receipt.sheet"}
        self.assertEqual(outside(sheet, "", size), [])
        buttons = {name: widget for name, widget in sheet.items() if not name.endswith(".words")}
        self.assertEqual(overlapping(buttons, ""), [])

    def without_a_fault(self):
        with play(*STILL) as app:
            app.wait_ready()
            self.assertNotIn("status.receipt", app.widgets())
            app.key("e")
            app.wait_for("the receipt", lambda _: "receipt.close" in app.widgets())
            self.assertFalse([name for name in app.widgets() if name.startswith("receipt.copy")])
            app.key("1")  # has no effect below the sheet
            app.key("e")
            app.wait_for("it is closed", lambda _: "receipt.close" not in app.widgets())
            self.assertEqual([lane["death_count"] for lane in app.state()["lanes"]], [0, 0])

    def of_a_crash_can_be_repeated(self):
        with play("--tasks", "60", "--tempo", "300", "--no-motion") as app:
            app.wait_ready()
            app.wait_for("work", lambda state: all(lane["done"] > 0 for lane in state["lanes"]))
            app.click("lane.0.worker.3")
            dead = app.wait_for("the lane is dead", lambda state: state["lanes"][0]["state"] == "dead")["lanes"][0]
            app.wait_for("the button on the card", lambda _: "lane.0.receipt" in app.widgets())
            app.click("lane.0.receipt")
            app.wait_for("the receipt", lambda _: "receipt.copy.0" in app.widgets())
            self._check_sheet(app, app.size)
            words = app.widgets()["receipt.copy.0.words"]["label"].split()
            app.click("receipt.copy.0")
            app.wait_for("the words are copied", lambda _: app.widgets()["receipt.copy.0"]["label"] == "Copied")
            app.key("Escape")
            app.wait_for("it is closed", lambda _: "receipt.close" not in app.widgets())
            app.click("status.receipt")
            app.wait_for("it is open again", lambda _: "receipt.close" in app.widgets())
            app.click("receipt.close")
            app.wait_for("it is closed by its button", lambda _: "receipt.close" not in app.widgets())
        self.assertEqual(words[:2], ["sharedfate", "run"])
        again = subprocess.run([given.program, *words[1:], "--json"], capture_output=True, text=True, timeout=120,
                               check=True)
        receipt = json.loads(again.stdout)["receipt"]
        death = receipt["lanes"][0]["deaths"][0]
        self.assertEqual((death["label"], death["fault"], death["wait_status"]["signal"]), ("T3", "segv", "SIGSEGV"))
        self.assertEqual(death["lost_running"] > 0, dead["deaths"][0]["task"] is not None)
        self.assertTrue(receipt["audit"]["clean"])

    def scrolls_where_it_is_long(self):
        size = (1024, 768)
        with play(*STILL, "--scale", "1.5", size=size) as app:
            app.wait_ready()
            for worker in range(1, 4):
                app.click(f"lane.1.worker.{worker}")
                app.wait_for(f"death {worker}", lambda state, count=worker: (
                    state["lanes"][1]["respawns"] == count and state["lanes"][1]["alive"] == 5))
            app.click("lane.0.worker.1")
            app.wait_for("the threads process is dead", lambda state: state["lanes"][0]["state"] == "dead")
            app.key("e")
            app.wait_for("the receipt", lambda _: "receipt.copy.0" in app.widgets())
            self._check_sheet(app, size)
            self.assertNotIn("receipt.copy.1", app.widgets())
            top = app.grab()
            app.key("End")
            app.wait_for("its end", lambda _: "receipt.copy.1" in app.widgets())
            app.wait_for_picture("its end", top, 0.05)
            self._check_sheet(app, size)
            app.key("Home")
            app.wait_for("its beginning", lambda _: "receipt.copy.0" in app.widgets())


if __name__ == "__main__":
    main()
