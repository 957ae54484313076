"""Runs each cell of the matrix fault x site x kind of lane in a process of its own, with a time limit, and counts the
results: run, declared invalid, tested elsewhere, or skipped for a reason that holds here.
Usage: matrix.py CRASH_TESTS JOBS [SANITIZER]. SANITIZER: the one that CRASH_TESTS is built with."""

import collections
import concurrent.futures
import pathlib
import re
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1] / "support"))
from ordinary_user import namespaces_denied

CELLS = "*Site.*"
LIMIT_S = 120
# How the reason begins that a cell prints when it is skipped.
DECLARED, ELSEWHERE, SANITIZER, NO_NAMESPACES = "declared", "elsewhere", "sanitizer", "no namespaces"
# Of all cells except those that a sanitizer changes: core/fault/combination.cpp declares the invalid ones, and must not
# come to declare most of them.
RUN_SHARE_MIN = 0.7


def list_cells(program):
    text = subprocess.run([program, "--gtest_list_tests", "--gtest_filter=" + CELLS], capture_output=True, text=True,
                          check=True, timeout=LIMIT_S).stdout
    cells, suite = [], ""
    for line in text.splitlines():
        word = line.split("#")[0].rstrip()
        if not word.startswith(" "):
            suite = word
        elif suite.endswith("Site."):
            cells.append(suite + word.strip())
    return cells


def run_cell(program, cell):
    """The cell, its result ("passed", "failed", or how the reason for skipping it begins), and the reason or output."""
    try:
        done = subprocess.run([program, "--gtest_filter=" + cell], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired as late:
        return cell, "failed", f"not over within {LIMIT_S} s:\n{late.stdout}"
    if done.returncode != 0:
        return cell, "failed", done.stdout
    if "[  SKIPPED ]" in done.stdout:
        said = re.search(r"Skipped\n([a-z ]+): (.*)", done.stdout)
        return (cell, said[1], said[2]) if said else (cell, "failed", done.stdout)
    return (cell, "passed", "") if "[  PASSED  ] 1 test." in done.stdout else (cell, "failed", done.stdout)


def allowed_reasons(sanitizer):
    """How the reason for skipping a cell may begin here."""
    reasons = {DECLARED, ELSEWHERE}
    if sanitizer:
        reasons.add(SANITIZER)
    denied = namespaces_denied()
    if denied:
        print(f"user namespaces are denied here: {denied}")
        reasons.add(NO_NAMESPACES)
    return reasons


def shortfalls(results, reasons):
    """What should have been run and was not, one line each."""
    for cell, end, why in results:
        if end not in reasons | {"passed", "failed"}:
            yield f"SKIPPED for no reason that holds here: {cell}: {end}: {why}"
    if NO_NAMESPACES in reasons:
        return  # most of the matrix needs them; what else is skipped is listed above
    ran = [cell for cell, end, _ in results if end in ("passed", "failed")]
    possible = [cell for cell, end, _ in results if end != SANITIZER]
    if len(ran) < RUN_SHARE_MIN * len(possible):
        yield f"only {len(ran)} of {len(possible)} cells were run; at least {RUN_SHARE_MIN:.0%} have to be"
    excused = [cell for cell, end, _ in results if end in (ELSEWHERE, SANITIZER)]
    of = lambda cells: {cell.split("/")[-1].split("_")[0] for cell in cells}
    for fault in sorted(of(cell for cell, _, _ in results) - of(ran) - of(excused)):
        yield f"no cell of the fault {fault} was run"


def main():
    program, jobs, sanitizer = sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""
    cells = list_cells(program)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(lambda cell: run_cell(program, cell), cells))
    for kind, why in sorted({(end, why) for _, end, why in results if end not in ("passed", "failed")}):
        names = [cell.split("/")[-1] for cell, end, reason in results if (end, reason) == (kind, why)]
        print(f"{kind}: {why}: {', '.join(names)}")
    for cell, end, why in results:
        if end == "failed":
            print(f"FAILED {cell}\n{why}")
    missing = list(shortfalls(results, allowed_reasons(sanitizer)))
    for line in missing:
        print(line)
    count = collections.Counter(end for _, end, _ in results)
    ran = count.pop("passed", 0) + count.pop("failed", 0)
    print(f"matrix: {len(cells)} cells: {ran} run" + "".join(f", {n} {kind}" for kind, n in sorted(count.items())))
    return 1 if missing or not ran or any(end == "failed" for _, end, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
