#!/usr/bin/env python3
"""Tests of the real window, on a given display (tests/support/with_display); cases.py runs them.

Input is pointer, keys and signals; the tests check state.json and the pixels on the screen.
"""

import json
import random
import signal
import subprocess
import time
import unittest

from cases import case, given, main
from playground import Playground, adopt_orphans, all_end, survivors
from screen import brightness, changed_share

STILL = ("--paused", "--no-motion")  # nothing moves by itself: each change on screen is an effect of the test


def play(*options, **window):
    return Playground(given.program, "--free-play", *options, **window)


class Crash(unittest.TestCase):
    def by_mouse_in_the_threads_lane(self):
        with play(*STILL, "--tasks", "60") as app:
            before = app.wait_ready()
            app.rest_pointer()
            threads, processes = app.grab_at_rest("lane.0"), app.grab("lane.1")
            app.click("lane.0.worker.3")
            lane = app.wait_for("the lane is dead", lambda state: state["lanes"][0]["state"] == "dead")["lanes"][0]
            app.wait_for_picture("the dead lane", threads, 0.05, "lane.0")

            self.assertEqual((lane["alive"], lane["lost"], lane["queued"]), (0, 60, 0))
            death = lane["deaths"][0]
            self.assertEqual((death["worker"], death["fault"], death["signal"]), (3, "segv", "SIGSEGV"))
            self.assertEqual(death["pid"], before["lanes"][0]["lane_pid"])
            self.assertEqual(death["tid"], before["lanes"][0]["tids"][2])
            self.assertEqual(sorted(death["also_died"]), [1, 2, 4, 5])

            app.rest_pointer()
            app.grab_at_rest()
            self.assertLess(changed_share(processes, app.grab("lane.1")), 0.02, "the other lane looks as before")
            self.assertEqual(app.lane(1)["alive"], 5)
            self.assertEqual(app.lane(1)["pids"], before["lanes"][1]["pids"])

            app.key("n")
            lane = app.wait_for("the lane is restarted", lambda state: state["lanes"][0]["alive"] == 5)["lanes"][0]
            self.assertNotEqual(lane["lane_pid"], before["lanes"][0]["lane_pid"])

    def by_mouse_in_the_processes_lane(self):
        with play(*STILL, "--tasks", "60") as app:
            before = app.wait_ready()["lanes"][1]
            app.rest_pointer()
            picture = app.grab_at_rest("lane.1")
            app.click("lane.1.worker.3")
            lane = app.wait_for("a replacement", lambda state: state["lanes"][1]["respawns"] == 1
                                and state["lanes"][1]["alive"] == 5)["lanes"][1]
            app.wait_for_picture("the card of the death", picture, 0.01, "lane.1")
            self.assertEqual(lane["deaths"][0]["pid"], before["pids"][2])
            self.assertEqual(lane["deaths"][0]["signal"], "SIGSEGV")
            self.assertEqual((lane["queued"], lane["lost"]), (60, 0), "the queue is the parent's")
            self.assertEqual([a == b for a, b in zip(lane["pids"], before["pids"])], [True, True, False, True, True])
            self.assertEqual(app.lane(0)["death_count"], 0)

    def by_dragging_a_fault(self):
        with play(*STILL) as app:
            app.wait_ready()
            app.grab_at_rest()
            app.drag("fault.abort", "lane.1.worker.2")
            lane = app.wait_for("the death", lambda state: state["lanes"][1]["death_count"] == 1)["lanes"][1]
            death = lane["deaths"][0]
            self.assertEqual((death["worker"], death["fault"], death["signal"]), (2, "abort", "SIGABRT"))


