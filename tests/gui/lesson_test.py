#!/usr/bin/env python3
"""Tests of the lessons in the real window, on a given display; cases.py runs them.

Input is keys, the pointer, signals and lesson files; the tests check state.json, ui.json and the screen.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from cases import given, main
from playground import LIMIT_S, Playground, adopt_orphans, all_end

CENTREPIECE = "one-crash-two-fates"
CRASH_WORKER = 3
KILL_THE_APP = "kill-the-app"


class Class(Playground):
    """A class in front of the window."""

    def __init__(self, *options, home=None, **window):
        """`home`: the folder in which the app keeps the place in a lesson; None: it keeps none."""
        if home:
            os.environ["XDG_STATE_HOME"] = str(home)
        super().__init__(given.program, *(() if home else ("--no-place",)), *options, **window)

    def begin(self, mode):
        state = self.wait_for(f"the mode {mode}", lambda state: state.get("mode") == mode
                              and self.read("ui.json") is not None)
        assert self.window(), "there is no window"
        subprocess.run(["xdotool", "windowfocus", "--sync", self.window()], check=True, timeout=LIMIT_S)
        return state

    def lesson(self):
        return self.state()["lesson"]

    def wait_lesson(self, what, reached, limit_s=LIMIT_S):
        return self.wait_for(what, lambda state: state["lesson"] is not None and reached(state["lesson"]),
                             limit_s)["lesson"]

    def wait_at_rest(self):
        """Waits until the step's scripts are done."""
        return self.wait_lesson("the scripts are done", lambda lesson: not lesson["busy"])

    def step_by_page_down(self, votes=()):
        """Goes through the open step to its end by Page Down, as a presentation remote does."""
        self.wait_at_rest()
        while self.lesson()["stage"] in ("asking", "discussing"):
            before = self.lesson()
            self.key("Next")
            lit = self.wait_lesson("Page Down does something", lambda lesson, before=before: any(
                lesson[part] != before[part] for part in ("stage", "lit_choice", "finished")))["lit_choice"]
            if lit > 0 and before["stage"] == "asking":
                self.count_hands(lit, votes[lit - 1] if lit <= len(votes) else 0)
        return self.wait_lesson("the run is over", lambda lesson: lesson["stage"] == "shown" and not lesson["busy"])

    def count_hands(self, choice, count):
        """Types how many hands are up for the lit choice."""
        self.key(*str(count))
        self.wait_lesson(f"{count} hands", lambda lesson: lesson["votes"][0][choice - 1] == count)

    def wait_level(self):
        """Waits until the class has seen what the machine has done."""
        self.wait_for("the slow motion is over", lambda state: not state["slow_motion"])

    def next_step(self):
        step = self.lesson()["step"]
        self.wait_level()
        self.key("Next")
        self.wait_lesson("the next step", lambda lesson: lesson["step"] == step + 1)


class Centrepiece(unittest.TestCase):
    def by_page_down_alone(self):
        with Class("--lesson", CENTREPIECE) as app:
            app.begin("lesson")
            crash_seen = False
            steps = app.lesson()["steps"]
            for step in range(1, steps + 1):
                asks = app.lesson()["stage"] == "asking"
                lesson = app.step_by_page_down(votes=(1, 12))
                self.assertEqual(lesson["trouble"], "")
                self.assertTrue(all(verdict["holds"] for verdict in lesson["expectations"]), lesson)
                if asks:
                    self.assertEqual(lesson["votes"][0][:2], [1, 12])
                    self.assertGreater(lesson["right_choice"], 0, "one choice is right, by what was measured")
                    app.wait_level()
                    app.wait_for("the answer", lambda _: "lesson.answer" in app.widgets())
                    threads, processes = app.state()["lanes"]
                    if threads["state"] == "dead":
                        if not crash_seen:  # later steps crash other workers
                            self.assertEqual(threads["deaths"][-1]["worker"], CRASH_WORKER)
                        crash_seen = True
                        self.assertEqual((threads["alive"], threads["queued"], threads["running"]), (0, 0, 0))
                        # A worker that is hit between two tasks loses none.
                        self.assertEqual(processes["lost"], processes["deaths"][-1]["lost_running"])
                        self.assertLessEqual(processes["lost"], 1)
                        self.assertNotEqual(processes["state"], "dead")
                if step < steps:
                    app.next_step()
            self.assertTrue(crash_seen)
            app.wait_level()
            app.key("Next")
            app.wait_for("the list again", lambda state: state["mode"] == "list" and not state["lanes"])


