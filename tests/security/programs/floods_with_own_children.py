"""Like floods_with_workers.py, but with PIDs of existing processes: its own and 1."""
import gc
import itertools
import os

import wire

supervisor = next(each for each in gc.get_objects() if isinstance(each, wire.Supervisor))
lane = next(each for each in gc.get_objects() if hasattr(type(each), "new_slot"))
own = wire.host_pid()
memory = lane.new_slot(1).descriptor
os._exit = lambda code: None  # report() calls it when a send fails
begun()
for number in itertools.count(1):
    supervisor.report("worker_started", passed=memory, worker=number % 64 + 1, incarnation=number,
                      pid=own if number % 2 else 1, pid_inner=number)
