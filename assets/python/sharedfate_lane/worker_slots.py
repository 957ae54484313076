"""The numbers of a lane's workers: who holds each, and what is known of that one."""
import array
import fcntl
import multiprocessing
import os
import socket
import threading
import time

from wire import Memory


class WorkerSlot:
    """A worker's number, who holds it now, and what is known of that one."""

    def __init__(self, lane, number, incarnation, tasks_before, replaces_dead):
        layout = lane.layout
        self.number, self.incarnation, self.replaces_dead = number, incarnation, replaces_dead
        self.descriptor = lane.memories.create("sharedfate-worker", layout["worker.size"])
        self.memory = Memory(self.descriptor, layout["worker.size"])
        self._layout = layout
        self.set32("magic", layout["wire.magic"])
        self.set32("version", layout["wire.version"])
        self.set32("worker", number)
        self.set32("incarnation", incarnation)
        self.set64("tasks_before", tasks_before)
        self.pid = self.pid_inner = 0
        self.process = self.thread = None
        self.connection = None  # of a worker process, open as long as it lives
        self.words = lane.memories.create_file("sharedfate-words")  # where the interpreter writes if it crashes
        self.traceback = ""  # of the exception that ended a thread
        self.born_ns = time.monotonic_ns()
        self.excused_ns = 0  # what was before does not count: it was stopped
        self.stopped = self.overdue = False
        # The task that the deadline is for: its start, when it was first looked at, and how long the worker had been
        # ready without a core by then.
        self.watched_start = self.watched_ns = self.ready_ns = 0

    def get64(self, name):
        return self.memory.u64[self._layout["worker." + name] // 8]

    def set64(self, name, value):
        self.memory.u64[self._layout["worker." + name] // 8] = value

    def get32(self, name):
        return self.memory.u32[self._layout["worker." + name] // 4]

    def set32(self, name, value):
        self.memory.u32[self._layout["worker." + name] // 4] = value

    def crash_record(self):
        return self.traceback or os.pread(self.words, 4096, 0).decode(errors="replace")

    def has_hung_up(self):
        """Whether the worker's process has closed its connection; what it has said before can still be read there."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def read_ready_ns(self):
        """How long it has been ready to run and had no core, as /proc says; as read last where there is no /proc."""
        try:
            with open("/proc/%d/task/%d/schedstat" % (self.pid, self.get32("tid") or self.pid)) as file:
                return int(file.read().split()[1])
        except (OSError, IndexError):
            return self.ready_ns

    def close(self):
        os.close(self.descriptor)
        os.close(self.words)

    @property
    def running(self):
        return self.get64("sequence") % 2 == 1

    @property
    def started(self):
        return (self.get64("sequence") + 1) // 2

    @property
    def in_hand(self):
        """Tasks that it was handed and has not started."""
        claim = self.get64("claim")
        count = claim & 0xFFFFFF
        return max(0, count - (self.started - (claim >> 24)))


class OwnMemories:
    """Makes the memory of workers."""

    def create(self, name, size):
        """Sealed, as the app demands: nobody can make it shorter under a reader."""
        seal = 0x0002 | 0x0004 | 0x0001  # F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_SEAL
        descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(descriptor, size)
        fcntl.fcntl(descriptor, getattr(fcntl, "F_ADD_SEALS", 1033), seal)
        return descriptor

    def create_file(self, name):
        return os.memfd_create(name)


class GivenMemories:
    """The same for an interpreter that is confined: no limit holds for the memory that it would make itself."""

    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self._requests = socket.socket(fileno=descriptor)
        self._lock = threading.Lock()

    def create(self, name, size):
        with self._lock:
            self._requests.send(b"1")
            _, rights, _, _ = self._requests.recvmsg(1, socket.CMSG_SPACE(array.array("i").itemsize))
        if not rights:
            raise OSError("the supervisor gives no more memory")
        return array.array("i", rights[0][2])[0]

    def create_file(self, name):
        return os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC)  # the lane's own


def process_of(pid, wait_s=0):
    """The pool's own handle of a worker process. A child may be here before its parent has noted that it started it."""
    until = time.monotonic() + wait_s
    while True:
        for process in multiprocessing.active_children():
            if process.pid == pid:
                return process
        if time.monotonic() >= until:
            return None
        time.sleep(0.001)
