#!/usr/bin/env python3
"""The labs in the real window, with a real pointer and real keys; cases.py runs the cases."""

import os
import pathlib
import signal
import unittest

from cases import main
from lesson_test import Class
from playground import adopt_orphans, all_end, survivors


class LabsWindow(Class):
    """A class in front of the window, which opens labs."""

    def __init__(self, *options, size=(1280, 800), **window):
        super().__init__("--no-motion", *options, size=size, **window)

    def open_labs(self):
        self.begin("list")
        self.click("top.labs")
        self.wait_for("the list of labs", lambda _: "labs.race" in self.widgets())

    def open_lab(self, name):
        for _ in range(40):
            if f"labs.{name}" in self.widgets():
                break
            self.press_key("Down")
        self.click(f"labs.{name}")
        self.wait_for(f"the lab {name}", lambda _: not any(each.startswith("labs.") and each != "labs.leave"
                                                           for each in self.widgets()))

    def measurement(self):
        return self.state()["measurement"]

    def press_key(self, name):
        """Presses one key and waits until its effect is drawn."""
        frame = self.state()["frame"]["number"]
        self.key(name)
        self.wait_for(f"{name} is drawn", lambda state: state["frame"]["number"] >= frame + 2)

    def press(self, name, times=1):
        """Clicks a widget that does not move, and waits after each click until its effect is drawn."""
        for _ in range(times):
            frame = self.state()["frame"]["number"]
            self.click(name)
            self.wait_for(f"{name} is drawn anew", lambda state, frame=frame: state["frame"]["number"] >= frame + 2)

    def wait_state(self, state):
        return self.wait_for(f"the measurement is {state}", lambda now: now["measurement"] is not None
                             and now["measurement"]["state"] == state)["measurement"]


