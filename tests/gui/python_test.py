#!/usr/bin/env python3
"""What only Python lanes have, with a real pointer and real keys; cases.py runs the cases."""

import unittest

from cases import given, main
from playground import Playground, adopt_orphans


def play(*options):
    return Playground(given.program, "--free-play", "--lane", "threads:2", "--lane", "python-threads:2", *options,
                      size=(1600, 900))


def interpreter(state):
    """What the Python lane's interpreter reports of itself; empty until it has."""
    return state["lanes"][1]["interpreter"] or {}


def interval_us(state):
    return interpreter(state).get("switch_interval_us", 0)


class Python(unittest.TestCase):
    def the_switch_interval_by_key_and_pointer(self):
        with play("--paused", "--tasks", "10") as app:
            app.wait_ready()
            app.wait_for("the interpreter's own interval", lambda state: interval_us(state) == 5_000)
            app.key("g")
            app.wait_for("the next one", lambda state: interval_us(state) == 20_000)
            app.click("control.switch_interval")
            app.wait_for("that of the middle", lambda state: interval_us(state) in (1_000, 5_000))
            chosen = interval_us(app.state())
            app.key("g", "r")
            app.wait_for("after a reset the same", lambda state: interval_us(state) == 5 * chosen
                         or (chosen, interval_us(state)) == (5_000, 20_000))

    def another_interpreter_in_the_same_place(self):
        with play("--paused", "--tasks", "10") as app:
            before = app.wait_ready()
            app.click("control.interpreter")
            after = app.wait_for("another process, all its workers, all its tasks", lambda state: (
                len(state["lanes"]) == 2 and state["lanes"][1]["alive"] == 2 and state["lanes"][1]["submitted"] == 10
                and state["lanes"][1]["lane_pid"] not in (None, before["lanes"][1]["lane_pid"])))
            self.assertEqual(after["lanes"][1]["kind"], "python-threads")
            self.assertEqual(after["lanes"][0]["lane_pid"], before["lanes"][0]["lane_pid"])
            self.assertNotEqual(interpreter(after), {})

    def slices_are_drawn_while_it_computes(self):
        with play("--workload", "primes:20000", "--tasks", "5000", "--tempo", "0", "--paused", "--no-motion") as app:
            app.wait_ready()
            app.rest_pointer()
            held = app.grab_at_rest("lane.1.worker.1")
            app.key("space")
            app.wait_for("both threads have had a share of the processor",
                         lambda state: all(worker["cpu_share"] > 0 for worker in state["lanes"][1]["worker_states"]))
            app.wait_for_picture("when it ran", held, 0.01, "lane.1.worker.1")


if __name__ == "__main__":
    adopt_orphans()
    main()
