"""The clerk of a Python lane: does what the supervisor asks for, numbers the workers, and tells of their ends. It runs
beside the pool, in the process that holds the queue, and never touches what the pool does."""
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
from places import OwnMemories, Place, process_of
from wire import Control, Memory, Supervisor, is_own, parse_layout, peer_of

SUPERVISOR, CONTROL, HEAD_MEMORY = 3, 4, 5  # descriptors of a head
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
        self.head = Memory(HEAD_MEMORY, self.layout["head.size"])
        for descriptor in (SUPERVISOR, CONTROL, HEAD_MEMORY):
            os.set_inheritable(descriptor, False)
        self.permit_reader, self._permit_writer = os.pipe()
        os.set_blocking(self.permit_reader, False)
        self._permits_handed = self.control.permits_granted
        self._permits_unread = 0
        self.places = {}
        self._gone_started = self._gone_abandoned = 0
        self._incarnations, self._tasks_taken = {}, {}
        self.accepted = self.cancelled = self.failed = self.lost = 0
        self.callers = []  # threads that wait for the results of a call
        self._died_ns = {}  # when the last holder of a number died
        self.stopping = self.broken = False
        self.submit = None  # (name, parameter, first, count): set by the lane's own file
        self._hello, self._silent = None, []  # the door, and who is in and has told nothing yet
        self._continued_ns = 0
        self._moved_ns, self._moved_steps, self._stuck_told = time.monotonic_ns(), -1, False
        self._deadline_looked_ns = 0
        self._faults = {number: name.partition(".")[2] for name, number in self.layout.items()
                        if name.startswith("fault.")}
        self._workloads = {number: name.partition(".")[2] for name, number in self.layout.items()
                           if name.startswith("workload.")}
        self._requests = {number: name.partition(".")[2] for name, number in self.layout.items()
                          if name.startswith("request_kind.")}
        self._tell_interpreter()
        signal.signal(signal.SIGCONT, self._on_continue)

    # The head's own memory.

    def set_head64(self, name, value):
        self.head.u64[self.layout["head." + name] // 8] = value

    def set_head32(self, name, value):
        self.head.u32[self.layout["head." + name] // 4] = value

    def _tell_interpreter(self):
        version = sys.version_info
        self.set_head32("python_version", version[0] << 16 | version[1] << 8 | version[2])
        has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
        self.set_head32("gil", self.layout["gil.on" if has_gil else "gil.off"])
        self.set_head32("switch_interval_us", round(sys.getswitchinterval() * 1e6))

    def _on_continue(self, *_):
        self._continued_ns = time.monotonic_ns()

    def trouble(self, text, fatal=False):
        self.supervisor.report("trouble", flag=int(fatal), text=text)

    # Workers come: threads are told who they are, processes ask at the door.

    def open_door(self):
        """Where a new worker process, however it was started, asks which worker it is."""
        self._hello = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._hello.bind("\0sharedfate-" + secrets.token_hex(16))
        self._hello.listen(128)
        self._hello.setblocking(False)
        return self._hello.getsockname()

    def vacant_number(self):
        for number in range(1, self.workers + 1):
            if number not in self.places:
                return number
        return None

    def new_place(self, number):
        incarnation = self._incarnations[number] = self._incarnations.get(number, 0) + 1
        place = Place(self, number, incarnation, self._tasks_taken.get(number, 0), incarnation > 1)
        self.places[number] = place
        return place

    def announce(self, place):
        self.supervisor.report("worker_started", passed=place.descriptor, worker=place.number,
                               incarnation=place.incarnation, pid=place.pid, pid_inner=place.pid_inner,
                               flag=int(place.replaces_dead))

    def _let_in(self):
        """A worker process has come. It tells its number a moment later, which nothing waits for."""
        try:
            door, _ = self._hello.accept()
        except BlockingIOError:
            return
        if not is_own(door):
            return door.close()  # any user of this computer can come here
        door.setblocking(False)
        self._silent.append(door)

    def _welcome(self, door):
        """It has told its number. The worker that it replaces is dead by now, and reaped first."""
        self._silent.remove(door)
        try:
            message = door.recv(64)
        except OSError:
            message = b""
        if not message.isdigit():
            door.close()
            return
        self.bury_dead()
        number = None if self.stopping else self.vacant_number()
        if number is None:
            door.close()
            return
        place = self.new_place(number)
        place.pid, place.pid_inner, place.connection = int(message), peer_of(door)[0], door
        place.process = process_of(place.pid_inner, HANDLE_S_MAX)
        self.announce(place)
        if place.replaces_dead:
            self.supervisor.report("worker_ready", worker=number,
                                   duration_ns=max(0, time.monotonic_ns() - self._died_ns.get(number, 0)))
        passed = [self.control_descriptor, place.descriptor, self.permit_reader, place.words]
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", passed))]
        try:
            door.sendmsg([b"you are %d" % number], rights)
        except OSError:
            pass  # It has died meanwhile, and is buried at the next look.
        if self.kind == "python-executor":
            self._roll_call()

    def _roll_call(self):
        """An executor's first tasks wait for this, so that each process gets one."""
        if len(self.places) == self.workers:
            for place in self.places.values():
                try:
                    place.connection.send(b"go")
                except OSError:
                    pass

    # ... and go.

    def bury_dead(self):
        dead = [(place, self._exit_code(place)) for place in self.places.values()]
        # Whom an executor ended may be seen dead first: the one over whom it broke comes at once.
        if self.kind == "python-executor" and not self.broken and not self.stopping:
            ends = {exit_code for _, exit_code in dead}
            if -signal.SIGTERM in ends and ends - {-signal.SIGTERM} == {None}:
                return
        # Whom a pool ended died after the one over whom it broke.
        for place, exit_code in sorted((each for each in dead if each[1] is not None),
                                       key=lambda each: each[1] == -signal.SIGTERM):
            self._bury(place, exit_code)

    @staticmethod
    def _exit_code(place):
        """None: it lives."""
        if place.thread is not None:
            return None if place.thread.is_alive() else 0
        if place.process is None:
            place.process = process_of(place.pid_inner)
        if place.process is not None:
            return place.process.exitcode
        # The pool buried it before its handle could be found: only the closed connection tells.
        return 0 if place.has_hung_up() else None

    def _bury(self, place, exit_code):
        """It is dead: nobody writes its memory any more."""
        del self.places[place.number]
        if place.connection is not None:
            place.connection.close()
        self._gone_started += place.started
        self._gone_abandoned += place.get64("abandoned")
        self._tasks_taken[place.number] = self._tasks_taken.get(place.number, 0) + place.started
        self._died_ns[place.number] = time.monotonic_ns()
        dismissed = self.has_dismissed(place, exit_code)
        by_pool = dismissed or self.broken and exit_code == -signal.SIGTERM
        if dismissed:
            pass  # What it was handed is cancelled with its pool.
        elif place.connection is not None and self.kind == "python-executor" and not self.stopping:
            self._break()
            self._fate_failed(place)
        elif not self.stopping:
            self.lost += place.in_hand
            self.set_head64("lost", self.lost)
        if by_pool:
            self.supervisor.report("worker_left", worker=place.number)
        else:
            self._report_death(place, exit_code)
        place.close()

    def has_dismissed(self, place, exit_code):
        """Whether its pool was closed in order: only a script does that."""
        return False

    def _break(self):
        if not self.broken:
            self.trouble("could not go on: the pool is broken (BrokenProcessPool): a worker has died; what is "
                         "submitted now fails at once; restart the lane")
        self.broken = True

    def _fate_failed(self, place):
        if place.running:
            at = self.layout["head.fates"] // 8 + (place.number - 1) * self.layout["head.fates_kept"]
            at += place.incarnation % self.layout["head.fates_kept"]
            self.head.u64[at] = place.incarnation << 32 | self.layout["fate.failed"]

    def _report_death(self, place, exit_code):
        committed, ticks = place.get32("fault_committed"), place.get64("fault_ticks")
        words = place.last_words().strip()
        lines = words.splitlines()
        # Of a traceback the last line says what it was, of a crash the first.
        cause = lines[0 if words.startswith("Fatal") else -1] if lines else ""
        self.supervisor.report(
            "worker_died", worker=place.number, incarnation=place.incarnation, pid=place.pid,
            pid_inner=place.pid_inner, tid=place.get32("tid") or place.pid,
            signal=max(0, -exit_code), exit_code=max(0, exit_code),
            task=place.get64("task") if place.running else 0,
            fault=committed or (self.layout["report.deadline"] if place.overdue else 0),
            duration_ns=self._known_after_ns(place, ticks), cause=cause, text=words)

    def _known_after_ns(self, place, fault_ticks):
        if not fault_ticks or place.overdue:
            return 0
        return max(0, time.monotonic_ns() - self.control.clock.ns(fault_ticks))

    # Requests.

    def _receive(self):
        request = self.supervisor.receive()
        handle = getattr(self, "_" + self._requests.get(request["kind"], "ignore"))
        handle(request)
        self.set_head64("requests_handled", request["sequence"])

    def _ignore(self, request):
        pass

    def _submit_tasks(self, request):
        first, count = self.accepted + 1, request["count"]
        self.accepted += count
        self.set_head64("accepted", self.accepted)  # before any of them can start
        self.publish()
        self.submit(self._workloads[request["choice"]], request["parameter"], first, count)

    def _set_switch_interval(self, request):
        sys.setswitchinterval(request["parameter"] / 1e6)
        self._tell_interpreter()

    def _stop_lane(self, request):
        self.stopping = True
        for place in self.places.values():
            place.set32("leave", 1)

    def _inject_fault(self, request):
        name = self._faults[request["choice"]]
        if name == "parent":
            self.set_head64("fault_ticks", self.control.clock.now())
            self.set_head32("fault_committed", request["choice"] + 1)
            os._exit(0)
        place = self.places.get(request["worker"])
        if place is None:
            return
        at_once = request["parameter"] == 0
        if at_once and (name in RESUMES or name == "kill"):
            self._strike(place, name, request["choice"] + 1)
            return
        place.set64("fault_at_task", request["parameter"])
        place.set32("fault_pending", request["choice"] + 1)
        place.set32("attention", place.get32("attention") + 1)

    def _strike(self, place, name, number):
        """From outside: it need not look."""
        pid = place.pid_inner or os.getpid()
        if place.process is not None and place.process.exitcode is not None:
            return
        if name == "kill":
            place.set64("fault_ticks", self.control.clock.now())
            place.set32("fault_committed", number)
        place.stopped = name == "stop" and place.process is not None
        if name == "cont":
            place.excused_ns = time.monotonic_ns()
        os.kill(pid, {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "cont": signal.SIGCONT}[name])

    # What is looked at again and again.

    def unstarted(self):
        started = self._gone_started + sum(place.started for place in self.places.values())
        return self.accepted - self.cancelled - self.failed - self.lost - started

    def publish(self):
        """The queue's length as this process counts it: at rest the app has come to the same."""
        abandoned = self._gone_abandoned + sum(place.get64("abandoned") for place in self.places.values())
        if abandoned > self.failed and not self.broken:
            self.failed = abandoned
            self.set_head64("failed", self.failed)
        if self.broken and not self.places:
            self.failed += self.unstarted()
            self.set_head64("failed", self.failed)
            self.set_head32("broken", 1)
        self.set_head64("queue_depth", max(0, self.unstarted()))
        self.callers = [caller for caller in self.callers if caller.is_alive()]
        self.set_head32("calls_open", len(self.callers))

    def _end_overdue(self):
        now = time.monotonic_ns()
        if now - self._deadline_looked_ns < 100_000_000:
            return
        self._deadline_looked_ns = now
        for place in self.places.values():
            since = self.control.clock.ns(place.get64("task_start_ticks")) if place.running else now
            since = max(since, place.excused_ns, self._continued_ns)
            if place.stopped or place.overdue or now - since <= self.control.deadline_ms * 1_000_000:
                continue
            place.overdue = True
            if place.connection is None:
                self.supervisor.report("overdue", worker=place.number)
            elif place.process is not None and place.process.exitcode is None:
                os.kill(place.pid_inner, signal.SIGKILL)

    def _hand_permits(self):
        """A single step is one byte in a pipe that all workers read from: exactly one of them gets it."""
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
        """Tasks wait, nobody runs one, and nothing changes: a pool that is broken and does not know it."""
        now = time.monotonic_ns()
        steps = self._gone_started + sum(place.get64("steps") for place in self.places.values())
        idle = self.control.gate_open and self.unstarted() > 0 and not any(p.running for p in self.places.values())
        if steps != self._moved_steps or not idle:
            self._moved_ns, self._moved_steps, self._stuck_told = now, steps, False
        elif now - self._moved_ns > STUCK_NS and not self._stuck_told and not self.broken:
            self._stuck_told = True
            self.trouble("%d tasks wait, nobody runs one, and nothing has moved for %d s: the pool hangs; reset the "
                         "lane to end it" % (self.unstarted(), STUCK_NS // 1_000_000_000))

    def look(self):
        """One round of the clerk. Returns how long it may wait for the next one, in seconds."""
        self.bury_dead()
        self._hand_permits()
        self._end_overdue()
        self._say_if_stuck()
        self.publish()
        if self.stopping and not any(place.running for place in self.places.values()):
            os._exit(0)
        busy = self.unstarted() > 0 or any(place.running for place in self.places.values())
        return BUSY_LOOK_S if busy or len(self.places) < self.workers else IDLE_LOOK_S

    def more_to_watch(self):
        return []

    def serve(self):
        """Until the lane ends."""
        while True:
            wait_s = self.look()
            watched = [self.supervisor.socket] + ([self._hello] if self._hello else [])
            watched += [place.process.sentinel for place in self.places.values() if place.process is not None]
            watched += self._silent + self.more_to_watch()
            ready = connection.wait(watched, wait_s)
            if self.supervisor.socket in ready:
                self._receive()
            for door in [each for each in self._silent if each in ready]:
                self._welcome(door)
            if self._hello is not None and self._hello in ready:
                self._let_in()
