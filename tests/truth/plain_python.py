#!/usr/bin/env python3
"""What the GIL makes of work without Shared Fate: counting primes on one thread, on two, and in a Pool of two
processes, in turns. Prints the time of each run, in milliseconds, as JSON. Usage: plain_python.py [RUNS]"""

import json
import multiprocessing
import multiprocessing.pool
import sys
import time

WORKERS = 2
TASKS = 4 * WORKERS
LIMIT = 60_000


def is_prime(n):
    if n % 2 == 0:
        return n == 2
    divisor = 3
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 2
    return n > 1


def primes(_):
    return sum(is_prime(n) for n in range(2, LIMIT))


def timed(work):
    begun = time.perf_counter()
    counts = work()
    assert counts == counts[:1] * TASKS
    return (time.perf_counter() - begun) * 1000


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with multiprocessing.Pool(WORKERS) as processes, multiprocessing.pool.ThreadPool(WORKERS) as threads:
        ways = {
            "serial": lambda: [primes(task) for task in range(TASKS)],
            "threads": lambda: threads.map(primes, range(TASKS), chunksize=1),
            "pool": lambda: processes.map(primes, range(TASKS), chunksize=1),
        }
        for work in ways.values():
            work()
        times = {name: [] for name in ways}
        for _ in range(runs):
            for name, work in ways.items():
                times[name].append(timed(work))
    print(json.dumps(times))


if __name__ == "__main__":
    main()