class Keys(unittest.TestCase):
    def step_and_run(self):
        with play("--paused", "--tasks", "40", "--tempo", "0") as app:
            app.wait_ready()
            for step in range(1, 6):
                app.key("period")
                app.wait_for(f"step {step}", lambda state, done=step: all(
                    lane["done"] >= done and lane["running"] == 0 for lane in state["lanes"]))
                self.assertEqual([lane["done"] for lane in app.state()["lanes"]], [step, step])
            app.key("space")
            app.wait_for("all is done", lambda state: all(lane["done"] == 40 for lane in state["lanes"]))

    def pause(self):
        with play("--tasks", "2000", "--tempo", "50") as app:
            app.wait_ready()
            app.key("space")
            app.wait_for("all workers are paused", lambda state: all(
                not lane["gate_open"] and lane["running"] == 0 for lane in state["lanes"]))
            done = [lane["done"] for lane in app.state()["lanes"]]
            app.grab_at_rest()  # takes a while, in which no task may end
            self.assertEqual([lane["done"] for lane in app.state()["lanes"]], done)
            app.key("space")
            app.wait_for("work goes on", lambda state: all(
                lane["done"] > before for lane, before in zip(state["lanes"], done)))

    def reset(self):
        with play("--tasks", "50", "--tempo", "0") as app:
            before = app.wait_ready()
            app.wait_for("all is done", lambda state: all(lane["done"] == 50 for lane in state["lanes"]))
            app.key("1")
            app.wait_for("a death", lambda state: state["lanes"][0]["death_count"] == 1)
            app.key("r")
            state = app.wait_for("new lanes", lambda state: all(
                lane["alive"] == 5 and lane["lane_pid"] not in (None, old["lane_pid"]) and lane["submitted"] == 50
                and lane["death_count"] == 0 for lane, old in zip(state["lanes"], before["lanes"])))
            self.assertEqual([lane["lost"] for lane in state["lanes"]], [0, 0])

    def workers(self):
        with play(*STILL) as app:
            app.wait_ready()
            app.key("Up", "Up", "Up")
            app.wait_for("eight workers", lambda state: all(
                lane["workers"] == lane["alive"] == 8 for lane in state["lanes"]))
            app.wait_for("eight tiles", lambda _: "lane.1.worker.8" in app.widgets())
            app.key("Down", "Down", "Down", "Down")
            app.wait_for("four workers", lambda state: all(
                lane["workers"] == lane["alive"] == 4 for lane in state["lanes"]))

    def theme(self):
        with play(*STILL, "--theme", "dark") as app:
            app.wait_ready()
            app.rest_pointer()
            dark = app.grab_at_rest()
            app.key("t")
            app.wait_for_picture("the other theme", dark, 0.5)
            light = app.grab_at_rest()
            self.assertLess(brightness(dark), 90)
            self.assertGreater(brightness(light), 165)
            app.key("t")
            app.wait_for_picture("the first theme", light, 0.5)
            self.assertLess(changed_share(dark, app.grab_at_rest()), 0.01)

    def in_a_burst(self):
        with play("--paused", "--tasks", "300", "--tempo", "0") as app:
            app.wait_ready()
            app.input("key", "--repeat", "40", "--delay", "4", "period")
            app.wait_for("forty steps", lambda state: all(lane["done"] >= 40 for lane in state["lanes"]))
            app.grab_at_rest()
            self.assertEqual([lane["done"] for lane in app.state()["lanes"]], [40, 40])

    @case(cost=9)
    def held_down(self):
        """A held key acts once, except Tab, which goes on from worker to worker."""
        with play("--tasks", "300", "--tempo", "0", "--paused") as app:
            app.wait_ready()
            for name, read, after in (
                    ("space", lambda state: state["lanes"][1]["gate_open"], lambda before: not before),
                    ("t", lambda state: state["frame"]["theme"], lambda before: "light"),
                    ("1", lambda state: state["lanes"][0]["death_count"], lambda before: 1)):
                before = read(app.state())
                seen = self._hold(app, name, read)
                app.wait_for(f"what {name} does", lambda state: read(state) == after(before))
                self._wait_for_what_came_before(app)
                if seen[-1] != after(before):
                    seen.append(read(app.state()))
                self.assertEqual(seen, [before, after(before)], name)
            self._check_reset_held(app)
            self._check_tab_held(app)

    def _hold(self, app, name, read):
        """The values of read(state) while the key is held, in order; a value is added when it changes."""
        seen = [read(app.state())]
        with subprocess.Popen(["xdotool", "keydown", name, "sleep", "1.2", "keyup", name]) as hold:
            while hold.poll() is None:
                now = read(app.state())
                seen += [now] if now != seen[-1] else []
                time.sleep(0.005)
        self.assertEqual(hold.returncode, 0)
        return seen

    def _wait_for_what_came_before(self, app):
        """Keys are handled in order: once the sheet has opened and closed, all earlier keys have been handled."""
        app.key("question")
        app.wait_for("the sheet", lambda _: any(widget["layer"] == 1 for widget in app.widgets().values()))
        app.key("Escape")
        app.wait_for("no sheet", lambda _: all(widget["layer"] == 0 for widget in app.widgets().values()))

    def _check_reset_held(self, app):
        """The lane processes are replaced once, not repeatedly."""
        def lane_pids(state):
            return frozenset(lane["lane_pid"] for lane in state["lanes"]) - {None, 0}
        before = lane_pids(app.state())
        seen = self._hold(app, "r", lane_pids)
        self._wait_for_what_came_before(app)
        new = lane_pids(app.wait_for("new lanes", lambda state: (
            len(lane_pids(state)) == 2 and not lane_pids(state) & before
            and all(lane["alive"] == 5 and lane["submitted"] == 300 for lane in state["lanes"]))))
        self.assertLessEqual(frozenset().union(*seen), before | new, "they are started once")
        self.assertEqual(app.lane(0)["death_count"], 0, "what had died is forgotten")

    def _check_tab_held(self, app):
        """Tab repeats while it is held; that also shows that this display repeats held keys at all."""
        seen = {app.widgets()["control.worker"]["label"]}
        app.input("keydown", "Tab")
        try:
            def three_further(_):
                seen.add(app.widgets()["control.worker"]["label"])
                return len(seen) >= 4
            app.wait_for("three workers further on", three_further)
        finally:
            app.input("keyup", "Tab")
        self.assertEqual([lane["death_count"] for lane in app.state()["lanes"]], [0, 0])


