"""The worker slots of a lane, and the memory of their workers."""
import array
import fcntl
import multiprocessing
import os
import socket
import threading
import time

from wire import Memory


class WorkerSlot:
    """A worker slot: its number, the worker that has it now, and what is known of that worker."""

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
        self.words = lane.memories.create_file("sharedfate-output")  # where the interpreter writes its crash report
        self.traceback = ""  # of the exception that ended a thread
        self.born_ns = time.monotonic_ns()
        self.excused_ns = 0  # time before it (monotonic) is not counted against the deadline: it was stopped or paused
        self.stopped = self.overdue = False
        # Of the task that the deadline is for: its start as the worker says, the last look, the time since the first
        # look as far as it counts, and what the kernel said at the last one.
        self._task_start = self._looked_ns = self.active_ns = 0
        self._times = None

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
        """Whether the worker's process has closed its connection and all that it sent has been read."""
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def watch_task(self, now, continued_ns):
        """To be called several times a second. Only time in which the worker ran or was blocked counts. Time in which
        it was stopped does not, nor time in which it was ready and no core was free."""
        start = self.get64("task_start_ticks") if self.running else 0
        is_new = start != self._task_start
        passed_ns = now - max(self._looked_ns, self.excused_ns, continued_ns)
        self._task_start, self._looked_ns = start, now
        if is_new or not start:
            self.active_ns = 0
        if start:
            before, self._times = self._times, self._read_times()
            if not is_new:
                self.active_ns += max(0, self._active_ns(before, passed_ns))

    def _active_ns(self, before, passed_ns):
        if before is None or self._times is None:
            return passed_ns
        state, ran_ns, ready_ns = self._times
        ran_ns, ready_ns = ran_ns - before[1], ready_ns - before[2]
        # The kernel adds a wait for a core up when it is over: of a thread that is ready now the rest may be one.
        return ran_ns if state in "RTt" else max(ran_ns, passed_ns - ready_ns)

    def _read_times(self):
        """State, time on a core, and time ready without a core, as /proc says; None where there is no /proc."""
        try:
            folder = "/proc/%d/task/%d/" % (self.pid, self.get32("tid") or self.pid)
            with open(folder + "stat") as stat, open(folder + "schedstat") as times:
                ran, ready = times.read().split()[:2]
                return stat.read().rpartition(")")[2].split()[0], int(ran), int(ready)
        except (OSError, ValueError, IndexError):
            return None

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
        """Tasks of its current chunk that it has not started."""
        claim = self.get64("claim")
        count = claim & 0xFFFFFF
        return max(0, count - (self.started - (claim >> 24)))


class OwnMemories:
    """Creates the memory of workers."""

    def create(self, name, size):
        """Seals the size, as the app requires: a reader must not get SIGBUS."""
        seal = 0x0002 | 0x0004 | 0x0001  # F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_SEAL
        descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(descriptor, size)
        fcntl.fcntl(descriptor, getattr(fcntl, "F_ADD_SEALS", 1033), seal)
        return descriptor

    def create_file(self, name):
        return os.memfd_create(name)


class GivenMemories:
    """The same for a confined interpreter, which gets memory from the supervisor: its filter denies memfd_create,
    because no limit counts such memory."""

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
        return os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC)  # the lane's own /dev/shm


def process_of(pid, wait_s=0):
    """The pool's own handle of a worker process, or None. Waits up to `wait_s` for it: a child may connect before its
    parent has recorded it."""
    until = time.monotonic() + wait_s
    while True:
        for process in multiprocessing.active_children():
            if process.pid == pid:
                return process
        if time.monotonic() >= until:
            return None
        time.sleep(0.001)
