#!/usr/bin/env python3
"""Every step of a demo that compares times, again and again, beside busy processes: no verdict may be wrong.

What is right follows from the theory and is written here, not in the demos. A step of which the app says that this
machine cannot tell is neither right nor wrong; how often that came is printed. `repeats=N` sets how often each demo is
run (25), `busy=N` how many processes burn cores beside it.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "gui"))
import cases  # noqa: E402

CORES = len(os.sched_getaffinity(0))
LESSONS = pathlib.Path(__file__).resolve().parent.parent.parent / "assets" / "lessons"
PREDICTION = "exactly one choice holds"

# A busy process ends by itself when its standard input is closed, however this test ends.
BURN = "import select, sys\nwhile not select.select([sys.stdin], [], [], 0)[0]:\n    sum(range(200_000))\n"


def with_cores(*by_cores):
    """The choice for the number of cores of this computer; that of the last pair for more."""
    return next((choice for cores, choice in by_cores if CORES <= cores), by_cores[-1][1])


HARDLY, LARGE = "Hardly: less than 1.5 times", "3 times or more"
# By demo and title of a step: the choices that are right. Several where the theory leaves it open, because an ideal
# speed-up lies on the border between two of them.
RIGHT = {
    ("waiting-line", "Now at full speed"): with_cores(
        (1, {HARDLY}), (2, {"Between 1.5 and 3 times"}), (3, {"Between 1.5 and 3 times", LARGE}), (4, {LARGE})),
    ("good-for-computing", "One worker, two, three, four"): {with_cores((1, "Neither of them"), (2, "Both"))},
    ("good-for-computing", "Very small tasks"): {"Neither of them"},
    ("good-for-computing", "Now with up to eight workers"): with_cores(
        (4, {"Hardly: less than 1.2 times"}), (7, {"Hardly: less than 1.2 times", "Between 1.2 and 1.6 times",
                                                  "1.6 times or more"}), (8, {"1.6 times or more"})),
    ("good-for-waiting", "How much is gained?"): {"Four times or more"},
    ("good-for-waiting", "Threads or processes?"): {"Neither: less than 1.3 times apart"},
    ("good-for-waiting", "When nothing is gained"): {"They tie: less than 1.3 times apart"},
    ("good-for-waiting", "Now with twenty workers"): {LARGE},
    ("four-lanes-one-chart", "With one worker, with two"): {with_cores((1, "Neither"), (2, "Only those of C++"))},
    ("one-line-of-python", "Computing"): {with_cores((1, "Neither"), (2, "Only two processes"))},
    ("one-line-of-python", "Waiting"): {"Both"},
    ("one-line-of-python", "Now with work in C"): {with_cores((1, "No"), (2, "Yes"))},
    ("the-price-of-order", "The cheapest discipline"): {"A counter for each worker"},
    ("what-a-start-costs", "A thread or a process"): {"Longer, up to a hundred times"},
    ("what-a-start-costs", "A large process"): {"Two to ten times as much", "More than ten times as much"},
    ("what-a-start-costs", "More workers, once they run"): {"Neither is twice as good as the other"},
    ("what-talking-costs", "Large messages"): {"Memory that both share"},
}


class Busy:
    """So many processes that burn cores, until the end of the block."""

    def __init__(self, count):
        self.processes = [subprocess.Popen([sys.executable, "-c", BURN], stdin=subprocess.PIPE)
                          for _ in range(count)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.stdin.close()
            process.wait()


def held(finding):
    """The choices that hold by the app's word: a finding says 'CHOICE' holds (FIGURES); 'CHOICE' does not hold ..."""
    each = re.findall(r"(?:^|; )'(.+?)' (holds|does not hold|cannot be told) \(", finding["measured"])
    assert len(each) >= 2, finding["measured"]
    return [choice for choice, verdict in each if verdict == "holds"]


class Demos(unittest.TestCase):
    def tell_the_truth(self):
        """Beside as many busy processes as the argument says."""
        repeats, busy = int(cases.given.repeats), int(cases.given.busy)
        told = collections.Counter()
        wrong = []
        with Busy(busy):
            for demo in sorted({demo for demo, _ in RIGHT}):
                for finding in self._check(demo, repeats):
                    self._count(demo, finding, told, wrong)
        for (demo, step), right in RIGHT.items():
            seen = told[demo, step, "right"], told[demo, step, "cannot tell"]
            print(f"{demo:22} {step:30} right {seen[0]:3}  cannot tell {seen[1]:3}  {' or '.join(sorted(right))}")
            self.assertGreater(sum(seen) + len(wrong), 0, f"{demo}: no step '{step}' was judged")
        total = collections.Counter()
        for (_, _, word), count in told.items():
            total[word] += count
        print(f"beside {busy} busy processes, {CORES} cores: right {total['right']}, cannot tell "
              f"{total['cannot tell']}, wrong {len(wrong)}")
        self.assertEqual(wrong, [])

    def _check(self, demo, repeats):
        done = subprocess.run([cases.given.program, "lesson", "check", str(LESSONS / f"{demo}.md"), "--json",
                               "--repeat", str(repeats)], capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        checked = json.loads(done.stdout)["lessons"]
        self.assertEqual(len(checked), repeats)
        return [finding for lesson in checked for finding in lesson["findings"]]

    def _count(self, demo, finding, told, wrong):
        right = RIGHT.get((demo, finding["step"]))
        if right is None or finding["expected"] != PREDICTION:
            return
        if finding["holds"] is None:
            told[demo, finding["step"], "cannot tell"] += 1
            print(f"cannot tell: {demo}, {finding['step']}: {finding['measured']}", flush=True)
        elif finding["holds"] and set(held(finding)) <= right:
            told[demo, finding["step"], "right"] += 1
        else:
            wrong.append(f"{demo}, {finding['step']}: {finding['measured']}")


if __name__ == "__main__":
    cases.main()
