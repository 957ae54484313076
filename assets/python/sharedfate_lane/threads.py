"""Threads of one interpreter, and the queue that they all take from: threading and queue.Queue, as in a textbook."""
import functools
import os
import queue
import threading
import traceback

import worker
from faults import TaskFailed
from wire import outer_pid


def work(lane, place, tasks):
    """What a worker thread does all its life. It catches what the tasks' caller expects, and nothing else: any other
    exception ends the thread."""
    me = worker.Worker(place.descriptor, lane.control, lane.layout, lane.permit_reader)
    worker.become(me, TaskFailed)
    me.hello()
    while True:
        task = tasks.get()
        try:
            task()
        except TaskFailed:
            pass


def end_by_exception(place, error):
    """Keeps the last words of a thread, which threading prints, or keeps to itself if it was sys.exit."""
    place.traceback = "".join(traceback.format_exception(type(error), error, error.__traceback__))


def submit_to(lane, tasks):
    def submit(name, parameter, first, count):
        for task in range(first, first + count):
            tasks.put(functools.partial(worker.run_task, name, parameter, first, count, 1, task))
    return submit


def start_thread(lane, number, tasks):
    place = lane.new_place(number)
    place.pid, place.pid_inner = outer_pid(), os.getpid()

    def run():
        try:
            work(lane, place, tasks)
        except BaseException as error:
            end_by_exception(place, error)
            raise

    place.thread = threading.Thread(target=run, name="T%d" % number, daemon=True)
    lane.announce(place)
    place.thread.start()


def run_threads(lane):
    tasks = queue.Queue()
    lane.submit = submit_to(lane, tasks)
    for number in range(1, lane.workers + 1):
        start_thread(lane, number, tasks)
    lane.serve()


def run_serial(lane):
    """The primary thread is the worker; the clerk is a second thread, which mostly sleeps."""
    tasks = queue.Queue()
    lane.submit = submit_to(lane, tasks)
    place = lane.new_place(1)
    place.pid, place.pid_inner = outer_pid(), os.getpid()
    place.thread = Life()
    lane.announce(place)
    threading.Thread(target=lane.serve, name="clerk", daemon=True).start()
    try:
        work(lane, place, tasks)
    except BaseException as error:
        end_by_exception(place, error)
        place.thread.over = True
    threading.Event().wait()  # The worker is dead; the process, which is not, belongs to the clerk now.


class Life:
    """Of a worker that is no thread of its own."""
    over = False

    def is_alive(self):
        return not self.over
