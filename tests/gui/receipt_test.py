#!/usr/bin/env python3
"""The receipt in the real window, on a given display (tests/support/with_display); cases.py runs the cases."""

import json
import subprocess
import unittest

from cases import given, main
from gui_test import play
from layout import outside, overlapping


class Receipt(unittest.TestCase):
    def _check_sheet(self, app, size):
        """All widgets of the sheet are inside the window, and its buttons do not overlap."""
        sheet = {name: widget for name, widget in app.widgets().items()
                 if widget["layer"] == 1 and name != "receipt.sheet"}
        self.assertEqual(outside(sheet, "", size), [])
        buttons = {name: widget for name, widget in sheet.items() if not name.endswith(".words")}
        self.assertEqual(overlapping(buttons, ""), [])

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


if __name__ == "__main__":
    main()
