#!/usr/bin/env python3
"""What became of the tests: a line for each kind, what was skipped and why, and the slowest. Usage:
test_table.py PRESET=FILE..., each FILE as `ctest --output-junit` writes it. Exit status 1: there is no test in them."""

import collections
import re
import sys
import xml.etree.ElementTree as xml

SLOWEST = 10


class Test:
    def __init__(self, preset, case):
        self.preset = preset
        self.name = case.get("name")
        self.kind = self.name.split(".")[0]
        self.seconds = float(case.get("time") or 0)
        self.output = case.findtext("system-out") or ""
        # The status of a skipped test is "notrun", as is that of a test whose program is missing.
        skipped = case.find("skipped")
        self.end = ("passed" if case.get("status") == "run" else "skipped" if skipped is not None
                    and skipped.get("message").startswith(("SKIP_", "Disabled")) else "failed")

    def reason(self):
        """Why the test was skipped, from its output."""
        said = re.search(r": Skipped\n(.*)", self.output) or re.search(r"^(?:SKIPPED|skipped): ?(.*)$", self.output,
                                                                       re.MULTILINE)
        return said[1] if said else "no reason given"


def read(word):
    preset, _, path = word.partition("=")
    return [Test(preset, case) for case in xml.parse(path).getroot().iter("testcase")]


def lines(tests):
    kinds = collections.defaultdict(list)
    for test in tests:
        kinds[(test.preset, test.kind)].append(test)
    yield f"{'preset':8}{'kind':8}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"
    for (preset, kind), group in kinds.items():
        count = collections.Counter(test.end for test in group)
        yield (f"{preset:8}{kind:8}{count['passed']:8}{count['failed']:8}{count['skipped']:9}"
               f"{sum(test.seconds for test in group):9.0f}")
    skipped = collections.Counter((test.preset, test.kind, test.reason()) for test in tests if test.end == "skipped")
    for (preset, kind, reason), number in sorted(skipped.items()):
        yield f"skipped: {number} x {kind} ({preset}): {reason}"
    yield "slowest:"
    for test in sorted(tests, key=lambda test: -test.seconds)[:SLOWEST]:
        yield f"{test.seconds:8.1f} s  {test.name} ({test.preset})"
    for test in tests:
        if test.end == "failed":
            yield f"FAILED: {test.name} ({test.preset})"


def main():
    if len(sys.argv) < 2 or not all("=" in word for word in sys.argv[1:]):
        print(__doc__, file=sys.stderr)
        return 2
    tests = [test for word in sys.argv[1:] for test in read(word)]
    print("\n".join(lines(tests)) if tests else "no test was run")
    return 0 if tests else 1


if __name__ == "__main__":
    sys.exit(main())
