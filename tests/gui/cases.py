"""Lists the cases of a test script for ctest, and runs one of them: ctest runs each in a process of its own.

A case is a public method of a test class of the script; names of helpers begin with an underscore. @case sets a case's
time limit and cost, @for_each makes a case for each of several parameters.

    SCRIPT --list NAME=VALUE...    a line for each case: its name, its time limit in s, its cost
    SCRIPT CASE NAME=VALUE...      runs that case; the values are what `given` holds
"""

import sys
import types
import unittest

LIMIT_S = 180
COST = 4
FIXTURES = ("setUp", "tearDown", "setUpClass", "tearDownClass")
EXIT_SKIPPED = 77  # SKIP_RETURN_CODE in CMakeLists.txt: ctest counts the case as skipped, not as passed

given = types.SimpleNamespace()  # the paths of the tested program, the lessons, ...


def case(limit_s=LIMIT_S, cost=COST):
    """Sets a case's time limit and about how long it takes, both in s; ctest starts those that take long first."""
    def mark(method):
        method.needs = (limit_s, cost)
        return method
    return mark


def for_each(parameters):
    """Makes a case for each name in the dictionary that `parameters` returns; it is called with the name's values."""
    def mark(method):
        method.parameters = parameters
        return method
    return mark


def _add_each(group, name, method):
    for parameter, values in method.parameters().items():
        def call(self, values=values):
            method(self, *values)
        call.needs = getattr(method, "needs", (LIMIT_S, COST))
        setattr(group, f"{name}/{parameter}", call)
        yield f"{name}/{parameter}"


def _cases_in(module):
    """The tests of a script by the names of their cases, without those of classes that it imports."""
    found = {}
    for group in list(vars(module).values()):
        if not (isinstance(group, type) and issubclass(group, unittest.TestCase)
                and group.__module__ == module.__name__):
            continue
        for name, method in list(vars(group).items()):
            if name.startswith("_") or name in FIXTURES or not callable(method):
                continue
            assert name not in dir(unittest.TestCase), f"{group.__name__}.{name} would hide unittest's own"
            names = _add_each(group, name, method) if hasattr(method, "parameters") else [name]
            found.update((f"{group.__name__}.{each}", group(each)) for each in names)
    return found


def _line(name, test):
    method = getattr(test, name.partition(".")[2])
    limit_s, cost = getattr(method, "needs", (LIMIT_S, COST))
    return f"{name}|{limit_s}|{cost}"


def main():
    what, *values = sys.argv[1:]
    vars(given).update(value.split("=", 1) for value in values)
    found = _cases_in(sys.modules["__main__"])
    if what == "--list":
        print("\n".join(_line(name, test) for name, test in found.items()))
        return
    result = unittest.TextTestRunner(verbosity=2).run(found[what])
    for _, reason in result.skipped:
        print(f"skipped: {reason}")
    if not result.wasSuccessful() or result.testsRun != 1:
        sys.exit(1)
    sys.exit(EXIT_SKIPPED if result.skipped else 0)
