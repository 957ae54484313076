"""Runs the playground for tests: its window, the pointer, the keys, and the files that --observe writes."""

import ctypes
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

from screen import Screen, changed_share

# Generous: a limit for busy machines, not a measurement.
LIMIT_S = 90
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """Makes this process a subreaper: processes that outlive the playground become its children."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def survivors(limit_s=10):
    """Reaps this process's children until none is left; the PIDs of those still there at the limit."""
    limit = time.monotonic() + limit_s
    while time.monotonic() < limit:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return []
        if pid == 0:
            time.sleep(0.005)
    pids = []
    for task in pathlib.Path("/proc/self/task").iterdir():
        pids += [int(word) for word in (task / "children").read_text().split()]
    return pids


class Playground:
    def __init__(self, program, *options, size=(1280, 800), user=None):
        """`user`: options of subprocess.Popen that run it as another user; None: as this process's user."""
        self.program = program
        self.size = size
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sharedfate-gui-"))
        self.errors = open(self.folder / "errors", "w+b")
        if user and "user" in user:
            os.chown(self.folder, user["user"], user["group"])
        self.process = subprocess.Popen(
            [program, "--size", f"{size[0]}x{size[1]}", "--observe", str(self.folder), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors, **(user or {}))
        self.screen = Screen()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.errors.close()
        shutil.rmtree(self.folder)

    # The files that --observe writes.

    def read(self, name):
        try:
            return json.loads((self.folder / name).read_text())
        except FileNotFoundError:
            return None

    def state(self):
        return self.read("state.json")

    def lane(self, index):
        return self.state()["lanes"][index]

    def widgets(self):
        """The widgets on screen by name. Waits until state.json is at least as new: ui.json is replaced first."""
        ui = self.read("ui.json")
        limit = time.monotonic() + LIMIT_S
        while self.state()["frame"]["number"] < ui["frame"] and self.process.poll() is None:
            assert time.monotonic() < limit, "state.json does not follow ui.json"
            time.sleep(0.001)
        return {widget["name"]: widget for widget in ui["widgets"]}

    def wait_for(self, what, reached, limit_s=LIMIT_S):
        limit = time.monotonic() + limit_s
        while True:
            state = self.state()
            if state is not None:
                assert state["balanced"], f"the account does not balance: {state}"
                if reached(state):
                    return state
            if self.process.poll() is not None:
                self.errors.seek(0)
                raise AssertionError(f"the playground ended ({self.process.returncode}) while waiting for {what}: "
                                     f"{self.errors.read().decode()}")
            if time.monotonic() > limit:
                raise AssertionError(f"not reached: {what}: {json.dumps(state)}")
            time.sleep(0.01)

    def wait_ready(self, lanes=2):
        """Waits until all workers are ready, tasks are submitted and the window is visible; focuses the window."""
        def ready(state):
            return (len(state["lanes"]) == lanes and self.read("ui.json") is not None
                    and all(lane["alive"] == lane["workers"] == len(lane["tids"]) and lane["submitted"] > 0
                            for lane in state["lanes"]))
        self.wait_for("all workers are ready", ready)
        if not self.window():
            raise AssertionError("there is no window")
        subprocess.run(["xdotool", "windowfocus", "--sync", self.window()], check=True, timeout=LIMIT_S)
        return self.state()

    def window(self):
        found = subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True, timeout=LIMIT_S)
        return found.stdout.split()[0] if found.stdout else ""

    def origin(self):
        shell = subprocess.run(["xdotool", "getwindowgeometry", "--shell", self.window()], capture_output=True,
                               text=True, check=True, timeout=LIMIT_S).stdout
        words = dict(line.split("=") for line in shell.split())
        return int(words["X"]), int(words["Y"])

    # What is on the screen.

    def grab(self, name=None):
        x, y = self.origin()
        rect = self.widgets()[name]["rect"] if name else [0, 0, *self.size]
        return self.screen.grab((x + rect[0], y + rect[1], rect[2], rect[3]))

    def grab_at_rest(self, name=None):
        """The picture of the window or of a widget, once it has stopped changing."""
        limit = time.monotonic() + LIMIT_S
        before = None
        while time.monotonic() < limit:
            rest = self.wait_for("nothing moves", lambda state: state["frame"]["at_rest"])["frame"]["number"]
            after = self.grab(name), rest
            if before == after:
                return after[0]
            before = after
            time.sleep(0.3)
        raise AssertionError(f"the picture of {name or 'the window'} does not come to rest")

    def wait_for_picture(self, what, before, share_min, name=None):
        """Waits until at least the share `share_min` (0..1) of the picture differs from `before`."""
        limit = time.monotonic() + LIMIT_S
        while True:
            share = changed_share(before, self.grab(name))
            if share >= share_min:
                return
            assert time.monotonic() < limit, f"{what}: only {share:.2%} of the picture changed"
            time.sleep(0.05)

    def resize(self, size):
        """Returns once the program draws for that size."""
        self.input("windowsize", self.window(), *map(str, size))
        self.size = size
        self.wait_for(f"a window of {size}", lambda state: (state["frame"]["width"], state["frame"]["height"]) == size)

    # Pointer and keys.

    def centre(self, name):
        x, y = self.origin()
        self.wait_for(f"the widget {name}", lambda _: name in self.widgets())
        rect = self.widgets()[name]["rect"]
        return str(x + rect[0] + rect[2] // 2), str(y + rect[1] + rect[3] // 2)

    def click(self, name):
        self.input("mousemove", *self.centre(name), "click", "1")

    def rest_pointer(self):
        """Moves the pointer to a corner without widgets."""
        x, y = self.origin()
        self.input("mousemove", str(x + 1), str(y + 1))

    def drag(self, source, target):
        """Drags with the left button, in small steps as a hand does."""
        start, end = self.centre(source), self.centre(target)
        self.input("mousemove", *start, "mousedown", "1")
        steps = 12
        for step in range(1, steps + 1):
            place = [str(int(a) + (int(b) - int(a)) * step // steps) for a, b in zip(start, end)]
            self.input("mousemove", *place, "sleep", "0.04")
        self.input("mouseup", "1")

    def key(self, *names):
        self.input("key", "--delay", "60", *names)

    @staticmethod
    def input(*words):
        subprocess.run(["xdotool", *words], check=True, timeout=LIMIT_S)

    # Its end.

    def lane_watches(self):
        """One pidfd for each process of its lanes."""
        pids = set()
        for lane in self.state()["lanes"]:
            pids |= {lane["supervisor_pid"], lane["lane_pid"], *lane["pids"]} - {None}
        return [os.pidfd_open(pid) for pid in pids]

    def end(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        return self.process.wait(timeout=LIMIT_S)


def all_end(watches, limit_s=10):
    """Whether each watched process ends, each within `limit_s`. Closes the pidfds."""
    ended = []
    for watch in watches:
        readable, _, _ = select.select([watch], [], [], limit_s)
        ended.append(bool(readable))
        os.close(watch)
    return all(ended)
