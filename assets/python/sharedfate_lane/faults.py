"""The faults of a Python worker, each as the line that a programmer would write by mistake."""
import ctypes
import os
import signal
import sys


class TaskFailed(Exception):
    """An error that the task's caller expects and catches."""


def segv():
    ctypes.string_at(0)


def error():
    raise TaskFailed("the task could not be done")


def exception():
    raise RuntimeError("this is not caught")


def spin():
    while True:
        pass


BY_NAME = {
    "segv": segv,
    "abort": os.abort,
    "error": error,
    "exception": exception,
    "exit": lambda: os._exit(0),
    "sysexit": lambda: sys.exit(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "spin": spin,
}
RESUMES = {"stop", "cont"}
IN_TASK_ONLY = {"error", "exception", "sysexit"}
