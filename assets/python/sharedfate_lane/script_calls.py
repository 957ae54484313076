"""Runs a task of a script in a worker: calls the script's function and reports the result."""
import reprlib
import struct
import traceback

import worker

KEPT = 64  # results reported per call; the account counts the others, too
RESULT_FORMAT = "=IQB"  # call, place, failed; text follows
TEXT_MAX = 300

_short = reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxdict = 12
_short.maxstring = _short.maxother = 120


def run_call(function, call, first, count, chunk_size, item):
    """What a pool gets in the place of the script's function. `item`: the task's number, its arguments and named
    arguments."""
    task, arguments, named = item
    place = task - first

    def work(me):
        value = function(*arguments, **named)
        me.wait_out()
        return value

    try:
        value = worker.run(work, "script", first, count, chunk_size, task)
    except Exception as error:
        report_result(call, place, True, "".join(traceback.format_exception_only(type(error), error)).strip())
        raise
    report_result(call, place, False, _short.repr(value))
    return value


def report_result(call, place, failed, text):
    if place < KEPT:
        head = struct.pack(RESULT_FORMAT, call, place, failed)
        worker.report_result(head + text.encode("utf-8", "replace")[:TEXT_MAX])
