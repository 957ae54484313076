#!/usr/bin/env python3
"""Tests of the script view on a given display, with real clicks and real typing; cases.py runs the cases."""

import os
import pathlib
import sys
import tempfile
import unittest

from cases import given, main
from playground import Playground

sys.path.append(str(pathlib.Path(__file__).parents[1] / "support"))
from ordinary_user import deny_namespaces, namespaces_denied, ordinary_user


class Script(Playground):
    """The playground with its script view open and no lane yet."""

    def __init__(self, *options):
        super().__init__(given.program, "--free-play", "--lane", "serial", *options, size=(1600, 900))

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
    def the_articles_lines_run_by_a_click(self):
        with Script() as script:
            script.click("script.run")
            lane = script.wait_script("it has ended", lambda each: each["state"] == "ended")
            self.assertEqual(lane["script"]["output"], "[4, 9, 16]\n[100, 441, 1849]\n")
            self.assertEqual([call["results"] for call in lane["script"]["calls"]],
                             [["4", "9", "16"], ["100", "441", "1849"]])
            self.assertEqual(lane["kind"], "python-pool")

    def the_same_text_on_threads_and_on_an_executor(self):
        with Script() as script:
            script.click("script.run")
            script.wait_script("it has ended", lambda each: each["state"] == "ended")
            for button, kind in (("threads", "python-threads"), ("executor", "python-executor")):
                script.click(f"script.kind.{button}")
                script.wait_for(f"a lane of {kind}", lambda state: [each["kind"] for each in state["lanes"]] == [kind])
                lane = script.wait_script("it has ended", lambda each: each["state"] == "ended")
                self.assertEqual(lane["script"]["output"], "[4, 9, 16]\n[100, 441, 1849]\n")

    def typed_code_goes_line_by_line(self):
        with Script() as script:
            script.replace_text("a = 20", "print(a + 1)")
            script.click("script.step")
            script.wait_script("held at line 1", lambda each: each["state"] == "paused" and each["line"] == 1)
            script.click("script.step")
            script.wait_script("held at line 2", lambda each: each["state"] == "paused" and each["line"] == 2)
            script.click("script.step")
            lane = script.wait_script("it has ended", lambda each: each["state"] == "ended")
            self.assertEqual(lane["script"]["output"], "21\n")

    def an_error_is_shown_and_the_text_stays(self):
        with Script() as script:
            script.replace_text("a = 1", "b = = 2")
            script.key("F5")
            lane = script.wait_script("it has failed", lambda each: each["state"] == "failed")
            self.assertEqual(lane["script"]["error"]["line"], 2)
            self.assertEqual(lane["script"]["error"]["type"], "SyntaxError")
            self.assertEqual(script.text(), "a = 1\nb = = 2\n")

    def an_endless_loop_is_stopped_and_the_lanes_come_back(self):
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
    """Code that comes with a demo file."""

    def _open(self, **user):
        """Opens the demo as that user."""
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.chmod(self.folder.name, 0o755)
        file = pathlib.Path(self.folder.name) / "from-elsewhere.md"
        file.write_text(DEMO)
        os.chmod(file, 0o644)
        self.app = Playground(given.program, "--lesson", str(file), "--no-place", size=(1600, 900), user=user)
        self.app.__enter__()
        self.addCleanup(self.app.__exit__)
        self._wait_widget("script.run")
        self.app.wait_for("its lane is closed", lambda state: state["lanes"] == [])
        self.app.window()

    def _wait_widget(self, name):
        self.app.wait_for(f"the widget {name}", lambda _: name in self.app.widgets())

    def _ask(self):
        self.app.click("script.run")
        self._wait_widget("script.agree")
        self.assertEqual(self.app.state()["lanes"], [], "nothing runs before a person has agreed")

    def runs_confined_after_consent(self):
        user = ordinary_user()
        if denied := namespaces_denied(**user):
            self.skipTest(f"nothing can be confined where user namespaces are denied: {denied}")
        self._open(**user)
        lane = self._agree("it has run", lambda lane: (lane["script"] or {}).get("state") == "ended")
        self.assertEqual(lane["script"]["origin"], "foreign")
        self.assertEqual((lane["script"]["output"], lane["script"]["confinement"]), ("it ran\n", "full"))
        self.assertFalse(lane["script"]["denied"])

    def runs_confined_if_root_runs_the_app(self):
        if os.getuid() != 0:
            self.skipTest("only root can be root")
        if denied := namespaces_denied():
            self.skipTest(f"nothing can be confined where user namespaces are denied: {denied}")
        self._open()
        lane = self._agree("it has run", lambda lane: (lane["script"] or {}).get("state") == "ended")
        self.assertEqual((lane["script"]["output"], lane["script"]["denied"]), ("it ran\n", []))

    def is_refused_where_it_cannot_be_confined(self):
        user = ordinary_user()
        if not namespaces_denied(**user):
            user["preexec_fn"] = deny_namespaces
        self._open(**user)
        lane = self._agree("it is refused", lambda lane: lane["state"] == "failed")
        self.assertEqual(lane["script"]["origin"], "foreign")
        self.assertIn("cannot be confined here", lane["trouble"])
        if "preexec_fn" in user:
            self.assertIn("user.max_user_namespaces", lane["trouble"])
        self.assertEqual(lane["script"]["output"], "")

    def _agree(self, what, reached):
        """Agrees to the code, which is exactly that of the demo; the lane once `reached` is true of it."""
        self.assertEqual(self.app.widgets()["script.code"]["label"], 'print("it ran")\n')
        self._ask()
        self.assertIn("From elsewhere", self.app.widgets()["script.question"]["label"])
        self.app.click("script.agree")
        return self.app.wait_for(what, lambda state: state["lanes"] and reached(state["lanes"][0]))["lanes"][0]


if __name__ == "__main__":
    main()
