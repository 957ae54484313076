"""What the lane shares with the app: words in shared memory and two kinds of messages.

The app passes the offset of each word (`layout`), so that only C++ defines it. A word is read and written as a whole:
CPython copies 4 or 8 aligned bytes at once. On x86 two stores become visible in program order; the account needs only
one word and does not depend on that.
"""
import array
import mmap
import os
import socket
import struct
import threading
import time


def parse_layout(text):
    """{"worker.sequence": 64, ...}"""
    return {name: int(number) for name, number in (word.split("=") for word in text.split())}


class Memory:
    """A mapped memory; its words are indexed by offset divided by word size."""

    def __init__(self, descriptor, size):
        self._map = mmap.mmap(descriptor, size)
        view = memoryview(self._map)
        self.u64 = view.cast("Q")
        self.u32 = view.cast("I")
        self.bytes = view


class Clock:
    """Converts between nanoseconds of the monotonic clock and the ticks in the lane's records."""

    def __init__(self, control, layout):
        self._base_ticks, self._base_ns, self._ns_per_tick = struct.unpack_from("QQd", control.bytes,
                                                                                layout["control.clock"])

    def ticks(self, ns):
        return max(0, int(self._base_ticks + (ns - self._base_ns) / self._ns_per_tick))

    def ns(self, ticks):
        return int(self._base_ns + (ticks - self._base_ticks) * self._ns_per_tick)

    def now(self):
        return self.ticks(time.monotonic_ns())


class Control:
    """The page that controls all workers of the lane: gate, permits, tempo, deadline."""

    def __init__(self, descriptor, layout):
        self.memory = Memory(descriptor, layout["control.size"])
        self.clock = Clock(self.memory, layout)
        self._gate = layout["control.gate_open"] // 4
        self._permits = layout["control.permits_granted"] // 4
        self._tempo = layout["control.tempo_ms"] // 4
        self.deadline_ms = self.memory.u32[layout["control.deadline_ms"] // 4]
        self.seed = self.memory.u64[layout["control.seed"] // 8]
        self.niceness = struct.unpack_from("i", self.memory.bytes, layout["control.niceness"])[0]

    @property
    def gate_open(self):
        return self.memory.u32[self._gate] != 0

    @property
    def tempo_ms(self):
        return self.memory.u32[self._tempo]

    @property
    def permits_granted(self):
        return self.memory.u32[self._permits]


def peer_of(connection):
    """Process, user and group at the other end of a local socket, as the kernel reports them."""
    return struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))


def is_own(connection):
    """Whether a process of the same user is at the other end. In a user namespace the kernel reports all users outside
    as 65534, and for processes outside the PID 0."""
    pid, user, _ = peer_of(connection)
    return pid != 0 and user == os.getuid()


def host_pid():
    """This process's host PID: /proc is not that of the lane's own pid namespace. 0: there is no /proc, and the app
    finds the number."""
    try:
        return int(os.readlink("/proc/self"))
    except OSError:
        return 0


def host_tid():
    """The same for the calling thread. Without /proc its TID in the lane's own namespace, which the app translates."""
    try:
        return int(os.readlink("/proc/thread-self").rpartition("/")[2])
    except OSError:
        return threading.get_native_id()


class Supervisor:
    """The message socket to the supervisor: requests come in, reports go out."""

    FIELDS = {"kind": "I", "worker": "I", "incarnation": "I", "pid": "i", "pid_inner": "i", "tid": "i", "flag": "I",
              "value": "I", "sequence": "Q", "task": "Q", "signal": "i", "exit_code": "i", "fault": "I",
              "duration_ns": "Q"}

    def __init__(self, descriptor, layout):
        self._layout = layout
        self.socket = socket.socket(fileno=descriptor)

    def report(self, kind, passed=None, cause="", text="", **fields):
        layout = self._layout
        message = bytearray(layout["report.size"])
        struct.pack_into("I", message, layout["report.magic"], layout["wire.magic"])
        struct.pack_into("I", message, layout["report.version"], layout["wire.version"])
        fields["kind"] = layout["report_kind." + kind]
        for name, value in fields.items():
            struct.pack_into(self.FIELDS[name], message, layout["report." + name], value)
        for name, words in (("cause", cause), ("text", text)):
            room = layout["report.%s_size" % name] - 1
            struct.pack_into("%ds" % room, message, layout["report." + name], words.encode()[:room])
        rights = []
        if passed is not None:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [passed]))]
        try:
            self.socket.sendmsg([message], rights)
        except OSError:
            os._exit(1)  # The supervisor is gone: this process must not outlive it.

    def receive(self):
        """Returns the next request as a dictionary."""
        layout = self._layout
        message = self.socket.recv(layout["request.size"])
        if len(message) != layout["request.size"]:
            os._exit(1)
        formats = {"sequence": "Q", "kind": "I", "worker": "I", "choice": "I", "parameter": "Q", "count": "Q"}
        return {name: struct.unpack_from(form, message, layout["request." + name])[0]
                for name, form in formats.items()}
