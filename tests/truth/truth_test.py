#!/usr/bin/env python3
"""Labs beside plain programs that measure the same, three times each, in turns. Prints a table.

A figure fails only where the labs themselves say that the machine was quiet: there the three medians of a lab must lie
within a tenth of each other, or their intervals must overlap; and so must the intervals of lab and plain program,
widened by a tenth. Where the machine was busy that is said, and only what does not depend on it is checked.
"""

import json
import math
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "gui"))
import cases  # noqa: E402

RUNS = 3
TOLERANCE = 1.1
CANNOT_TELL = "this machine cannot tell now"
# The rule of core/system/core_use.h.
BUSY_OTHERS, BUSY_THROTTLED = 0.10, 0.01


class Figure:
    """A median and the interval in which it lies."""

    def __init__(self, value, low, high):
        self.value, self.low, self.high = value, low, high

    def __str__(self):
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


def figure_of(values):
    """By order statistics: leaves out as many at either end as keep the median inside with at least 95 %."""
    values, count = sorted(values), len(values)
    outside, cut = 2 * 0.5 ** count, 0
    while 2 * (cut + 2) <= count:
        outside += 2 * math.comb(count, cut + 1) * 0.5 ** count
        if outside > 0.05:
            break
        cut += 1
    return Figure(values[(count - 1) // 2], values[cut], values[count - 1 - cut])


def overlap(figures, others, tolerance):
    low, high = min(each.low for each in figures), max(each.high for each in figures)
    return (low <= tolerance * max(each.high for each in others)
            and min(each.low for each in others) <= tolerance * high)


def agree(figures):
    """Whether medians of the same lie within a tenth of each other, or their intervals say that they may."""
    values = [each.value for each in figures]
    apart = max(each.low for each in figures) > min(each.high for each in figures)
    return max(values) <= TOLERANCE * min(values) or not apart


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def is_quiet(found):
    machine = found["machine"]
    return (machine is not None and machine["others"] < BUSY_OTHERS
            and machine["throttled"] <= BUSY_THROTTLED)


def facts_of(lab):
    return {(fact["of"], fact["name"]): fact for fact in lab["facts"]}


def measured_of(fact):
    return Figure(fact["value"], fact["interval"]["low"], fact["interval"]["high"])


class LabBesidePlain(unittest.TestCase):
    def starts(self):
        def lab():
            found = run(cases.given.program, "lab", "spawn", "--megabytes", "0", "--repeats", "501", "--json")
            self.assertEqual(found["state"], "done")
            facts = facts_of(found)
            return found, {f"{way}, {name}": measured_of(facts[way, f"{fact} at 0 MiB"])
                           for way in ("thread", "fork")
                           for name, fact in (("wall", "median"), ("processor", "processor time"))}

        def plain():
            found = run(cases.given.plain_start, "101")
            return {f"{way}, {name}": figure_of(found[way][f"{name}_us"])
                    for way in found for name in ("wall", "processor")}
        self._compare("µs", lab, plain)

    def increments(self):
        ways = ("atomic", "mutex", "unprotected")

        def lab():
            found = run(cases.given.program, "lab", "race", "--json")
            self.assertEqual(found["state"], "done")
            facts = facts_of(found)
            for way in ways:
                self.assertEqual(facts[way, "measured"]["value"] + facts[way, "lost"]["value"],
                                 facts[way, "expected"]["value"])
            return found, {way: measured_of(facts[way, "price"]) for way in ways}

        def plain():
            found = run(cases.given.plain_increment, "11")
            return {way: figure_of(found[way]) for way in ways}
        self._compare("ns", lab, plain)

    def python(self):
        def lab():
            found = run(cases.given.program, "gil", "--workers", "2", "--json")
            self.assertFalse(found["interrupted"])
            self.assertTrue(all(row["median_ms"] for row in found["rows"]))
            rows = {row["lane"].split(":")[0]: row for row in found["rows"] if row["workload"] == "primes:60000"}
            return found, {kind: Figure(row["speedup"], row["speedup_interval"]["low"], row["speedup_interval"]["high"])
                           for kind, row in (("threads", rows["python-threads"]), ("pool", rows["python-pool"]))}

        def plain():
            found = run(sys.executable, cases.given.plain_python, "5")
            return {kind: figure_of([serial / each for serial, each in zip(found["serial"], found[kind])])
                    for kind in ("threads", "pool")}
        self._compare("×", lab, plain)

    def _compare(self, unit, lab, plain):
        labs, plains, quiet = {}, {}, True
        for _ in range(RUNS):
            found, figures = lab()
            quiet = quiet and is_quiet(found)
            machine = found["machine"]
            print("other programs:",
                  "not known" if machine is None else f"{100 * machine['others']:.0f} % of the cores")
            for name, figure in figures.items():
                self.assertGreater(figure.value, 0, name)
                self.assertTrue(figure.low <= figure.value <= figure.high, name)
                labs.setdefault(name, []).append(figure)
            for name, figure in plain().items():
                plains.setdefault(name, []).append(figure)
        wrong = []
        for name, figures in labs.items():
            ratio = figure_of([ours.value / theirs.value for ours, theirs in zip(figures, plains[name])])
            print(f"{name} [{unit}]: lab {', '.join(map(str, figures))}; "
                  f"plain {', '.join(map(str, plains[name]))}; lab : plain {ratio.value:.2f}")
            if not agree(figures):
                wrong.append(f"{name}: the lab does not repeat itself")
            if not overlap(figures, plains[name], TOLERANCE):
                wrong.append(f"{name}: the lab and the plain program differ")
        for each in wrong:
            print(each)
        if quiet:
            self.assertEqual(wrong, [])
        else:
            print(CANNOT_TELL)


if __name__ == "__main__":
    cases.main()
