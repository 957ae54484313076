"""multiprocessing.Pool, as it comes: the article's five lines with reports in between."""
import functools
import multiprocessing
import threading

import processes
import worker


def context_of(lane):
    return multiprocessing.get_context(None if lane.start_method == "usual" else lane.start_method)


def start_arguments(lane, address, catches):
    return address, lane.layout_text, context_of(lane).get_start_method() == "forkserver", catches


class Caller(threading.Thread):
    """Whoever has called a pool waits for the results: real threads that really wait, for ever if they must."""

    def __init__(self, lane, call):
        super().__init__(name="caller", daemon=True)
        self._call = call
        lane.callers.append(self)
        self.start()

    def run(self):
        try:
            self._call()
        except Exception:
            pass  # The caller has been told: the account says how many of its tasks have failed.


def run(lane):
    address = lane.listen_for_workers()
    # A Pool catches any Exception of a task for its caller, but no SystemExit.
    pool = context_of(lane).Pool(lane.workers, processes.start_worker, start_arguments(lane, address, Exception))

    def submit(name, parameter, first, count):
        function = functools.partial(worker.run_task, name, parameter, first, count, lane.chunk_size)
        Caller(lane, lambda: pool.map(function, range(first, first + count), lane.chunk_size))

    lane.submit = submit
    lane.serve()
