#!/usr/bin/env python3
"""Tests of the real window: gui_test.py PROGRAM Class.case. The display is given (tests/support/with_display).

Each case acts by pointer and keys only, and asserts on state.json as well as on the pixels of the screen.
"""

import itertools
import json
import random
import signal
import subprocess
import sys
import time
import unittest

from playground import Playground, adopt_orphans, all_end, survivors
from screen import brightness, changed_share

PROGRAM = ""
STILL = ("--paused", "--no-motion")  # nothing moves by itself: what changes on screen was caused


def play(*options, **window):
    return Playground(PROGRAM, "--free-play", *options, **window)


def fault_rows():
    table = subprocess.run([PROGRAM, "faults", "--json"], capture_output=True, text=True, check=True).stdout
    return json.loads(table)


class Crash(unittest.TestCase):
    def by_mouse_in_the_threads_lane(self):
        with play(*STILL, "--tasks", "60") as app:
            before = app.wait_ready()
            app.rest_pointer()
            threads, processes = app.grab_at_rest("lane.0"), app.grab("lane.1")
            app.click("lane.0.worker.3")
            lane = app.wait_for("the family is dead", lambda state: state["lanes"][0]["state"] == "dead")["lanes"][0]
            app.wait_for_picture("the dead lane", threads, 0.05, "lane.0")

            self.assertEqual((lane["alive"], lane["lost"], lane["queued"]), (0, 60, 0))
            death = lane["deaths"][0]
            self.assertEqual((death["worker"], death["fault"], death["signal"]), (3, "segv", "SIGSEGV"))
            self.assertEqual(death["pid"], before["lanes"][0]["head_pid"])
            self.assertEqual(death["tid"], before["lanes"][0]["tids"][2])
            self.assertEqual(sorted(death["also_died"]), [1, 2, 4, 5])

            app.rest_pointer()
            app.grab_at_rest()
            self.assertLess(changed_share(processes, app.grab("lane.1")), 0.02, "the other lane looks as before")
            self.assertEqual(app.lane(1)["alive"], 5)
            self.assertEqual(app.lane(1)["pids"], before["lanes"][1]["pids"])

            app.key("n")
            lane = app.wait_for("the lane is restarted", lambda state: state["lanes"][0]["alive"] == 5)["lanes"][0]
            self.assertNotEqual(lane["head_pid"], before["lanes"][0]["head_pid"])

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

    def by_keyboard(self):
        with play(*STILL) as app:
            app.wait_ready()
            start = app.widgets()["control.worker"]["label"]
            app.key("Tab", "Tab", "shift+Tab", "shift+Tab", "shift+Tab")
            app.wait_for("one worker back", lambda _: app.widgets()["control.worker"]["label"] != start)
            app.key("Tab")
            app.wait_for("the first one again", lambda _: app.widgets()["control.worker"]["label"] == start)
            self.assertTrue(start.endswith("T3"), start)
            app.key("1")
            lane = app.wait_for("the death", lambda state: state["lanes"][0]["state"] == "dead")["lanes"][0]
            self.assertEqual((lane["deaths"][0]["worker"], lane["deaths"][0]["fault"]), (3, "segv"))

    def every_fault_by_its_number(self):
        with play(*STILL, "--lane", "processes:3", "--deadline", "1") as app:
            app.wait_ready(lanes=1)
            deaths = 0
            for index, row in enumerate(fault_rows()):
                if index > 0 and index % 10 == 0:
                    app.key("m")
                    app.wait_for("the next page", lambda _, name=row["name"]: f"fault.{name}" in app.widgets())
                app.key(str((index + 1) % 10))
                if row["name"] in ("stop", "cont"):
                    stopped = row["name"] == "stop"
                    app.wait_for(f"what comes of {row['name']}", lambda state, wanted=stopped: any(
                        worker["condition"] == "stopped" for worker in state["lanes"][0]["worker_states"]) == wanted)
                    continue
                if row["name"] == "wild":  # no task runs that it could hit
                    app.wait_for("the stray write", lambda state: '"strayed": 1' in json.dumps(state))
                    continue
                if row["strikes"] != "worker":  # the lane is over, and starts anew
                    app.wait_for("its end", lambda state: state["lanes"][0]["state"] == "dead") and app.key("n")
                if row["nobody_dies"]:  # no task runs: nobody is there whose caller could handle it
                    lane = app.wait_for(f"what comes of {row['name']}", lambda state: (
                        "nothing happened" in (state["lanes"][0]["trouble"] or "")))["lanes"][0]
                    self.assertEqual((lane["death_count"], lane["alive"]), (deaths, 3))
                    continue
                deaths += 2 if row["name"] == "deadlock" else 1  # both of its workers are killed
                lane = app.wait_for(f"the death by {row['name']}", lambda state, count=deaths: (
                    state["lanes"][0]["death_count"] == count and state["lanes"][0]["alive"] == 3))["lanes"][0]
                self.assertIn(lane["deaths"][-1]["fault"], (row["name"], "deadline"))
            self.assertEqual(app.lane(0)["respawns"] + 2, deaths, "two end the lane")


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
            app.wait_for("everybody is held", lambda state: all(
                not lane["gate_open"] and lane["running"] == 0 for lane in state["lanes"]))
            done = [lane["done"] for lane in app.state()["lanes"]]
            app.grab_at_rest()  # takes its time, in which nothing may move
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
                lane["alive"] == 5 and lane["head_pid"] not in (None, old["head_pid"]) and lane["submitted"] == 50
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

    def sheet(self):
        with play(*STILL) as app:
            app.wait_ready()
            app.rest_pointer()
            before = app.grab_at_rest()
            app.key("question")
            app.wait_for("the sheet of keys", lambda _: any(
                widget["layer"] == 1 for widget in app.widgets().values()))
            app.wait_for_picture("the sheet of keys", before, 0.1)
            app.key("Escape")
            app.wait_for("the sheet is closed", lambda _: all(
                widget["layer"] == 0 for widget in app.widgets().values()))
            self.assertLess(changed_share(before, app.grab_at_rest()), 0.01)

    def in_a_burst(self):
        with play("--paused", "--tasks", "300", "--tempo", "0") as app:
            app.wait_ready()
            app.input("key", "--repeat", "40", "--delay", "4", "period")
            app.wait_for("forty steps", lambda state: all(lane["done"] >= 40 for lane in state["lanes"]))
            app.grab_at_rest()
            self.assertEqual([lane["done"] for lane in app.state()["lanes"]], [40, 40])

    def held_down(self):
        with play("--tasks", "300", "--tempo", "0", "--paused") as app:
            app.wait_ready()
            for name in ("space", "r", "t", "1", "Tab"):
                gate = app.lane(1)["gate_open"]
                app.input("keydown", name, "sleep", "1.2", "keyup", name)
                if name == "space":
                    state = app.wait_for("one change of the gate", lambda state, before=gate: (
                        state["lanes"][1]["gate_open"] != before))
                if name == "1":
                    state = app.wait_for("a death", lambda state: state["lanes"][0]["death_count"] > 0)
                    self.assertEqual(state["lanes"][0]["death_count"], 1, "one press, one crash")
            self.assertTrue(app.state()["balanced"])


