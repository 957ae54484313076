"""What a worker process of a Python pool does before its first task: it asks the lane process which worker it is."""
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
_called = False  # the roll, to this process


def die_with_parent(by_forkserver):
    """Nothing outlives the app: not even where the kernel gives a lane no namespace of its own."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if not by_forkserver and os.getppid() != multiprocessing.parent_process().pid:
        os._exit(1)  # It died before it was asked for. A forkserver's end is known by its connection.


def start_worker(address, layout_text, by_forkserver, catches):
    """The initializer that the pool calls in each of its processes."""
    die_with_parent(by_forkserver)
    layout = parse_layout(layout_text)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(address)
    connection.send(b"%d" % host_pid())
    answer, rights, _, _ = connection.recvmsg(64, socket.CMSG_SPACE(4 * array.array("i").itemsize))
    if not answer:
        os._exit(0)  # The lane is full, or on its way out.
    descriptors = array.array("i")
    descriptors.frombytes(rights[0][2][:4 * descriptors.itemsize])
    control_descriptor, memory_descriptor, permits, words = descriptors
    faulthandler.enable(words, all_threads=False)
    me = worker.Worker(memory_descriptor, Control(control_descriptor, layout), layout, permits)
    global _connection
    _connection = connection  # open as long as this process lives
    worker.become(me, catches, report_result)
    me.mark_ready()


def report_result(message):
    """The clerk hears it when it comes to it; a worker does not wait for that."""
    try:
        _connection.send(message, socket.MSG_DONTWAIT)
    except OSError:
        pass  # A picture is missing, the account is not.


def answer_roll_call():
    """A task that brings an executor's processes to life: it takes until all are there. A quick one may get two."""
    global _called
    if not _called:
        _connection.recv(8)
    _called = True
