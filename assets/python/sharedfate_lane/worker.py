"""A worker, in a thread or in a process: runs tasks, records its state in words of shared memory, and commits faults on
request. It adds to a task only the cost of reporting."""
import ctypes
import os
import select
import threading
import time

import faults
import workloads
from wire import Memory, host_tid

FAULT_SHARE = 0.45  # share of a stretched task after which its fault fires: late enough to be seen coming
GAP_NS = 2_000_000  # a longer gap between two calls of progress() means that the worker did not run
SLICE_NS_MAX = 20_000_000  # longer slices are reported in parts, so that the display follows
SLEEP_MS = 25  # a wait consists of real sleeps of at most this length, with a poll in between
GATE_LOOK_S = 0.02
FLAG_FAILED, FLAG_SLICE = 1 << 63, 1 << 62
VALUE_MASK = (1 << 62) - 1
MASK = (1 << 64) - 1
current_core = ctypes.PyDLL(None).sched_getcpu  # Keeps the GIL, as a call of 0.2 us may.


def mix(value):
    """SplitMix64's finaliser, as in the C++ lanes: a task takes the same time everywhere."""
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


class Worker:
    """Used only by the thread that it stands for."""

    def __init__(self, descriptor, control, layout, permits):
        self._control = control
        self._clock = control.clock
        self._permits = permits
        self._memory = Memory(descriptor, layout["worker.size"])
        self._u64, self._u32 = self._memory.u64, self._memory.u32
        for name in ("sequence", "failed", "task", "task_start_ticks", "fault_ticks", "fault_at_task", "tasks_before",
                     "claim", "abandoned"):
            setattr(self, "_at_" + name, layout["worker." + name] // 8)
        for name in ("progress_ppm", "activity", "tid", "core", "fault_committed", "attention", "fault_pending",
                     "stop_requested"):
            setattr(self, "_at_" + name, layout["worker." + name] // 4)
        ring = layout["worker.ring"]
        self._at_ring_head = (ring + layout["ring.head"]) // 8
        self._at_ring_slots = (ring + layout["ring.slots"]) // 8
        self._ring_mask = layout["ring.capacity"] - 1
        self._activity = {name.rpartition(".")[2]: number for name, number in layout.items()
                          if name.startswith("activity.")}
        self._fault_names = {number + 1: name.partition(".")[2] for name, number in layout.items()
                             if name.startswith("fault.")}
        self._sequence = 0
        self._taken = self._u64[self._at_tasks_before]
        self._attention_seen = 0
        self._fault = 0  # pending, not committed yet: number in the table of faults + 1
        self._fault_at_task = 0
        self._fault_due_ns = 0
        self._start_ns = self._end_wanted_ns = 0
        self._slice_start_ns = self._seen_ns = 0

    def mark_ready(self):
        if self._control.niceness > 0:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._control.niceness)
        self._set_activity("waiting")
        self._u32[self._at_tid] = host_tid()

    def stopping(self):
        return self._u32[self._at_stop_requested] != 0

    def announce_stopping(self):
        self._set_activity("stopping")

    def _set_activity(self, name):
        self._u32[self._at_activity] = self._activity[name]

    # The gate: when open all workers pass, when closed only a worker that takes a permit.

    def pass_gate(self):
        while not self._control.gate_open:
            if self._permits is not None and self._take_permit():
                break
            if self.stopping():
                self._wait_for_the_end()
            self._set_activity("paused")
            self._attend()
            if self._permits is None:
                time.sleep(GATE_LOOK_S)
            else:
                select.select([self._permits], [], [], GATE_LOOK_S)
        if self.stopping():
            self._wait_for_the_end()

    def _take_permit(self):
        try:
            return len(os.read(self._permits, 1)) == 1
        except BlockingIOError:
            return False

    def _wait_for_the_end(self):
        """The queued tasks are cancelled: this process is about to exit."""
        self.announce_stopping()
        while True:
            time.sleep(1)

    # The account in one word: +1 when a task starts, +1 when it ends.

    def claim(self, count):
        """This worker has got a chunk of `count` tasks and has started none of them."""
        self._u64[self._at_claim] = (self._sequence + 1) // 2 << 24 | count

    def abandon(self, count):
        """The rest of the chunk will not be started, because its call has failed."""
        if count:
            self._u64[self._at_abandoned] += count
        self._u64[self._at_claim] = 0

    def begin(self, name, task):
        self._start_ns = self._seen_ns = self._slice_start_ns = time.monotonic_ns()
        self._end_wanted_ns = self._start_ns + self._stretched_ns(task)
        self._u64[self._at_task] = task
        self._u64[self._at_task_start_ticks] = self._clock.ticks(self._start_ns)
        self._u32[self._at_progress_ppm] = 0
        self._set_activity("computing")
        self._sequence += 1
        self._u64[self._at_sequence] = self._sequence
        self._taken += 1
        self._u32[self._at_core] = current_core() + 1
        self._attend()
        self._fault_due_ns = 0
        if self._fault and self._fault_at_task and self._taken >= self._fault_at_task:
            self._fault_due_ns = self._start_ns + int(FAULT_SHARE * (self._end_wanted_ns - self._start_ns))

    def end(self, task, value, failed):
        now = time.monotonic_ns()
        self._end_slice(now)
        self._push(task, self._start_ns, now, (value & VALUE_MASK) | (FLAG_FAILED if failed else 0))
        if failed:
            self._u64[self._at_failed] += 1
        self._set_activity("waiting")
        self._sequence += 1
        self._u64[self._at_sequence] = self._sequence

    def work(self, name, task, parameter):
        """The task itself, repeated or prolonged until its stretched time is up."""
        self._fire_if_due(time.monotonic_ns())
        function = workloads.BY_NAME[name]
        value = function(self, task, parameter)
        while time.monotonic_ns() < self._end_wanted_ns:
            if workloads.burns(name, task):
                function(self, task, parameter)
                self.progress(1.0)
            else:
                self.wait_ms((self._end_wanted_ns - time.monotonic_ns()) / 1e6)
        if self._fault_due_ns:
            self._commit()
        return value

    def wait_out(self):
        """Waits until a stretched task's time is up: a script's function must not run twice."""
        rest_ms = (self._end_wanted_ns - time.monotonic_ns()) / 1e6
        if rest_ms > 0:
            self.wait_ms(rest_ms)
        if self._fault_due_ns:
            self._commit()

    def _stretched_ns(self, task):
        tempo_ms = self._control.tempo_ms
        if tempo_ms == 0:
            return 0
        share = 0.6 + 0.8 * (mix(self._control.seed ^ task) >> 11) / (1 << 53)
        return int(tempo_ms * 1e6 * share)

    # Called by the task.

    def progress(self, share):
        now = time.monotonic_ns()
        if now - self._seen_ns > GAP_NS:
            self._end_slice(self._seen_ns)
            self._slice_start_ns = now
        elif now - self._slice_start_ns > SLICE_NS_MAX:
            self._end_slice(now)
            self._slice_start_ns = now
        self._seen_ns = now
        self._u32[self._at_core] = current_core() + 1
        self._attend()
        self._fire_if_due(now)
        if self._end_wanted_ns > self._start_ns:
            share = (now - self._start_ns) / (self._end_wanted_ns - self._start_ns)
        self._u32[self._at_progress_ppm] = int(min(share, 1.0) * 1e6)

    def wait_ms(self, milliseconds):
        start = now = time.monotonic_ns()
        end = start + int(milliseconds * 1e6)
        self._end_slice(start)
        self._set_activity("blocked")
        while now < end:
            self.progress((now - start) / (end - start))
            until = min(end, max(self._fault_due_ns, now)) if self._fault_due_ns else end
            time.sleep(min(SLEEP_MS / 1e3, (until - now) / 1e9))
            now = time.monotonic_ns()
            self._slice_start_ns = self._seen_ns = now
        self._set_activity("computing")

    def _end_slice(self, end_ns):
        if end_ns > self._slice_start_ns:
            self._push(self._u64[self._at_task], self._slice_start_ns, end_ns, FLAG_SLICE)

    def _push(self, task, start_ns, end_ns, value_and_flags):
        head = self._u64[self._at_ring_head]
        slot = self._at_ring_slots + 4 * (head & self._ring_mask)
        self._u64[slot] = task
        self._u64[slot + 1] = self._clock.ticks(start_ns)
        self._u64[slot + 2] = self._clock.ticks(end_ns)
        self._u64[slot + 3] = value_and_flags
        self._u64[self._at_ring_head] = head + 1

    # Faults.

    def _attend(self):
        attention = self._u32[self._at_attention]
        if attention == self._attention_seen:
            return
        self._attention_seen = attention
        self._fault = self._u32[self._at_fault_pending]
        self._fault_at_task = self._u64[self._at_fault_at_task]
        if self._fault and not self._fault_at_task:
            self._commit()

    def _fire_if_due(self, now):
        if self._fault_due_ns and now >= self._fault_due_ns:
            self._commit()

    def _commit(self):
        name = self._fault_names.get(self._fault, "")
        if name in faults.IN_TASK_ONLY and self._sequence % 2 == 0:
            self._fault_at_task = self._taken + 1  # Its caller can catch it only in a task: it fires in the next one.
            return
        self._fault_due_ns = 0
        ordered, self._fault = self._fault, 0
        self._u32[self._at_fault_pending] = 0
        if name not in faults.RESUMES:
            self._u32[self._at_fault_committed] = ordered
            self._u64[self._at_fault_ticks] = self._clock.now()
        faults.BY_NAME[name]()

    def forget_fault(self):
        """Takes back the record of the fault: the task's caller has caught the error."""
        self._u64[self._at_fault_ticks] = 0
        self._u32[self._at_fault_committed] = 0


_local = threading.local()


def become(worker, catches, report_result=None):
    """Makes the calling thread that worker. `catches`: the exceptions that its pool catches; `report_result` gets the
    result messages of a script's tasks."""
    _local.worker, _local.catches, _local.report_result = worker, catches, report_result


def report_result(message):
    if _local.report_result is not None:
        _local.report_result(message)


def run_task(name, parameter, first, count, chunk_size, task):
    """What a pool gets in the place of the task's function: runs number `task` of the `count` tasks from `first` on."""
    return run(lambda me: me.work(name, task, parameter), name, first, count, chunk_size, task)


def run(work, name, first, count, chunk_size, task):
    """Runs one task on the worker of this thread. `count` 0: the number of tasks is unknown."""
    worker = _local.worker
    in_chunk = (task - first) % chunk_size
    rest = min(chunk_size - in_chunk, first + count - task) - 1
    if count == 0:
        rest = 0
    elif in_chunk == 0:
        worker.claim(rest + 1)
    worker.pass_gate()
    worker.begin(name, task)
    try:
        value = work(worker)
    except _local.catches:
        # The caller of the whole chunk catches it: the rest of the chunk will not run.
        worker.end(task, 0, True)
        worker.forget_fault()
        worker.abandon(rest)
        raise
    worker.end(task, value if isinstance(value, int) else 0, False)
    return value
