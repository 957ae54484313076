"""What a worker process of a Python pool does before its first task: it asks the lane process for its number."""
import array
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import socket

import worker
from wire import Control, host_pid, parse_layout

PR_SET_PDEATHSIG = 1
_called = False  # whether this process has taken part in the roll call


def die_with_parent(by_forkserver):
    """Ends this process with its parent, also where the lane has no pid namespace."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if not by_forkserver and os.getppid() != multiprocessing.parent_process().pid:
        os._exit(1)  # The parent died before prctl. A forkserver ends with its pipe to the lane process.


def start_worker(address, layout_text, by_forkserver, catches):
    """The initializer that the pool calls in each of its processes."""
    die_with_parent(by_forkserver)
    layout = parse_layout(layout_text)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(address)
    connection.send(b"%d" % host_pid())
    answer, rights, _, _ = connection.recvmsg(64, socket.CMSG_SPACE(4 * array.array("i").itemsize))
    if not answer:
        os._exit(0)  # The lane is full or is being stopped.
    descriptors = array.array("i")
    descriptors.frombytes(rights[0][2][:4 * descriptors.itemsize])
    control_descriptor, memory_descriptor, permits, words = descriptors
    faulthandler.enable(words, all_threads=False)
    me = worker.Worker(memory_descriptor, Control(control_descriptor, layout), layout, permits)
    global _connection
    _connection = connection  # stays open for the lifetime of this process
    worker.become(me, catches, report_result)
    me.mark_ready()


def report_result(message):
    """Sends a result to the control thread, without waiting for it."""
    try:
        _connection.send(message, socket.MSG_DONTWAIT)
    except OSError:
        pass  # The result is not shown; the account does not depend on it.


def answer_roll_call():
    """A task that makes an executor start its processes: it waits until all of them are there. A fast process may get
    two of these tasks; the second returns at once."""
    global _called
    if not _called:
        _connection.recv(8)
    _called = True
