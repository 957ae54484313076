"""The control thread of a Python lane: handles the supervisor's requests, numbers the workers and reports their ends.
It runs beside the pool, in the lane process, and does not interfere with the pool."""
import array
import fcntl
import os
import secrets
import signal
import socket
import sys
import termios
import time
from multiprocessing import connection

from faults import RESUMES
from worker_slots import OwnMemories, WorkerSlot, process_of
from wire import Control, Memory, Supervisor, is_own, parse_layout, peer_of

SUPERVISOR, CONTROL, FIGURES = 3, 4, 5  # descriptors that the lane process starts with
BUSY_LOOK_S, IDLE_LOOK_S = 0.01, 0.25
STUCK_NS = 2_000_000_000
HANDLE_S_MAX = 0.1


class Lane:
    def __init__(self, kind, workers, start_method, chunk_size, layout_text, memories=None):
        self.kind, self.workers, self.start_method, self.chunk_size = kind, workers, start_method, chunk_size
        self.layout_text, self.memories = layout_text, memories or OwnMemories()
        self.layout = parse_layout(layout_text)
        self.supervisor = Supervisor(SUPERVISOR, self.layout)
        self.control_descriptor = CONTROL
        self.control = Control(CONTROL, self.layout)
        self.figures = Memory(FIGURES, self.layout["lane_process.size"])
        for descriptor in (SUPERVISOR, CONTROL, FIGURES):
            os.set_inheritable(descriptor, False)
        self.permit_reader, self._permit_writer = os.pipe()
        os.set_blocking(self.permit_reader, False)
        self._permits_handed = self.control.permits_granted
        self._permits_unread = 0
        self.slots = {}
        self._gone_started = self._gone_abandoned = 0
        self._incarnations, self._tasks_taken = {}, {}
        self.accepted = self.cancelled = self.failed = self.lost = self._depth_max = 0
        self.callers = []  # threads that wait for the results of a call
        self._died_ns = {}  # by worker number, when the worker last died (monotonic clock)
        self.stopping = self.broken = False
        self.submit = None  # (name, parameter, first, count); set by threads.py, pool.py or executor.py
        self._start_socket, self._silent = None, []  # workers connect there; connections without a PID yet
        self._continued_ns = 0
        self._moved_ns, self._moved_sequence, self._stuck_reported = time.monotonic_ns(), -1, False
        self._deadline_looked_ns = 0
        self._faults = {number: name.partition(".")[2] for name, number in self.layout.items()
                        if name.startswith("fault.")}
        self._workloads = {number: name.partition(".")[2] for name, number in self.layout.items()
                           if name.startswith("workload.")}
        self._requests = {number: name.partition(".")[2] for name, number in self.layout.items()
                          if name.startswith("request_kind.")}
        self._report_interpreter()
        signal.signal(signal.SIGCONT, self._on_continue)

    def set_figure64(self, name, value):
        self.figures.u64[self.layout["lane_process." + name] // 8] = value

    def set_figure32(self, name, value):
        self.figures.u32[self.layout["lane_process." + name] // 4] = value

    def _report_interpreter(self):
        version = sys.version_info
        self.set_figure32("python_version", version[0] << 16 | version[1] << 8 | version[2])
        has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
        self.set_figure32("gil", self.layout["gil.on" if has_gil else "gil.off"])
        self.set_figure32("switch_interval_us", round(sys.getswitchinterval() * 1e6))

    def _on_continue(self, *_):
        self._continued_ns = time.monotonic_ns()

    def trouble(self, text, fatal=False):
        self.supervisor.report("trouble", flag=int(fatal), text=text)

    def listen_for_workers(self):
        """Opens the socket at which every new worker process asks for its number; returns the address."""
        self._start_socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._start_socket.bind("\0sharedfate-" + secrets.token_hex(16))
        self._start_socket.listen(128)
        self._start_socket.setblocking(False)
        return self._start_socket.getsockname()

    def vacant_number(self):
        for number in range(1, self.workers + 1):
            if number not in self.slots:
                return number
        return None

    def new_slot(self, number):
        incarnation = self._incarnations[number] = self._incarnations.get(number, 0) + 1
        slot = WorkerSlot(self, number, incarnation, self._tasks_taken.get(number, 0), incarnation > 1)
        self.slots[number] = slot
        return slot

    def announce(self, slot):
        self.supervisor.report("worker_started", passed=slot.descriptor, worker=slot.number,
                               incarnation=slot.incarnation, pid=slot.pid, pid_inner=slot.pid_inner,
                               flag=int(slot.replaces_dead))

    def _accept(self):
        """Accepts a new worker process. It sends its PID a moment later; nothing waits for that."""
        try:
            connection, _ = self._start_socket.accept()
        except BlockingIOError:
            return
        if not is_own(connection):
            return connection.close()  # any user of this computer can connect
        connection.setblocking(False)
        self._silent.append(connection)

    def _on_worker_started(self, connection):
        """The worker process has sent its PID. A worker that it replaces is dead by now and is reaped first."""
        self._silent.remove(connection)
        try:
            message = connection.recv(64)
        except OSError:
            message = b""
        if not message.isdigit():
            connection.close()
            return
        self.reap_dead()
        number = None if self.stopping else self.vacant_number()
        if number is None:
            connection.close()
            return
        slot = self.new_slot(number)
        slot.pid, slot.pid_inner, slot.connection = int(message), peer_of(connection)[0], connection
        slot.process = process_of(slot.pid_inner, HANDLE_S_MAX)
        self.announce(slot)
        if slot.replaces_dead:
            self.supervisor.report("worker_ready", worker=number,
                                   duration_ns=max(0, time.monotonic_ns() - self._died_ns.get(number, 0)))
        passed = [self.control_descriptor, slot.descriptor, self.permit_reader, slot.words]
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", passed))]
        try:
            connection.sendmsg([b"you are %d" % number], rights)
        except OSError:
            pass  # It has died meanwhile and is reaped in the next round.
        if self.kind == "python-executor":
            self._roll_call()

    def _roll_call(self):
        """The executor's first tasks wait for this, so that each process gets one of them."""
        if len(self.slots) == self.workers:
            for slot in self.slots.values():
                try:
                    slot.connection.send(b"go")
                except OSError:
                    pass

    def reap_dead(self):
        dead = [(slot, self._exit_code(slot)) for slot in self.slots.values()]
        # A broken executor terminates its workers: if only such ends are seen, the worker that broke it follows.
        if self.kind == "python-executor" and not self.broken and not self.stopping:
            ends = {exit_code for _, exit_code in dead}
            if -signal.SIGTERM in ends and ends - {-signal.SIGTERM} == {None}:
                return
        # Workers that the pool terminated come last: their deaths are the consequence.
        for slot, exit_code in sorted((each for each in dead if each[1] is not None),
                                       key=lambda each: each[1] == -signal.SIGTERM):
            self._reap(slot, exit_code)

    @staticmethod
    def _exit_code(slot):
        """Returns None while the worker lives."""
        if slot.thread is not None:
            return None if slot.thread.is_alive() else 0
        if slot.process is None:
            slot.process = process_of(slot.pid_inner)
        if slot.process is not None:
            return slot.process.exitcode
        # The pool reaped it before its handle was found: only the closed connection shows that it has ended.
        return 0 if slot.has_hung_up() else None

    def _reap(self, slot, exit_code):
        """Accounts for a dead worker and reports its end. Nothing writes to its memory any more."""
        del self.slots[slot.number]
        if slot.connection is not None:
            slot.connection.close()
        self._gone_started += slot.started
        self._gone_abandoned += slot.get64("abandoned")
        self._tasks_taken[slot.number] = self._tasks_taken.get(slot.number, 0) + slot.started
        self._died_ns[slot.number] = time.monotonic_ns()
        dismissed = self.has_dismissed(slot, exit_code)
        by_pool = dismissed or self.broken and exit_code == -signal.SIGTERM
        if dismissed:
            pass  # Its unstarted tasks are cancelled with the pool.
        elif slot.connection is not None and self.kind == "python-executor" and not self.stopping:
            self._break()
            self._outcome_failed(slot)
        elif not self.stopping:
            self.lost += slot.in_hand
            self.set_figure64("lost", self.lost)
        if by_pool:
            self.supervisor.report("worker_stopped", worker=slot.number)
        else:
            self._report_death(slot, exit_code)
        slot.close()

    def has_dismissed(self, slot, exit_code):
        """Whether its pool was closed properly; only a script can do that."""
        return False

    def _break(self):
        if not self.broken:
            self.trouble("could not go on: the pool is broken (BrokenProcessPool): a worker has died; what is "
                         "submitted now fails at once; restart the lane")
        self.broken = True

    def _outcome_failed(self, slot):
        if slot.running:
            kept = self.layout["lane_process.outcomes_kept"]
            at = self.layout["lane_process.outcomes"] // 8 + (slot.number - 1) * kept + slot.incarnation % kept
            self.figures.u64[at] = slot.incarnation << 32 | self.layout["outcome.failed"]

    def _report_death(self, slot, exit_code):
        committed, ticks = slot.get32("fault_committed"), slot.get64("fault_ticks")
        words = slot.crash_record().strip()
        lines = words.splitlines()
        # A traceback names the cause in its last line, a crash report in its first.
        cause = lines[0 if words.startswith("Fatal") else -1] if lines else ""
        self.supervisor.report(
            "worker_died", worker=slot.number, incarnation=slot.incarnation, pid=slot.pid,
            pid_inner=slot.pid_inner, tid=slot.get32("tid") or slot.pid,
            signal=max(0, -exit_code), exit_code=max(0, exit_code),
            task=slot.get64("task") if slot.running else 0,
            fault=committed or (self.layout["report.deadline"] if slot.overdue else 0),
            duration_ns=self._known_after_ns(slot, ticks), cause=cause, text=words)

    def _known_after_ns(self, slot, fault_ticks):
        if not fault_ticks or slot.overdue:
            return 0
        return max(0, time.monotonic_ns() - self.control.clock.ns(fault_ticks))

    def _receive(self):
        request = self.supervisor.receive()
        handle = getattr(self, "_" + self._requests.get(request["kind"], "ignore"))
        handle(request)
        self.set_figure64("requests_handled", request["sequence"])

    def _ignore(self, request):
        pass

    def _submit_tasks(self, request):
        first, count = self.accepted + 1, request["count"]
        self.accepted += count
        self.set_figure64("accepted", self.accepted)  # before any of them can start
        self.publish()
        self.submit(self._workloads[request["choice"]], request["parameter"], first, count)

    def _set_switch_interval(self, request):
        sys.setswitchinterval(request["parameter"] / 1e6)
        self._report_interpreter()

    def _stop_lane(self, request):
        self.stopping = True
        for slot in self.slots.values():
            slot.set32("stop_requested", 1)

    def _inject_fault(self, request):
        name = self._faults[request["choice"]]
        if name == "parent":
            self.set_figure64("fault_ticks", self.control.clock.now())
            self.set_figure32("fault_committed", request["choice"] + 1)
            os._exit(0)
        slot = self.slots.get(request["worker"])
        if slot is None:
            return
        at_once = request["parameter"] == 0
        if at_once and (name in RESUMES or name == "kill"):
            self._strike(slot, name, request["choice"] + 1)
            return
        slot.set64("fault_at_task", request["parameter"])
        slot.set32("fault_pending", request["choice"] + 1)
        slot.set32("attention", slot.get32("attention") + 1)

    def _strike(self, slot, name, number):
        """Sends the signal from here: the worker need not poll for it."""
        pid = slot.pid_inner or os.getpid()
        if slot.process is not None and slot.process.exitcode is not None:
            return
        if name == "kill":
            slot.set64("fault_ticks", self.control.clock.now())
            slot.set32("fault_committed", number)
        slot.stopped = name == "stop" and slot.process is not None
        if name == "cont":
            slot.excused_ns = time.monotonic_ns()
        os.kill(pid, {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "cont": signal.SIGCONT}[name])

    def unstarted(self):
        started = self._gone_started + sum(slot.started for slot in self.slots.values())
        return self.accepted - self.cancelled - self.failed - self.lost - started

    def publish(self):
        """Publishes the length of the queue as this process counts it. At rest the app's own count is the same."""
        abandoned = self._gone_abandoned + sum(slot.get64("abandoned") for slot in self.slots.values())
        if abandoned > self.failed and not self.broken:
            self.failed = abandoned
            self.set_figure64("failed", self.failed)
        if self.broken and not self.slots:
            self.failed += self.unstarted()
            self.set_figure64("failed", self.failed)
            self.set_figure32("broken", 1)
        depth = max(0, self.unstarted())
        self.set_figure64("queue_depth", depth)
        self._depth_max = max(self._depth_max, depth)
        self.set_figure64("queue_depth_max", self._depth_max)
        self.callers = [caller for caller in self.callers if caller.is_alive()]
        self.set_figure32("calls_open", len(self.callers))

    def _end_overdue(self):
        """Ends a worker that has been at one task for too long."""
        now = time.monotonic_ns()
        if now - self._deadline_looked_ns < 100_000_000:
            return
        self._deadline_looked_ns = now
        for slot in self.slots.values():
            slot.watch_task(now, self._continued_ns)
            if slot.stopped or slot.overdue or slot.active_ns <= self.control.deadline_ms * 1_000_000:
                continue
            slot.overdue = True
            if slot.connection is None:
                self.supervisor.report("overdue", worker=slot.number)
            elif slot.process is not None and slot.process.exitcode is None:
                os.kill(slot.pid_inner, signal.SIGKILL)

    def _hand_permits(self):
        """Turns permits into bytes in a pipe that all workers read from: exactly one worker gets each."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self.permit_reader, termios.FIONREAD, waiting)
        if waiting[0] < self._permits_unread:
            self.supervisor.report("permits_taken", value=self._permits_unread - waiting[0])
            self._permits_unread = waiting[0]
        granted = self.control.permits_granted
        if self.control.gate_open:
            while self._permits_unread:
                try:
                    self._permits_unread -= len(os.read(self.permit_reader, self._permits_unread))
                except BlockingIOError:
                    break
            self._permits_handed, self._permits_unread = granted, 0
            return
        new = (granted - self._permits_handed) & 0xFFFFFFFF
        if new:
            os.write(self._permit_writer, b"." * new)
            self._permits_handed, self._permits_unread = granted, self._permits_unread + new

    def _say_if_stuck(self):
        """Reports a pool that hangs: tasks wait, none runs, and nothing changes."""
        now = time.monotonic_ns()
        steps = self._gone_started + sum(slot.get64("sequence") for slot in self.slots.values())
        idle = self.control.gate_open and self.unstarted() > 0 and not any(p.running for p in self.slots.values())
        if steps != self._moved_sequence or not idle:
            self._moved_ns, self._moved_sequence, self._stuck_reported = now, steps, False
        elif now - self._moved_ns > STUCK_NS and not self._stuck_reported and not self.broken:
            self._stuck_reported = True
            self.trouble("%d tasks wait, nobody runs one, and nothing has moved for %d s: the pool hangs; reset the "
                         "lane to end it" % (self.unstarted(), STUCK_NS // 1_000_000_000))

    def look(self):
        """One round of the control thread. Returns how long it may wait before the next one, in seconds."""
        self.reap_dead()
        self._hand_permits()
        self._end_overdue()
        self._say_if_stuck()
        self.publish()
        if self.stopping and not any(slot.running for slot in self.slots.values()):
            os._exit(0)
        busy = self.unstarted() > 0 or any(slot.running for slot in self.slots.values())
        return BUSY_LOOK_S if busy or len(self.slots) < self.workers else IDLE_LOOK_S

    def more_to_watch(self):
        return []

    def serve(self):
        """The loop of the control thread; the process exits when the lane is stopped."""
        while True:
            wait_s = self.look()
            watched = [self.supervisor.socket] + ([self._start_socket] if self._start_socket else [])
            watched += [slot.process.sentinel for slot in self.slots.values() if slot.process is not None]
            watched += self._silent + self.more_to_watch()
            ready = connection.wait(watched, wait_s)
            if self.supervisor.socket in ready:
                self._receive()
            for joining in [each for each in self._silent if each in ready]:
                self._on_worker_started(joining)
            if self._start_socket is not None and self._start_socket in ready:
                self._accept()
