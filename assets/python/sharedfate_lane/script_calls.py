"""What a worker does with a task of a script: it runs the script's own function, says so, and tells the result."""
import reprlib
import struct
import traceback

import worker

KEPT = 64  # results of one call that are told; the others are counted by the account alone
RESULT_FORMAT = "=IQB"  # call, place, failed; text follows
TEXT_MAX = 300

_short = reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxdict = 12
_short.maxstring = _short.maxother = 120


def run_call(function, call, first, count, chunk_size, item):
    """What a pool is given in the place of the script's function. `item` is the task's number and its arguments."""
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
        worker.report_result(struct.pack(RESULT_FORMAT, call, place, failed) + text.encode("utf-8", "replace")[:TEXT_MAX])