class Crash(unittest.TestCase):
    def is_shown_slowly_and_skipped_by_page_down(self):
        with Class("--lesson", f"{CENTREPIECE}:2") as app:
            app.begin("lesson")
            app.wait_at_rest()
            app.key("F5")
            app.wait_for("the crash is shown slowly", lambda state: state["slow_motion"] and
                         state["lanes"][0]["state"] == "dead")
            app.key("Next")
            app.wait_for("it is skipped", lambda state: not state["slow_motion"])
            self.assertEqual(app.lesson()["step"], 2, "and nothing else")


class Step(unittest.TestCase):
    def reset_leaves_nothing_behind(self):
        with Class("--lesson", CENTREPIECE) as app:
            app.begin("lesson")
            while app.wait_at_rest()["stage"] != "asking":
                app.step_by_page_down()
                app.next_step()
            app.key("Next")
            app.wait_lesson("hands are up", lambda lesson: lesson["lit_choice"] == 1)
            app.count_hands(1, 12)
            before = app.state()["lanes"]
            watches = [os.pidfd_open(pid) for lane in before for pid in {lane["lane_pid"], *lane["pids"]}]
            app.key("F5")  # the reset comes in the middle of a run
            app.key("r")
            app.wait_for("new lanes, the same votes", lambda state: (
                state["lesson"]["votes"][0][0] == 12 and state["lesson"]["stage"] == "asking"
                and all(lane["lane_pid"] not in (0, None, old["lane_pid"]) and lane["alive"] == lane["workers"]
                        for lane, old in zip(state["lanes"], before))))
            self.assertTrue(all_end(watches))


class Presenter(unittest.TestCase):
    TITLE = "^Shared Fate: presenter$"

    def has_a_window_whose_keys_step_the_main_window(self):
        with Class("--lesson", CENTREPIECE) as app:
            app.begin("lesson")
            app.wait_at_rest()
            app.key("p")
            window = self._find("--sync", "--onlyvisible")
            self.assertNotEqual(window, "")
            app.input("windowfocus", "--sync", window)
            app.step_by_page_down()
            app.next_step()
            app.key("p")
            limit = time.monotonic() + LIMIT_S
            while self._find() != "":
                self.assertLess(time.monotonic(), limit, "the presenter's window closes")
            app.begin("lesson")
            app.key("Prior")
            app.wait_lesson("the main window goes on", lambda lesson: lesson["step"] == 1)

    def _find(self, *options):
        return subprocess.run(["xdotool", "search", *options, "--name", self.TITLE], capture_output=True, text=True,
                              timeout=LIMIT_S).stdout.strip()


class List(unittest.TestCase):
    def one_key_opens_the_first(self):
        with Class() as app:
            app.begin("list")
            self.assertGreaterEqual(len([name for name in app.widgets() if name.startswith("list.lesson.")]), 7)
            app.key("F5")
            app.wait_for("a lesson", lambda state: state["mode"] == "lesson" and len(state["lanes"]) > 0)
            app.wait_at_rest()
            lanes = app.lane_watches()
            app.key("Escape")
            app.wait_for("the list", lambda state: state["mode"] == "list" and not state["lanes"])
            self.assertTrue(all_end(lanes), "the lesson's lanes end with it")

    def the_place_survives_a_kill(self):
        with tempfile.TemporaryDirectory(prefix="sharedfate-place-") as folder:
            home = pathlib.Path(folder) / "not" / "there" / "yet"
            with Class("--lesson", f"{CENTREPIECE}:1", home=home) as app:
                app.begin("lesson")
                app.step_by_page_down()
                app.next_step()
                title = app.lesson()["step_title"]
                place = home / "sharedfate" / "place.json"
                app.wait_for("the second step is kept, counted from 0", lambda _: (
                    place.exists() and json.loads(place.read_text())["step"] == 1))
                app.end()
            with Class(home=home) as app:
                app.begin("list")
                app.key("F5")
                lesson = app.wait_lesson("the same step", lambda lesson: lesson["step"] == 2)
                self.assertEqual(lesson["step_title"], title)

    def a_damaged_place_file_is_ignored(self):
        with tempfile.TemporaryDirectory(prefix="sharedfate-place-") as folder:
            home = pathlib.Path(folder)
            (home / "sharedfate").mkdir()
            (home / "sharedfate" / "place.json").write_bytes(b"{\"file\": [[[[\xff\x00")
            with Class(home=home) as app:
                app.begin("list")


