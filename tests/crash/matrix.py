"""Runs every cell of the matrix fault x site x kind of lane in a process of its own, with a time limit, and counts:
run, passed, and declared to make no sense. Usage: matrix.py CRASH_TESTS [JOBS]"""

import collections
import concurrent.futures
import re
import subprocess
import sys

CELLS = "*Site.*"
LIMIT_S = 120


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
    """The cell with what became of it ("passed", "declared", "skipped", "failed"), and why."""
    try:
        done = subprocess.run([program, "--gtest_filter=" + cell], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired as late:
        return cell, "failed", f"not over within {LIMIT_S} s:\n{late.stdout}"
    if done.returncode != 0:
        return cell, "failed", done.stdout
    declared = re.search(r"declared: (.*)", done.stdout)
    if declared:
        return cell, "declared", declared[1]
    if "[  SKIPPED ]" in done.stdout:
        return cell, "skipped", re.search(r"Skipped\n(.*)", done.stdout)[1]
    return (cell, "passed", "") if "[  PASSED  ] 1 test." in done.stdout else (cell, "failed", done.stdout)


def main():
    program, jobs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    cells = list_cells(program)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(lambda cell: run_cell(program, cell), cells))
    count = collections.Counter(end for _, end, _ in results)
    for kind in ("declared", "skipped"):
        for why in sorted({why for _, end, why in results if end == kind}):
            names = [cell.split("/")[-1] for cell, end, reason in results if (end, reason) == (kind, why)]
            print(f"{kind}: {why}: {', '.join(names)}")
    for cell, end, why in results:
        if end == "failed":
            print(f"FAILED {cell}\n{why}")
    ran = count["passed"] + count["failed"]
    print(f"matrix: {len(cells)} cells: {ran} run, {count['passed']} passed, {count['declared']} declared, "
          f"{count['skipped']} skipped")
    return 0 if cells and count["failed"] == 0 and count["passed"] > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
