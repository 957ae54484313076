"""Runs each fault spec TIMES times with `sharedfate run` and counts the different outcomes: what died of which fault,
with which wait status, how many tasks were lost with a single worker process, and whether the account balances.
Usage: repeat.py SHAREDFATE TIMES FAULT_SPEC... ; fails if fewer than 99 % of a fault spec's runs end alike."""

import collections
import json
import subprocess
import sys

SHARE_MIN = 0.99
LIMIT_S = 60


def end(status):
    return status["signal"] or f"exit code {status['exit_code']}"


def was_due(run, fault_spec):
    """Whether the fault could fire: on a busy computer its worker may have got fewer tasks than the fault waits for."""
    worker, _, conditions = fault_spec.partition("@")[2].partition(":")
    task = int(dict(each.split("=") for each in conditions.split(":") if each).get("task", 0))
    return all(lane["death_count"] or lane["worker_states"][int(worker) - 1]["ended"] >= task for lane in run["lanes"])


def outcome(program, fault_spec, tries=10):
    done = subprocess.run([program, "run", "--json", "--tasks", "400", "--workload", "wait:1", "--fault", fault_spec],
                          capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode != 0:
        return f"exit status {done.returncode}: {done.stderr.strip()}"
    run = json.loads(done.stdout)
    if tries > 1 and not was_due(run, fault_spec):
        return outcome(program, fault_spec, tries - 1)
    receipt = run["receipt"]
    words = []
    for lane in receipt["lanes"]:
        deaths = [f"{death['label']} {death['fault']} {end(death['wait_status'])}" for death in lane["deaths"]]
        account = lane["account"]
        # How much a threads process loses when it dies is up to the scheduler; what one worker process loses is not.
        lost = f"{account['lost']} lost, " if lane["lane"].startswith("processes") and len(deaths) == 1 else ""
        words.append(f"{lane['lane']}: {', '.join(deaths) or 'nothing'} died, {lost}{account['failed']} failed, "
                     f"{'balanced' if account['balanced'] else 'NOT BALANCED'}")
    words.append("audit clean" if receipt["audit"]["clean"] else "audit NOT CLEAN")
    return "; ".join(words)


def main():
    program, times, fault_specs = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    alike = True
    for fault_spec in fault_specs:
        counts = collections.Counter(outcome(program, fault_spec) for _ in range(times))
        print(f"{fault_spec}, {times} runs:")
        for words, count in counts.most_common():
            print(f"  {count}: {words}")
        alike = alike and counts.most_common(1)[0][1] >= SHARE_MIN * times
    return 0 if alike and fault_specs else 1


if __name__ == "__main__":
    sys.exit(main())