class Author(unittest.TestCase):
    def saving_reloads_at_the_same_step(self):
        with tempfile.TemporaryDirectory(prefix="sharedfate-lessons-") as folder:
            file = pathlib.Path(folder) / "mine.md"
            shutil.copy(pathlib.Path(given.lessons) / f"{CENTREPIECE}.md", file)
            good = file.read_text()
            with Class("--lesson", str(file)) as app:
                app.begin("lesson")
                app.step_by_page_down()
                app.next_step()
                title = app.lesson()["step_title"]

                file.write_text(good + "\n```expect\nthreads.alife = 0\n```\n")
                lesson = app.wait_lesson("a mistake is shown", lambda lesson: lesson["mistakes"] > 0)
                self.assertEqual((lesson["step"], lesson["step_title"]), (2, title), "the last good version stays")

                # As editors save: a new file, then renamed.
                beside = file.with_suffix(".new")
                beside.write_text(good.replace(f"# {title}", "# Another title"))
                beside.rename(file)
                lesson = app.wait_lesson("the new version", lambda lesson: lesson["step_title"] == "Another title")
                self.assertEqual((lesson["step"], lesson["mistakes"]), (2, 0))


class Ending(unittest.TestCase):
    """The app is killed in a step and started again."""

    def _walk_to_the_question(self, app):
        app.begin("lesson")
        app.step_by_page_down()
        app.next_step()
        app.wait_at_rest()
        for choice, count in enumerate((1, 2), start=1):
            app.key("Next")
            app.wait_lesson("hands are up", lambda lesson, choice=choice: lesson["lit_choice"] == choice)
            app.count_hands(choice, count)

    def _assert_judged(self, home, processes):
        with Class(home=home) as app:
            app.begin("lesson")
            lesson = app.wait_lesson("it has come back", lambda lesson: lesson["step"] == 2 and lesson["finished"])
            self.assertEqual(lesson["right_choice"], 1, "none is left")
            self.assertEqual(lesson["votes"][0][:2], [1, 2], "what the class had predicted is still there")
            self.assertTrue(all(verdict["holds"] for verdict in lesson["expectations"]), lesson)
            self.assertEqual(survivors_of(processes), [])
            app.step_by_page_down()
            app.next_step()

    def by_page_down(self):
        def kill(app):
            while not app.lesson()["stage"] == "discussing":
                app.key("Next")
            # Ends the app with the last press, after which it does not answer.
            choices = len(app.lesson()["votes"][1])
            app.key(*["Next"] * (choices + 1))

        self._kill_and_open_again(kill)

    def by_sigkill_from_outside(self):
        self._kill_and_open_again(lambda app: app.process.kill())

    def _kill_and_open_again(self, kill):
        with tempfile.TemporaryDirectory() as home:
            with Class("--lesson", KILL_THE_APP, home=home) as app:
                self._walk_to_the_question(app)
                place = pathlib.Path(home) / "sharedfate" / "place.json"
                app.wait_for("it knows what it may leave behind", lambda _: (
                    len(json.loads(place.read_text()).get("app", {}).get("processes", [])) == 8
                    and json.loads(place.read_text())["app"]["votes"][0][:2] == [1, 2]))
                processes = [process[0] for process in json.loads(place.read_text())["app"]["processes"]]
                self.assertIn(app.process.pid, processes)
                kill(app)
                self.assertEqual(app.process.wait(LIMIT_S), -signal.SIGKILL)
            self._assert_judged(home, processes)

    def a_normal_exit_is_not_judged(self):
        with tempfile.TemporaryDirectory() as home:
            with Class("--lesson", KILL_THE_APP, home=home) as app:
                self._walk_to_the_question(app)
                app.process.terminate()
                self.assertEqual(app.process.wait(LIMIT_S), 0)
            with Class(home=home) as app:
                app.begin("list")


def survivors_of(pids):
    """Those of the processes that still run; zombies do not count."""
    def runs(pid):
        try:
            return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
        except FileNotFoundError:
            return False
    return [pid for pid in pids if runs(pid)]


if __name__ == "__main__":
    adopt_orphans()
    main()
