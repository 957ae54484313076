#!/usr/bin/env python3
"""Tests of the script view: script_view_test.py PROGRAM Class.case, on a given display. Real clicks and real typing."""

import pathlib
import sys
import tempfile
import unittest

from playground import Playground

PROGRAM = ""


class Script(Playground):
    """The playground with its script view open and no lane yet."""

    def __init__(self, *options):
        super().__init__(PROGRAM, "--free-play", "--lane", "serial", *options, size=(1600, 900))

    def __enter__(self):
        self.wait_ready(lanes=1)
        self.key("s")
        self.wait_widget("script.code")
        self.wait_for("the lanes are closed", lambda state: state["lanes"] == [])
        return self

    def wait_widget(self, name):
        self.wait_for(f"the widget {name}", lambda _: name in self.widgets())

    def text(self):
        return self.widgets()["script.code"]["label"]

    def replace_text(self, *lines):
        self.click("script.code")
        self.key("ctrl+a")
        for line in lines:
            self.input("type", "--delay", "30", line)
            self.key("Return")
        text = "".join(line + "\n" for line in lines)
        self.wait_for("what was typed", lambda _: self.text() == text)

    def wait_script(self, what, reached):
        return self.wait_for(what, lambda state: len(state["lanes"]) == 1 and state["lanes"][0]["script"] is not None
                             and reached(state["lanes"][0]["script"]))["lanes"][0]


class Code(unittest.TestCase):
    def test_the_articles_lines_run_by_a_click(self):
        with Script() as script:
            script.click("script.run")
            lane = script.wait_script("it has ended", lambda each: each["state"] == "ended")
            self.assertEqual(lane["script"]["output"], "[4, 9, 16]\n[100, 441, 1849]\n")
            self.assertEqual([call["results"] for call in lane["script"]["calls"]],
                             [["4", "9", "16"], ["100", "441", "1849"]])
            self.assertEqual(lane["kind"], "python-pool")

    def test_the_same_text_on_threads_and_on_an_executor(self):
        with Script() as script:
            script.click("script.run")
            script.wait_script("it has ended", lambda each: each["state"] == "ended")
            for button, kind in (("threads", "python-threads"), ("executor", "python-executor")):
                script.click(f"script.kind.{button}")
                script.wait_for(f"a lane of {kind}", lambda state: [each["kind"] for each in state["lanes"]] == [kind])
                lane = script.wait_script("it has ended", lambda each: each["state"] == "ended")
                self.assertEqual(lane["script"]["output"], "[4, 9, 16]\n[100, 441, 1849]\n")

    def test_typed_code_goes_line_by_line(self):
        with Script() as script:
            script.replace_text("a = 20", "print(a + 1)")
            script.click("script.step")
            script.wait_script("held at line 1", lambda each: each["state"] == "held" and each["line"] == 1)
            script.click("script.step")
            script.wait_script("held at line 2", lambda each: each["state"] == "held" and each["line"] == 2)
            script.click("script.step")
            lane = script.wait_script("it has ended", lambda each: each["state"] == "ended")
            self.assertEqual(lane["script"]["output"], "21\n")

    def test_an_error_is_shown_and_the_text_stays(self):
        with Script() as script:
            script.replace_text("a = 1", "b = = 2")
            script.key("F5")
            lane = script.wait_script("it has failed", lambda each: each["state"] == "failed")
            self.assertEqual(lane["script"]["error"]["line"], 2)
            self.assertEqual(lane["script"]["error"]["type"], "SyntaxError")
            self.assertEqual(script.text(), "a = 1\nb = = 2\n")

    def test_an_endless_loop_is_stopped_and_the_lanes_come_back(self):
        with Script() as script:
            script.replace_text("while True: pass")
            script.key("F5")
            script.wait_script("it runs", lambda each: each["state"] == "running")
            script.click("script.stop")
            script.wait_for("no lane is left", lambda state: state["lanes"] == [])
            script.click("script.close")
            script.wait_ready(lanes=1)


DEMO = """+++
title = "From elsewhere"
claim = "None."
minutes = 1
order = 1
lanes = ["serial:1"]
workload = "square"
free_play = true
+++

# Their code

Key s.

> Nothing more.

```python
print("it ran")
```
"""


class Foreign(unittest.TestCase):
    """Code that a demo file brought along."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        file = pathlib.Path(self.folder.name) / "from-elsewhere.md"
        file.write_text(DEMO)
        self.app = Playground(PROGRAM, "--lesson", str(file), "--no-place", size=(1600, 900))
        self.app.__enter__()
        self.addCleanup(self.app.__exit__)
        self.wait_widget("script.run")
        self.app.wait_for("its lane is closed", lambda state: state["lanes"] == [])
        self.app.window()

    def wait_widget(self, name):
        self.app.wait_for(f"the widget {name}", lambda _: name in self.app.widgets())

    def ask(self):
        self.app.click("script.run")
        self.wait_widget("script.agree")
        self.assertEqual(self.app.state()["lanes"], [], "nothing runs before somebody has agreed")

    def test_runs_confined_once_somebody_has_agreed(self):
        self.assertEqual(self.app.widgets()["script.code"]["label"], 'print("it ran")\n')
        self.ask()
        self.assertIn("From elsewhere", self.app.widgets()["script.question"]["label"])
        self.app.click("script.agree")
        # Where it cannot be confined, as root it never can, it is refused, and that is said.
        state = self.app.wait_for("it ran confined, or was refused", lambda state: state["lanes"] and (
            state["lanes"][0]["state"] == "failed" or (state["lanes"][0]["script"] or {}).get("state") == "ended"))
        lane = state["lanes"][0]
        self.assertEqual(lane["script"]["origin"], "foreign")
        if lane["state"] == "failed":
            self.assertIn("cannot be confined here", lane["trouble"])
            self.assertEqual(lane["script"]["output"], "")
        else:
            self.assertEqual((lane["script"]["output"], lane["script"]["confinement"]), ("it ran\n", "full"))

    def test_asks_again_after_any_change(self):
        self.ask()
        self.app.click("script.decline")
        self.app.wait_for("the question is gone", lambda _: "script.agree" not in self.app.widgets())
        self.ask()
        self.app.click("script.agree")
        self.app.wait_for("a lane", lambda state: len(state["lanes"]) == 1)
        self.app.click("script.stop")
        self.app.wait_for("no lane", lambda state: state["lanes"] == [])
        self.app.click("script.code")
        self.app.key("ctrl+End", "1")
        self.app.wait_for("the change", lambda _: self.app.widgets()["script.code"]["label"].endswith("1"))
        self.ask()


def main():
    global PROGRAM
    if sys.argv[1] == "--list":
        cases = {f"{group.__name__}.{name[5:]}" for group in (Code, Foreign)
                 for name in unittest.defaultTestLoader.getTestCaseNames(group)}
        if cases == set(sys.argv[2:]):
            return 0
        print("not the same:", sorted(cases ^ set(sys.argv[2:])), file=sys.stderr)
        return 1
    PROGRAM = sys.argv[1]
    group, case = sys.argv[2].split(".")
    suite = unittest.defaultTestLoader.loadTestsFromName(f"{group}.test_{case}", sys.modules["__main__"])
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