class Labs(unittest.TestCase):
    def cancel_leaves_nothing(self):
        with LabsWindow() as app:
            app.open_labs()
            app.open_lab("race")
            app.press("lab.increments.more", 5)
            app.key("F5")
            app.wait_for("it measures", lambda state: state["measurement"] and state["measurement"]["pid"] > 0)
            watch = os.pidfd_open(app.measurement()["pid"])
            app.click("lab.cancel")
            app.wait_state("cancelled")
            self.assertTrue(all_end([watch]), "the measuring processes outlive the cancel")
            app.wait_for("no process is named any more", lambda state: state["measurement"]["pid"] == 0)
            # A new start first ends the measurement that runs.
            app.key("F5")
            app.wait_for("it measures again", lambda state: state["measurement"]["starts"] == 2)
            app.press("lab.increments.less", 9)
            app.press("lab.runs.less", 4)
            app.click("lab.run")
            app.wait_for("the third one", lambda state: state["measurement"]["starts"] == 3)
            self.assertEqual(app.wait_state("done")["parameters"]["runs"], 1)

    def kill_leaves_nothing(self):
        adopt_orphans()
        for options in ((), ("--no-namespaces",)):
            with LabsWindow(*options) as app:
                app.open_labs()
                app.open_lab("race")
                app.press("lab.increments.more", 5)
                app.key("F5")
                app.wait_for("it measures", lambda state: state["measurement"] and state["measurement"]["pid"] > 0)
                watch = os.pidfd_open(app.measurement()["pid"])
                app.end(signal.SIGKILL)
                self.assertTrue(all_end([watch]), "a measuring process outlives the window")
                self.assertEqual(survivors(), [])

    def a_class_loses_an_update_by_hand(self):
        with LabsWindow() as app:
            app.open_labs()
            app.open_lab("stepping")
            app.wait_for("both threads are paused", lambda _: "stepping.memory" in app.widgets())

            def go(worker, steps, by_key=False):
                app.key(worker) if by_key else app.click(f"stepping.{worker}")
                app.wait_for(f"{worker} has gone", lambda _: f"{steps} steps done" in
                             app.widgets()[f"stepping.worker.{worker.upper()}"]["label"])

            def facts_by_name():
                return {(fact["of"], fact["name"]): fact for fact in app.measurement()["facts"]}

            app.wait_for("their numbers are known",
                         lambda _: facts_by_name().keys() >= {("", "PID"), ("A", "TID"), ("B", "TID")})
            facts = facts_by_name()
            pid, tids = int(facts["", "PID"]["value"]), [int(facts[each, "TID"]["value"]) for each in "AB"]
            for tid in tids:
                self.assertTrue(pathlib.Path(f"/proc/{pid}/task/{tid}").exists(), "threads of the kernel's")
            go("a", 1)
            go("b", 1, by_key=True)
            go("a", 2, by_key=True)
            go("a", 3)
            self.assertEqual(app.widgets()["stepping.memory"]["label"], "counter=1")
            self.assertNotIn("Lost update", app.widgets()["stepping.news"]["label"])
            go("b", 2)
            go("b", 3)
            app.wait_for("the lost update", lambda _: "Lost update: B" in app.widgets()["stepping.news"]["label"])
            self.assertEqual(app.widgets()["stepping.memory"]["label"], "counter=1")
            self.assertEqual(app.widgets()["stepping.order"]["label"], "ABAABB")
            # Any of the orders can be replayed on new threads.
            app.click("stepping.order.AAABBB")
            app.wait_for("the replay", lambda _: "counter=2" in app.widgets()["stepping.news"]["label"])
            self.assertEqual(app.widgets()["stepping.order"]["label"], "AAABBB")
            app.press("lab.program.two-locks")
            app.wait_for("other threads", lambda _: "stepping.order.AB" in app.widgets())
            app.click("stepping.order.AB")
            app.wait_for("the deadlock", lambda _: "Deadlock: A waits for right, which B holds"
                         in app.widgets()["stepping.news"]["label"])
            app.key("r")
            app.wait_for("from the beginning", lambda _: "Which thread goes first"
                         in app.widgets()["stepping.news"]["label"])
            # Killed from outside: the lab says so and can be started again.
            os.kill(app.measurement()["pid"], signal.SIGKILL)
            app.wait_for("it says so", lambda _: "have ended" in app.widgets()["stepping.news"]["label"])
            app.click("stepping.again")
            app.wait_for("other threads", lambda _: "stepping.memory" in app.widgets())
            watch = os.pidfd_open(app.measurement()["pid"])
            app.key("Escape")
            self.assertTrue(all_end([watch]), "the threads outlive their lab")

    def a_class_writes_into_memories(self):
        with LabsWindow() as app:
            app.open_labs()
            app.open_lab("cells")
            app.wait_for("threads and processes", lambda _: "cells.P3" in app.widgets())

            def facts(name, kinds="TP"):
                return [fact["value" if "value" in fact else "words"] for fact in app.measurement()["facts"]
                        if fact["name"] == name and fact["of"][:1] in kinds and fact["of"]]

            def done(words):
                app.wait_for(words, lambda _: words in app.widgets()["cells.news"]["label"])

            for of, name in (("T1", "TID"), ("P1", "PID")):
                number = next(int(fact["value"]) for fact in app.measurement()["facts"]
                              if (fact["of"], fact["name"]) == (of, name))
                self.assertTrue(pathlib.Path(f"/proc/{number}").exists(), "as the kernel numbers them")
            app.key("Return")
            done("T1 wrote 1 into its variable")
            self.assertEqual(facts("value"), [1, 1, 1, 0, 0, 0])
            pages = [name for name in app.widgets() if name.startswith("cells.page.")]
            app.click("cells.P2")
            done("P2 wrote 2 into its variable")
            self.assertEqual(facts("value"), [1, 1, 1, 0, 2, 0])
            self.assertEqual(facts("value", "p"), [0], "the parent's has not moved")
            # When a process first writes, the kernel copies its page; the lab says so if it can tell the pages apart.
            copied = "the kernel copied" in app.widgets()["cells.news"]["label"]
            self.assertEqual(copied, facts("page", "P")[1] not in ("unknown", facts("page", "P")[0]))
            now = [name for name in app.widgets() if name.startswith("cells.page.")]
            self.assertEqual(len(now), len(pages) + copied)
            # By keys alone: the next worker to the right writes into the shared cell.
            app.key("s", "Right", "Return")
            done("P3 wrote 3 into the shared cell")
            self.assertEqual(facts("shared value", "pP"), [3, 3, 3, 3])
            app.key("i")
            done("Each process added 1 to the shared cell 200000 times")
            app.key("Right")
            app.wait_for("a thread is chosen", lambda _: "T1 writes" in app.widgets()["cells.write"]["label"])
            self.assertFalse(app.widgets()["cells.write"]["enabled"], "a thread has nothing to ask for")
            app.click("cells.own")
            app.click("cells.add")
            done("Each thread added 1 to its variable 200000 times")
            app.key("r")
            done("New processes")
            self.assertEqual(facts("value"), [0] * 6)
            # Killed from outside: the lab says so and can be started again.
            os.kill(app.measurement()["pid"], signal.SIGKILL)
            done("have ended")
            app.click("cells.again")
            app.wait_for("others", lambda _: "cells.P3" in app.widgets())
            watch = os.pidfd_open(app.measurement()["pid"])
            app.key("Escape")
            self.assertTrue(all_end([watch]), "the workers outlive their lab")

    def a_demo_measures(self):
        adopt_orphans()
        with LabsWindow("--lesson", "lost-updates:2") as app:
            app.begin("lesson")
            lesson = app.step_by_page_down(votes=(1, 0, 1))
            self.assertEqual(lesson["trouble"], "")
            self.assertGreater(lesson["right_choice"], 0, "one choice is right, by what was measured")
            self.assertTrue(all(verdict["holds"] for verdict in lesson["expectations"]), lesson)
            app.key("d")
            app.wait_for("it is shown", lambda _: {"lesson.chart.0.png", "lesson.words.1"} <= set(app.widgets()))
            self.assertEqual(app.measurement()["parameters"]["runs"], 20)
            # On to the step in which the class chooses the thread that goes next.
            app.next_step()
            app.wait_for("both threads are paused", lambda _: "stepping.memory" in app.widgets())
            for worker in "abbb":
                order = app.widgets().get("stepping.order", {"label": ""})["label"]
                app.key(worker)
                app.wait_for(f"{worker} has gone", lambda _, order=order: app.widgets().get(
                    "stepping.order", {"label": ""})["label"] == order + worker.upper())
            self.assertEqual(app.widgets()["stepping.memory"]["label"], "counter=1")
            watch = os.pidfd_open(app.measurement()["pid"])
            app.key("Prior")
            self.assertTrue(all_end([watch]), "threads that are not shown are ended")
            app.wait_lesson("back at what was measured", lambda lesson: lesson["step"] == 2)
            # The step again, from its beginning.
            app.key("r")
            app.wait_lesson("the question", lambda lesson: lesson["stage"] == "asking")
            app.wait_at_rest()
            app.key("F5")
            app.wait_lesson("it runs", lambda lesson: lesson["stage"] in ("running", "shown"))
            lesson = app.wait_lesson("its end", lambda lesson: lesson["stage"] == "shown")
            self.assertTrue(lesson["skipped"])
        with LabsWindow("--lab", "race:increments=100000000,runs=100,protection=mutex", "--measure") as app:
            app.wait_for("it measures", lambda state: state["measurement"] and state["measurement"]["pid"] > 0)
            self.assertEqual(app.measurement()["parameters"]["protection"], "mutex")
            watch = os.pidfd_open(app.measurement()["pid"])
            self.assertEqual(app.end(signal.SIGTERM), 0)
            self.assertTrue(all_end([watch]), "a measuring process outlives the window")
            self.assertEqual(survivors(), [])


if __name__ == "__main__":
    main()
