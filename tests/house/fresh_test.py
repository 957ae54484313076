#!/usr/bin/env python3
"""tests/fresh/run as far as it goes without root: its help, and what it refuses."""

import pathlib
import subprocess
import unittest

FRESH = pathlib.Path(__file__).parents[1] / "fresh"


def run(*words):
    return subprocess.run([FRESH / "run", *words], capture_output=True, text=True, timeout=30, check=False)


class Fresh(unittest.TestCase):
    def test_both_scripts_have_valid_syntax(self):
        for name in ("run", "enter"):
            checked = subprocess.run(["bash", "-n", FRESH / name], capture_output=True, text=True, timeout=30,
                                     check=False)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""), name)

    def test_help_names_every_option(self):
        result = run("--help")
        self.assertEqual(result.returncode, 0)
        for option in ("--user", "--deny-namespaces", "--base", "--keep", "--ccache", "--mirror"):
            self.assertIn(option, result.stdout)

    def test_bad_usage_names_what_is_allowed(self):
        for words, expected in (((), "bookworm or trixie"),
                                (("sid",), "unknown release sid: bookworm or trixie"),
                                (("bookworm", "trixie"), "one release at a time"),
                                (("--keep",), "--keep needs a value"),
                                (("--usr", "trixie"), "unknown option --usr"),
                                (("trixie", "--"), "must be a command")):
            result = run(*words)
            self.assertEqual(result.returncode, 2, words)
            self.assertIn(expected, result.stderr)


if __name__ == "__main__":
    unittest.main()