class Mouse(unittest.TestCase):
    def every_control_can_be_clicked(self):
        with play("--tempo", "0", "--tasks", "200") as app:
            app.wait_ready()
            for name in sorted(app.widgets()):
                widget = app.widgets().get(name)
                if widget and widget["enabled"] and widget["layer"] == 0 and not name.startswith("lane."):
                    app.click(name)
                    app.key("Escape")
                    self.assertIsNone(app.process.poll(), f"it ended after a click on {name}")
            app.wait_for("the lanes live on", lambda state: all(lane["alive"] > 0 for lane in state["lanes"]))


class Receipt(unittest.TestCase):
    def check_sheet(self, app, size):
        """Everything on the sheet is on the screen, and its buttons are apart."""
        buttons = []
        for name, widget in app.widgets().items():
            if widget["layer"] != 1 or name == "receipt.sheet":
                continue
            x, y, width, height = widget["rect"]
            self.assertTrue(0 <= x and x + width <= size[0] and 0 <= y and y + height <= size[1], name)
            if not name.endswith(".words"):
                buttons.append((name, widget["rect"]))
        for (first, a), (second, b) in itertools.combinations(buttons, 2):
            self.assertTrue(a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1],
                            f"{first} overlaps {second}")

    def of_nothing(self):
        with play(*STILL) as app:
            app.wait_ready()
            self.assertNotIn("status.receipt", app.widgets())
            app.key("e")
            app.wait_for("the receipt", lambda _: "receipt.close" in app.widgets())
            self.assertFalse([name for name in app.widgets() if name.startswith("receipt.copy")])
            app.key("1")  # acts on nothing below the sheet
            app.key("e")
            app.wait_for("it is closed", lambda _: "receipt.close" not in app.widgets())
            self.assertEqual([lane["death_count"] for lane in app.state()["lanes"]], [0, 0])

    def of_a_crash_can_be_repeated(self):
        with play("--tasks", "60", "--tempo", "300", "--no-motion") as app:
            app.wait_ready()
            app.wait_for("work", lambda state: all(lane["done"] > 0 for lane in state["lanes"]))
            app.click("lane.0.worker.3")
            dead = app.wait_for("the family is dead", lambda state: state["lanes"][0]["state"] == "dead")["lanes"][0]
            app.wait_for("the button on the card", lambda _: "lane.0.receipt" in app.widgets())
            app.click("lane.0.receipt")
            app.wait_for("the receipt", lambda _: "receipt.copy.0" in app.widgets())
            self.check_sheet(app, app.size)
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
        again = subprocess.run([PROGRAM, *words[1:], "--json"], capture_output=True, text=True, timeout=120, check=True)
        receipt = json.loads(again.stdout)["receipt"]
        death = receipt["lanes"][0]["deaths"][0]
        self.assertEqual((death["who"], death["fault"], death["wait_status"]["signal"]), ("T3", "segv", "SIGSEGV"))
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
            app.wait_for("the family is dead", lambda state: state["lanes"][0]["state"] == "dead")
            app.key("e")
            app.wait_for("the receipt", lambda _: "receipt.copy.0" in app.widgets())
            self.check_sheet(app, size)
            self.assertNotIn("receipt.copy.1", app.widgets())
            top = app.grab()
            app.key("End")
            app.wait_for("its end", lambda _: "receipt.copy.1" in app.widgets())
            app.wait_for_picture("its end", top, 0.05)
            self.check_sheet(app, size)
            app.key("Home")
            app.wait_for("its beginning", lambda _: "receipt.copy.0" in app.widgets())