class Mouse(unittest.TestCase):
    @case(cost=9)
    def every_control_can_be_clicked(self):
        """Clicks each control of a new window; those that a click removes are clicked in another new window."""
        left, clicked = None, 0
        while left is None or left:
            with play("--tempo", "0", "--tasks", "200") as app:
                app.wait_ready()
                if left is None:
                    left = self._controls(app)
                    self.assertGreater(len(left), 25)
                missing = set(left) - set(self._controls(app))
                self.assertEqual(missing, set(), "offered before, and not now")
                for name in list(left):
                    if name not in self._controls(app):
                        continue
                    app.click(name)
                    app.key("Escape")
                    left.remove(name)
                    clicked += 1
                    self.assertIsNone(app.process.poll(), f"it ended after a click on {name}")
                app.wait_for("the lanes live on", lambda state: all(lane["alive"] > 0 for lane in state["lanes"]))
        print(f"{clicked} controls were clicked")

    def _controls(self, app):
        return sorted(name for name, widget in app.widgets().items()
                      if widget["enabled"] and widget["layer"] == 0 and not name.startswith("lane."))


class End(unittest.TestCase):
    def setUp(self):
        adopt_orphans()

    def kill_leaves_nothing(self):
        for options in ((), ("--no-namespaces",)):
            with play("--tasks", "1000", *options) as app:
                app.wait_ready()
                watches = app.lane_watches()
                self.assertGreaterEqual(len(watches), 9)
                app.end(signal.SIGKILL)
                self.assertTrue(all_end(watches), "a process of a lane outlives the window")
                self.assertEqual(survivors(), [])

    def kill_during_startup_leaves_nothing(self):
        moment = random.Random(1)
        for number in range(12):
            with play("--tasks", "1000", *(("--no-namespaces",) if number % 2 else ())) as app:
                time.sleep(moment.uniform(0, 0.6))
                app.end(signal.SIGKILL)
                self.assertEqual(survivors(), [], f"round {number}")

    def on_sigterm_and_sigint_leaves_nothing(self):
        for polite in (signal.SIGTERM, signal.SIGINT):
            with play("--tasks", "1000") as app:
                app.wait_ready()
                watches = app.lane_watches()
                self.assertEqual(app.end(polite), 0, f"exit status after {polite.name}")
                self.assertTrue(all_end(watches), "a process of a lane outlives the window")
                self.assertEqual(survivors(), [])


if __name__ == "__main__":
    main()
