"""Measures the pools of Python's standard library. Reads requests, one a line ("pool N", "executor N", "recovery N"),
and prints a figure for each.

Figures are in nanoseconds: per task for N tasks in a pool, in all for a recovery, which ignores N. The pools are made
and each worker has run a task before the clock starts.
"""

import concurrent.futures
import concurrent.futures.process
import multiprocessing
import os
import signal
import sys
import time

WORKERS = 2


def empty(_):
    return None


def worker_pid(_):
    time.sleep(0.02)  # so that each worker gets such a task
    return os.getpid()


def measure_pool(tasks):
    with multiprocessing.Pool(WORKERS) as pool:
        pool.map(worker_pid, range(WORKERS), chunksize=1)
        start = time.monotonic_ns()
        for _ in pool.imap_unordered(empty, range(tasks), chunksize=1):
            pass
        return (time.monotonic_ns() - start) / tasks


def measure_executor(tasks):
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as executor:
        list(executor.map(worker_pid, range(WORKERS)))
        start = time.monotonic_ns()
        futures = [executor.submit(empty, i) for i in range(tasks)]
        concurrent.futures.wait(futures)
        return (time.monotonic_ns() - start) / tasks


def measure_recovery(_tasks):
    """From the kill of a worker until a new executor has given its first result."""
    executor = concurrent.futures.ProcessPoolExecutor(WORKERS)
    pids = list(executor.map(worker_pid, range(WORKERS)))
    future = executor.submit(time.sleep, 60)
    start = time.monotonic_ns()
    os.kill(pids[0], signal.SIGKILL)
    try:
        future.result()
        raise RuntimeError("the executor did not notice that its worker was killed")
    except concurrent.futures.process.BrokenProcessPool:
        replacement = concurrent.futures.ProcessPoolExecutor(WORKERS)
        replacement.submit(empty, 0).result()
    elapsed = time.monotonic_ns() - start
    executor.shutdown()
    replacement.shutdown()
    return elapsed


def main():
    measures = {"pool": measure_pool, "executor": measure_executor, "recovery": measure_recovery}
    for line in sys.stdin:
        name, tasks = line.split()
        try:
            print(measures[name](int(tasks)), flush=True)
        except Exception as error:  # the benchmark prints it in place of the figure
            print(f"failed: {error!r}", flush=True)


if __name__ == "__main__":
    main()
