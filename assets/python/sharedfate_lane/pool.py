"""An unmodified multiprocessing.Pool, used as in examples/article.py."""
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
    """A thread that submits the tasks of one call and waits for their results, for ever if they do not come."""

    def __init__(self, lane, call):
        super().__init__(name="caller", daemon=True)
        self._call = call
        lane.callers.append(self)
        self.start()

    def run(self):
        try:
            self._call()
        except Exception:
            pass  # The account already counts the failed tasks.


def run(lane):
    address = lane.listen_for_workers()
    # A Pool catches any Exception of a task for its caller, but not SystemExit.
    pool = context_of(lane).Pool(lane.workers, processes.start_worker, start_arguments(lane, address, Exception))

    def submit(name, parameter, first, count):
        function = functools.partial(worker.run_task, name, parameter, first, count, lane.chunk_size)
        Caller(lane, lambda: pool.map(function, range(first, first + count), lane.chunk_size))

    lane.submit = submit
    lane.serve()
