"""The control thread of a lane that runs a script, and what the script's own thread needs from it: the gate before each
line, worker slots, the count of tasks, and the reports of results."""
import codecs
import multiprocessing
import os
import queue
import select
import signal
import struct
import sys
import threading
import time
import types

import script_pools
import worker
from lane import Lane
from script_calls import RESULT_FORMAT
from threads import Life
from wire import host_pid

OUTPUT_MAX, OUTPUT_PIECE = 64 * 1024, 380  # a piece fits into a report even if each character takes 4 bytes
GATE_LOOK_S = 0.02
STARTING_NS_MAX = 20_000_000_000
END_NS_MAX = 1_000_000_000
BORN_DEAD_FACTOR = 4  # children seen per worker after which a pool without a ready worker is reported


class Call:
    """One call of a pool by the script."""

    def __init__(self, number, first, count):
        self.number, self.first, self.count = number, first, count


class ScriptLane(Lane):
    """A lane that runs a script. Its control thread is a second thread; `_lock` guards what both threads use."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self.pools = []
        self._open_members, self._closed_members = {}, set()
        self._members_of = {}  # worker number: the pool that it belongs to
        self._calls = 0
        self._waiting = 0
        self._line = 0
        self._pool_made_ns = 0
        self._children_seen, self._none_comes_reported = set(), False
        self._arrivals = queue.SimpleQueue()  # pool threads that wait for a worker slot
        self._results = queue.SimpleQueue()  # results of tasks in this process
        self._notify_descriptor, self._ring = os.pipe()
        os.set_blocking(self._notify_descriptor, False)
        self._in_place = None
        self._over = None  # (state, monotonic ns) once the script is over
        self._output_left = OUTPUT_MAX
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.start_address = self.listen_for_workers() if self.kind in ("python-pool", "python-executor") else ""
        self.workers = 0
        self.set_state("starting")
        self._output, written = os.pipe()
        os.set_blocking(self._output, False)
        os.dup2(written, 1)
        os.close(written)
        sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
        sys.stderr = sys.stdout

    def is_here(self):
        return os.getpid() == self._pid

    def set_state(self, state):
        self.set_figure32("script_state", self.layout["script_state." + state])

    # Gate and line number, on the primary thread.

    def trace(self, frame, event, _):
        """The trace function of the primary thread: it enters every function, but traces the lines only of the script's
        own."""
        if not self.is_here():
            sys.settrace(None)
            return None
        return self._trace_line if frame.f_code.co_filename == self.file else None

    def _trace_line(self, frame, event, _):
        if event == "line":
            self._line = frame.f_lineno
            self.set_figure32("script_line", self._line)
            self._pass_gate()
        return self._trace_line

    def _pass_gate(self):
        if not self.control.gate_open:
            self.set_state("paused")
            while not self.control.gate_open and not self._take_permit():
                select.select([self.permit_reader], [], [], GATE_LOOK_S)
                self._excuse()
            self.set_state("running")
        until = time.monotonic() + self.control.tempo_ms / 1e3
        while self.control.tempo_ms and time.monotonic() < until:
            time.sleep(min(GATE_LOOK_S, max(0, until - time.monotonic())))
        self._excuse()

    def _excuse(self):
        """Excludes the time at the gate from the deadline of a task that runs on this thread."""
        if self._in_place is not None:
            self._in_place.excused_ns = time.monotonic_ns()

    def _take_permit(self):
        try:
            return len(os.read(self.permit_reader, 1)) == 1
        except BlockingIOError:
            return False

    # Calls and pools, on the thread that makes them.

    def accept(self, call, count=1):
        """Counts tasks before any of them can start. Returns the number of the first."""
        with self._lock:
            first = self.accepted + 1
            self.accepted += count
            self.set_figure64("accepted", self.accepted)
            if call is not None and call.first == 0:
                call.first = first
            return first

    def begin_call(self, name, count):
        with self._lock:
            self._calls += 1
            first = self.accept(None, count) if count else self.accepted + 1
            call = Call(self._calls, first, count)
        self.supervisor.report("script_call", value=call.number, flag=self._line, cause=name, task=first,
                               sequence=count)
        return call

    def waiting(self):
        return Waiting(self)

    def open_pool(self, workers):
        """Adds worker slots for a pool. Returns a key for the pool."""
        with self._lock:
            members = object()
            self._pool_made_ns = time.monotonic_ns()
            self._open_members[members] = workers
            self.workers = min(script_pools.WORKERS_MAX, sum(self._open_members.values()))
        self.supervisor.report("workers_changed", value=self.workers)
        return members

    def close_pool(self, members):
        with self._lock:
            self._open_members.pop(members, None)
            self._closed_members.add(members)

    def has_dismissed(self, slot, exit_code):
        members = self._members_of.get(slot.number)
        closed = members in self._closed_members if members else not self._open_members
        # A forkserver's child reports its exit code to only one reader, the pool or the control thread; the other gets
        # 255.
        ends = (0, -signal.SIGTERM) + ((255,) if self.start_method == "forkserver" else ())
        return closed and exit_code in ends

    def new_slot(self, number):
        slot = super().new_slot(number)
        # A worker of a closed pool was not replaced: a later pool uses its number again.
        slot.replaces_dead = number in self._died_ns and self._members_of.get(number) in self._open_members
        members = list(self._open_members)
        self._members_of[number] = members[-1] if members else None
        return slot

    # Workers that are threads, the primary thread included.

    def begin_thread(self, members, initializer, initargs):
        """The initializer of a pool's thread: waits until the control thread has given it a worker slot."""
        arrival = types.SimpleNamespace(thread=threading.current_thread(), slot=None, ready=threading.Event())
        self._arrivals.put(arrival)
        self.ring()
        arrival.ready.wait()
        if arrival.slot is None:
            return
        self.become(arrival.slot)
        if initializer is not None:
            initializer(*initargs)

    def become(self, slot):
        me = worker.Worker(slot.descriptor, self.control, self.layout, self.permit_reader)
        worker.become(me, Exception, self.hear_here)
        me.mark_ready()

    def hear_here(self, message):
        self._results.put(message)
        self.ring()

    def ring(self):
        os.write(self._ring, b".")

    def enter_in_place(self, members):
        arrival = types.SimpleNamespace(thread=Life(), slot=None, ready=threading.Event())
        self._arrivals.put(arrival)
        self.ring()
        arrival.ready.wait()
        self._in_place = arrival.slot
        self.become(arrival.slot)

    def leave_in_place(self):
        if self._in_place is not None:
            self._in_place.thread.over = True
        self._in_place = None

    # The control thread's part.

    def more_to_watch(self):
        connections = [slot.connection for slot in self.slots.values() if slot.connection is not None]
        return [self._notify_descriptor, self._output] + connections

    def look(self):
        self._drain_notifications()
        for slot in list(self.slots.values()):
            self._hear(slot)
        self._read_output()
        wait_s = super().look()
        if not self._open_members and not self.slots and not self.broken and self.unstarted() > 0:
            self.cancelled += self.unstarted()
            self.set_figure64("cancelled", self.cancelled)
            self.publish()
        self._end_if_over()
        return wait_s

    def reap_dead(self):
        for slot in list(self.slots.values()):
            self._hear(slot)
        super().reap_dead()

    def publish(self):
        self.callers = [threading.current_thread()] * self._waiting
        with self._lock:
            super().publish()

    def _say_if_stuck(self):
        if self.unstarted() > 0 and len(self.slots) < self.workers and not self._starting_too_long():
            self._moved_ns = time.monotonic_ns()  # Workers are still starting.
        super()._say_if_stuck()
        if self.workers > 0 and not self.slots and self.start_method in ("spawn", "forkserver"):
            self._say_if_none_comes()

    def _say_if_none_comes(self):
        """Reports a pool whose processes all end while they import the script: it starts new ones for ever."""
        self._children_seen |= {process.pid for process in multiprocessing.active_children()}
        if len(self._children_seen) > BORN_DEAD_FACTOR * self.workers and not self._none_comes_reported:
            self._none_comes_reported = True
            self.trouble("%d worker processes have ended before they could take a task: started by %s, each imports "
                         "the code; what makes a pool belongs below: if __name__ == \"__main__\":"
                         % (len(self._children_seen) - self.workers, self.start_method))

    def _starting_too_long(self):
        return time.monotonic_ns() - self._pool_made_ns > STARTING_NS_MAX

    def _drain_notifications(self):
        try:
            os.read(self._notify_descriptor, 4096)
        except BlockingIOError:
            return
        while not self._arrivals.empty():
            self._place_thread(self._arrivals.get())
        self._report_own_results()

    def _place_thread(self, arrival):
        self.reap_dead()
        number = self.vacant_number()
        if number is not None:
            slot = self.new_slot(number)
            slot.pid, slot.pid_inner, slot.thread = host_pid(), os.getpid(), arrival.thread
            self.announce(slot)
            arrival.slot = slot
        arrival.ready.set()

    def _hear(self, slot):
        if slot.connection is not None:
            slot.connection.setblocking(False)
        while slot.connection is not None:
            try:
                message = slot.connection.recv(1024)
            except OSError:
                return
            if not message:
                return
            self._report_result(message)

    def _report_own_results(self):
        while not self._results.empty():
            self._report_result(self._results.get())

    def _report_result(self, message):
        if len(message) < struct.calcsize(RESULT_FORMAT):
            return
        call, at, failed = struct.unpack_from(RESULT_FORMAT, message)
        text = message[struct.calcsize(RESULT_FORMAT):].decode(errors="replace")
        self.supervisor.report("script_result", value=call, sequence=at, flag=failed, text=text)

    def _read_output(self):
        """Reads all output, so that no writer blocks. Reports at most OUTPUT_MAX characters."""
        for _ in range(64):
            try:
                some = os.read(self._output, 65536)
            except BlockingIOError:
                return
            if self._output_left > 0:
                self._report_output(self._decoder.decode(some)[:self._output_left])

    def _report_output(self, text):
        self._output_left -= len(text)
        cut = self._output_left <= 0
        pieces = [text[at:at + OUTPUT_PIECE] for at in range(0, len(text), OUTPUT_PIECE)]
        for at, piece in enumerate(pieces):
            self.supervisor.report("script_output", flag=int(cut and at == len(pieces) - 1), text=piece)

    def finish(self, state):
        """The primary thread has reached the script's end."""
        self._over = state, time.monotonic_ns()
        self.ring()

    def _end_if_over(self):
        """Reports the script's end after all of its output and results, once its workers have ended or END_NS_MAX has
        passed."""
        if self._over is None:
            return
        state, since_ns = self._over
        if self.slots and time.monotonic_ns() - since_ns < END_NS_MAX:
            return
        self._over = None
        # Results and output may have arrived since this round began.
        self._report_own_results()
        self._read_output()
        self.set_state(state)
        self.supervisor.report("script_over", flag=self.layout["script_state." + state], value=self._line)


class Waiting:
    """A context in which the script waits for a call, for ever if no result comes."""

    def __init__(self, lane):
        self._lane = lane

    def __enter__(self):
        self._lane._waiting += 1

    def __exit__(self, *_):
        self._lane._waiting -= 1
