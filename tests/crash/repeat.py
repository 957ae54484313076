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


def was_due(run, capsule):
    """Whether the fault could fire: on a busy computer its worker may have got fewer tasks than the fault waits for."""
    worker, _, conditions = capsule.partition("@")[2].partition(":")
    task = int(dict(each.split("=") for each in conditions.split(":") if each).get("task", 0))
    return all(lane["death_count"] or lane["worker_states"][int(worker) - 1]["ended"] >= task for lane in run["lanes"])


def outcome(program, capsule, tries=10):
    done = subprocess.run([program, "run", "--json", "--tasks", "400", "--workload", "wait:1", "--fault", capsule],
                          capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode != 0:
        return f"exit status {done.returncode}: {done.stderr.strip()}"
    run = json.loads(done.stdout)
    if tries > 1 and not was_due(run, capsule):
        return outcome(program, capsule, tries - 1)
    receipt = run["receipt"]
    words = []
    for lane in receipt["lanes"]:
        deaths = [f"{death['who']} {death['fault']} {end(death['wait_status'])}" for death in lane["deaths"]]
        account = lane["account"]
        # How much a threads process loses when it dies is up to the scheduler; what one worker process loses is not.
        lost = f"{account['lost']} lost, " if lane["lane"].startswith("processes") and len(deaths) == 1 else ""
        words.append(f"{lane['lane']}: {', '.join(deaths) or 'nobody'} died, {lost}{account['failed']} failed, "
                     f"{'balanced' if account['balanced'] else 'NOT BALANCED'}")
    words.append("audit clean" if receipt["audit"]["clean"] else "audit NOT CLEAN")
    return "; ".join(words)


def main():
    program, times, capsules = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    alike = True
    for capsule in capsules:
        counts = collections.Counter(outcome(program, capsule) for _ in range(times))
        print(f"{capsule}, {times} runs:")
        for words, count in counts.most_common():
            print(f"  {count}: {words}")
        alike = alike and counts.most_common(1)[0][1] >= SHARE_MIN * times
    return 0 if alike and capsules else 1


if __name__ == "__main__":
    sys.exit(main())
