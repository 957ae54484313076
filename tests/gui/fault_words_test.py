#!/usr/bin/env python3
"""The text form of a fault, copied, typed and pasted in the real window; cases.py runs the cases."""

import unittest

from cases import given, main
from playground import Playground

STILL = ("--free-play", "--paused", "--no-motion", "--tasks", "60")


class Words(unittest.TestCase):
    def copied_and_pasted(self):
        with Playground(given.program, *STILL) as app:
            app.wait_ready()
            app.click("fault.abort")
            app.wait_for("the chosen fault in words",
                         lambda _: app.widgets()["control.fault_spec"]["label"] == "abort@3:task=0")
            app.click("control.fault_spec.copy")
            app.click("control.fault_spec")
            app.wait_for("the empty field", lambda _: app.widgets()["control.fault_spec"]["label"] == "")
            app.key("ctrl+v")
            app.wait_for("what was copied", lambda _: app.widgets()["control.fault_spec"]["label"] == "abort@3:task=0")
            self.assertEqual([lane["death_count"] for lane in app.state()["lanes"]], [0, 0])
            app.key("Return")
            lane = app.wait_for("the death", lambda state: state["lanes"][0]["state"] == "dead")["lanes"][0]
            self.assertEqual((lane["deaths"][0]["worker"], lane["deaths"][0]["fault"]), (3, "abort"))
            self.assertEqual(app.lane(1)["death_count"], 0)


if __name__ == "__main__":
    main()
