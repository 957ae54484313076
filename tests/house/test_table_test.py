#!/usr/bin/env python3
"""The table at the end of ./check, made from known results."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TEST_TABLE = pathlib.Path(__file__).parents[1] / "support" / "test_table.py"
RESULTS = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux-c++" tests="6">
<testcase name="unit.Apply.adds_up" time="0.5" status="run"/>
<testcase name="unit.Row/1" time="0.25" status="notrun">
<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/><system-out>fault_test.cpp:43: Skipped
there is no such thing in C++
[  SKIPPED ] Row/1 (0 ms)</system-out></testcase>
<testcase name="gui.Keys.pause" time="7" status="fail"><failure message=""/></testcase>
<testcase name="gui.Keys.theme" time="9" status="run"/>
<testcase name="gui.Foreign.is_refused" time="1" status="notrun">
<skipped message="SKIP_RETURN_CODE=77"/><system-out>is_refused ... skipped 'it can be confined'
OK (skipped=1)
skipped: it can be confined here</system-out></testcase>
<testcase name="lane.Tree.is_read" time="0" status="notrun"><skipped message="Unable to find executable: x"/></testcase>
</testsuite>
"""


class Table(unittest.TestCase):
    def test_counts_each_kind_and_names_skipped_slow_and_failed_tests(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "results.xml"
            file.write_text(RESULTS, encoding="utf-8")
            said = subprocess.run([sys.executable, TEST_TABLE, f"dev={file}"], capture_output=True, text=True,
                                  timeout=30, check=True).stdout
        self.assertEqual([line.split() for line in said.splitlines()[:4]], [
            ["preset", "kind", "passed", "failed", "skipped", "seconds"],
            ["dev", "unit", "1", "0", "1", "1"],
            ["dev", "gui", "1", "1", "1", "17"],
            ["dev", "lane", "0", "1", "0", "0"]])
        self.assertIn("skipped: 1 x gui (dev): it can be confined here", said)
        self.assertIn("skipped: 1 x unit (dev): there is no such thing in C++", said)
        slowest = said[said.index("slowest:"):].splitlines()
        self.assertEqual([line.split()[2] for line in slowest[1:5]],
                         ["gui.Keys.theme", "gui.Keys.pause", "gui.Foreign.is_refused", "unit.Apply.adds_up"])
        self.assertEqual(said.splitlines()[-2:], ["FAILED: gui.Keys.pause (dev)", "FAILED: lane.Tree.is_read (dev)"])

    def test_a_file_without_tests_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "results.xml"
            file.write_text('<testsuite name="Linux-c++" tests="0"/>', encoding="utf-8")
            said = subprocess.run([sys.executable, TEST_TABLE, f"dev={file}"], capture_output=True, text=True,
                                  timeout=30, check=False)
        self.assertEqual((said.returncode, said.stdout), (1, "no test was run\n"))

    def test_refuses_a_file_without_its_preset(self):
        refused = subprocess.run([sys.executable, TEST_TABLE, "results.xml"], capture_output=True, text=True,
                                 timeout=30, check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("PRESET=FILE", refused.stderr)


if __name__ == "__main__":
    unittest.main()
