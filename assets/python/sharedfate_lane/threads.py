"""Threads of one interpreter that take from one queue: threading and queue.Queue, as in a textbook."""
import functools
import os
import queue
import threading
import traceback

import worker
from faults import TaskFailed
from wire import host_pid


def work(lane, slot, tasks):
    """The body of a worker thread. It catches what the tasks' caller expects and nothing else: any other exception ends
    the thread."""
    me = worker.Worker(slot.descriptor, lane.control, lane.layout, lane.permit_reader)
    worker.become(me, TaskFailed)
    me.mark_ready()
    while True:
        task = tasks.get()
        try:
            task()
        except TaskFailed:
            pass


def end_by_exception(slot, error):
    """Keeps the traceback of a thread. threading prints it, too, but not after sys.exit."""
    slot.traceback = "".join(traceback.format_exception(type(error), error, error.__traceback__))


def submit_to(lane, tasks):
    def submit(name, parameter, first, count):
        for task in range(first, first + count):
            tasks.put(functools.partial(worker.run_task, name, parameter, first, count, 1, task))
    return submit


def start_thread(lane, number, tasks):
    slot = lane.new_slot(number)
    slot.pid, slot.pid_inner = host_pid(), os.getpid()

    def run():
        try:
            work(lane, slot, tasks)
        except BaseException as error:
            end_by_exception(slot, error)
            raise

    slot.thread = threading.Thread(target=run, name="T%d" % number, daemon=True)
    lane.announce(slot)
    slot.thread.start()


def run_threads(lane):
    tasks = queue.Queue()
    lane.submit = submit_to(lane, tasks)
    for number in range(1, lane.workers + 1):
        start_thread(lane, number, tasks)
    lane.serve()


def run_serial(lane):
    """The primary thread is the worker; the control thread is a second one, which mostly sleeps."""
    tasks = queue.Queue()
    lane.submit = submit_to(lane, tasks)
    slot = lane.new_slot(1)
    slot.pid, slot.pid_inner = host_pid(), os.getpid()
    slot.thread = Life()
    lane.announce(slot)
    threading.Thread(target=lane.serve, name="control", daemon=True).start()
    try:
        work(lane, slot, tasks)
    except BaseException as error:
        end_by_exception(slot, error)
        slot.thread.over = True
    threading.Event().wait()  # The worker is dead; the process and its control thread go on.


class Life:
    """Stands in for the thread object of a worker that runs on the primary thread."""
    over = False

    def is_alive(self):
        return not self.over
