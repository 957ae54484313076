"""Reports workers that do not exist, without a PID, so that each is searched for in /proc."""
import gc
import itertools
import os

import wire

supervisor = next(each for each in gc.get_objects() if isinstance(each, wire.Supervisor))
lane = next(each for each in gc.get_objects() if hasattr(type(each), "new_slot"))
memory = lane.new_slot(1).descriptor
os._exit = lambda code: None  # report() calls it when a send fails
begun()
for number in itertools.count(1):
    supervisor.report("worker_started", passed=memory, worker=number % 64 + 1, incarnation=number,
                      pid_inner=number % 100_000)