class Window(unittest.TestCase):
    def check_layout(self, app, size):
        app.wait_ready()
        app.grab_at_rest()
        widgets = app.widgets()
        self.assertGreater(len(widgets), 20)
        for name, widget in widgets.items():
            x, y, width, height = widget["rect"]
            self.assertGreaterEqual(min(x, y), -1, f"{name} at {size}")
            self.assertLessEqual((x + width, y + height), (size[0] + 1, y + height), f"{name} at {size}")
            self.assertLessEqual(y + height, size[1] + 1, f"{name} at {size}")
            self.assertGreater(min(width, height), 3, f"{name} at {size}")
        controls = [w for name, w in widgets.items() if name.startswith(("control.", "fault.", "top."))]
        for first, second in itertools.combinations(controls, 2):
            a, b = first["rect"], second["rect"]
            apart = (a[0] + a[2] <= b[0] + 1 or b[0] + b[2] <= a[0] + 1
                     or a[1] + a[3] <= b[1] + 1 or b[1] + b[3] <= a[1] + 1)
            self.assertTrue(apart, f"{first['name']} {a} overlaps {second['name']} {b} at {size}")

    def odd_sizes(self):
        for size in ((1024, 768), (1367, 769), (801, 1203), (2561, 1441), (3840, 2160)):
            with play(*STILL, size=size) as app:
                self.check_layout(app, size)

    def large_text(self):
        for size, scale in (((1024, 768), "2"), ((1024, 768), "1.5"), ((1600, 900), "1.5"), ((1366, 768), "1.3")):
            with play(*STILL, "--scale", scale, size=size) as app:
                self.check_layout(app, size)


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

    def of_a_polite_signal(self):
        for polite in (signal.SIGTERM, signal.SIGINT):
            with play("--tasks", "1000") as app:
                app.wait_ready()
                watches = app.lane_watches()
                self.assertEqual(app.end(polite), 0, f"exit status after {polite.name}")
                self.assertTrue(all_end(watches), "a process of a lane outlives the window")
                self.assertEqual(survivors(), [])


SUITES = (Crash, Keys, Mouse, Receipt, Window, End)
BASE = set(dir(unittest.TestCase))


def cases():
    return {f"{suite.__name__}.{name}": suite(name) for suite in SUITES for name in vars(suite)
            if name not in BASE and not name.startswith(("_", "check_"))}


def main(words):
    global PROGRAM
    if words[0] == "--list":
        missing = set(words[1:]) ^ set(cases())
        print("\n".join(f"listed or written, not both: {name}" for name in sorted(missing)))
        return 1 if missing else 0
    PROGRAM = words[0]
    result = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(cases()[name] for name in words[1:]))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
