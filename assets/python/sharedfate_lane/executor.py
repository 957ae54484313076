"""An unmodified concurrent.futures.ProcessPoolExecutor. Its `map` would cancel all waiting tasks when one task fails.
To make failures comparable with those of a Pool, this submits one future per chunk and waits for all of them."""
import functools
from concurrent.futures import ProcessPoolExecutor, wait

import processes
import worker
from pool import Caller, start_arguments, context_of


def run_chunk(function, tasks):
    return [function(task) for task in tasks]


def run(lane):
    address = lane.listen_for_workers()
    # A worker of an executor catches whatever a task raises, even SystemExit.
    executor = ProcessPoolExecutor(lane.workers, context_of(lane), processes.start_worker,
                                   start_arguments(lane, address, BaseException))
    # An executor starts a process only when there is something to do.
    for _ in range(lane.workers):
        executor.submit(processes.answer_roll_call)

    def submit(name, parameter, first, count):
        function = functools.partial(worker.run_task, name, parameter, first, count, lane.chunk_size)
        chunks = [range(start, min(start + lane.chunk_size, first + count))
                  for start in range(first, first + count, lane.chunk_size)]
        Caller(lane, lambda: wait([executor.submit(run_chunk, function, chunk) for chunk in chunks]))

    lane.submit = submit
    lane.serve()
