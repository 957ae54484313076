"""A script in the place of tasks: ordinary Python, run from its first line to its last by the primary thread. Added to
it: the gate before each line (script_lane.py), and reports of its pools (script_pools.py)."""
import multiprocessing
import os
import re
import sys
import threading
import traceback
import types

import script_pools
from wire import host_pid

CODE, MEMORY_REQUESTS = 7, 8  # descriptors of the lane process: the text; for foreign code, memory requests
CONFINED_FILE = "/tmp/script.py"


def file_of(text, origin):
    """A path at which a spawned worker process finds the script, to import its functions."""
    if origin == "own":
        return "/proc/%d/fd/%d" % (host_pid(), CODE)
    with open(CONFINED_FILE, "wb") as copy:  # only this lane sees this folder
        copy.write(text)
    return CONFINED_FILE


def line_of(error, file):
    """The innermost line of the script in an error's traceback; for an error in a pool, the line in the worker."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 0
    line = 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == file:
            line = number
    lines = re.findall(r'File "%s", line (\d+)' % re.escape(file), str(error.__cause__ or ""))
    return int(lines[-1]) if lines else line


def report_error(lane, error):
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    message = text.splitlines()[-1] if isinstance(error, SyntaxError) else text
    name = type(error).__name__
    message = message[len(name):].lstrip(": ") if message.startswith(name) else message
    lane.supervisor.report("script_error", value=line_of(error, lane.file), cause=name, text=message)


def execute(lane, text):
    """Runs the script as `python3 FILE` would. Returns "ended" or "failed"."""
    module = sys.modules["__main__"] = types.ModuleType("__main__")
    module.__file__ = lane.file
    sys.argv = [lane.file]
    try:
        code = compile(text, lane.file, "exec")
        lane.set_state("running")
        sys.settrace(lane.trace)
        try:
            exec(code, module.__dict__)
        finally:
            sys.settrace(None)
    except SystemExit as stopping:
        if stopping.code not in (None, 0):
            report_error(lane, stopping)
            return "failed"
    except BaseException as error:
        report_error(lane, error)
        return "failed"
    return "ended"


def serve(lane):
    """Runs the control thread. If it fails, ends the process, because the app would wait for the script for ever; the
    traceback goes to standard error, which the supervisor reads."""
    try:
        lane.serve()
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        os._exit(1)


def run(lane, origin):
    os.set_inheritable(CODE, False)
    text = os.pread(CODE, os.fstat(CODE).st_size, 0)
    lane.file = file_of(text, origin)
    if lane.start_method != "usual":
        # As if the script had called it. A spawned worker that makes a pool while it imports the script gets an error,
        # as usual: that is why scripts have a __main__ guard.
        multiprocessing.set_start_method(lane.start_method, force=True)
    script_pools.install(lane)
    threading.Thread(target=serve, args=(lane,), name="control", daemon=True).start()
    state = execute(lane, text)
    # An interpreter terminates the remaining pools when it exits.
    for pool in list(lane.pools):
        try:
            pool.terminate()
        except Exception as error:
            lane.trouble("could not terminate a pool of the script: %s" % error)
    try:
        sys.stdout.flush()
    except OSError:
        pass
    lane.finish(state)
    threading.Event().wait()  # The control thread continues until the lane ends.
