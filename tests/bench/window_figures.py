"""Measures the real window on a virtual screen. Reads requests, one a line ("NAME 0"), and prints a figure for each.

All figures are in milliseconds:
first_frame    from the start of the program until its window is on the screen
crowd_frame    median time of a frame with 1,000,000 waiting tasks in each of two paused lanes, while the pointer moves
whole_frame    median time of a frame with these lanes in which every pixel changes, after the key for the other theme
crowd_interval mean interval between frames with these lanes, while the pointer moves
key_answer     from a key press until the screen shows its effect, while both lanes compute
fault_added    by how much the 99.9th percentile of the times of frames grows while workers of the processes lane crash,
               compared with the same lanes without crashes, in alternating blocks of one run of the program
fault_slowest  the slowest of these frames with crashes, from the run in which fault_added was measured

The only argument is the path of the program. first_frame and key_answer are taken from the pixels that the X server
has; all other figures are made from the times and numbers of frames that the program writes to state.json.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

WIDTH, HEIGHT = 1600, 900
TASKS = 1_000_000
THEME_CHANGES = 11
THEME_KEY = "t"
TIME_LIMIT_S = 30
FAULT_KEY = "1"
STRIKE_EVERY_S = 0.4
BLOCKS, BLOCK_S = 8, 3
FRAMES_MIN = 150  # more than the 120 last frames of which the program gives the median
Z_PIXMAP = 2
ALL_PLANES = 0xFFFFFFFF
CORNERS = [(3, 3), (WIDTH - 4, 3), (3, HEIGHT - 4), (WIDTH - 4, HEIGHT - 4)]


class Screen:
    """An Xvfb server with a screen of the window's size, whose pixels are read and to which input is sent."""

    def __init__(self):
        read_end, write_end = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp",
             "-noreset"], pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write_end)
        with os.fdopen(read_end) as number:
            self.name = ":" + number.readline().strip()
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.xtest = ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XGetImage.restype = ctypes.c_void_p
        self.x11.XGetPixel.restype = ctypes.c_ulong
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(self.name.encode()))
        if not self.display:
            raise RuntimeError("the virtual screen cannot be opened")
        self.root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))

    def pixel(self, x, y):
        image = ctypes.c_void_p(self.x11.XGetImage(self.display, self.root, x, y, 1, 1, ctypes.c_ulong(ALL_PLANES),
                                                   Z_PIXMAP))
        value = self.x11.XGetPixel(image, 0, 0)
        self.x11.XDestroyImage(image)
        return value

    def corners(self):
        return [self.pixel(x, y) for x, y in CORNERS]

    def wait_for_change(self, before, since):
        """Waits until every corner differs from `before`; returns the seconds since `since`."""
        while time.monotonic() - since < TIME_LIMIT_S:
            if all(now != then for now, then in zip(self.corners(), before)):
                return time.monotonic() - since
            time.sleep(0.001)
        raise RuntimeError("nothing changed on the screen")

    def point(self, x, y):
        self.xtest.XTestFakeMotionEvent(self.display, -1, x, y, ctypes.c_ulong(0))
        self.x11.XFlush(self.display)

    def press(self, key):
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        code = self.x11.XKeysymToKeycode(self.display, ctypes.c_ulong(self.x11.XStringToKeysym(key.encode())))
        for down in (1, 0):
            self.xtest.XTestFakeKeyEvent(self.display, code, down, ctypes.c_ulong(0))
        self.x11.XFlush(self.display)

    def close(self):
        self.server.terminate()
        self.server.wait()


class App:
    """The running program with a window, and the state that it writes."""

    def __init__(self, program, screen, arguments):
        self.directory = tempfile.mkdtemp(prefix="sharedfate-bench-")
        environment = dict(os.environ, DISPLAY=screen.name, LIBGL_ALWAYS_SOFTWARE="1")
        environment.pop("WAYLAND_DISPLAY", None)
        self.log = open(os.path.join(self.directory, "log"), "w+")
        command = [program, "--observe", self.directory, "--size", f"{WIDTH}x{HEIGHT}", *arguments]
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log)

    def state(self):
        try:
            with open(os.path.join(self.directory, "state.json")) as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def wait_for(self, what, reached):
        deadline = time.monotonic() + TIME_LIMIT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self.log.seek(0)
                raise RuntimeError(f"the window ended early: {self.log.read().strip()}")
            state = self.state()
            if state is not None and reached(state):
                return state
            time.sleep(0.02)
        raise RuntimeError(f"{what}: not in {TIME_LIMIT_S} s")

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        shutil.rmtree(self.directory)


def measure_first_frame(screen, open_app):
    before = screen.corners()
    app = open_app([])
    return screen.wait_for_change(before, app.started) * 1000


def open_crowd(open_app):
    app = open_app(["--paused", "--tasks", str(TASKS), "--workload", "square", "--tempo", "0"])
    state = app.wait_for("two lanes with a million tasks", lambda state: len(state["lanes"]) == 2 and all(
        lane["queued"] == TASKS for lane in state["lanes"]))
    return app, state


def crowd(screen, open_app):
    """Moves the pointer; returns the seconds, the frames drawn meanwhile and the program's median time of a frame."""
    app, state = open_crowd(open_app)
    first, start, step = state["frame"]["number"], time.monotonic(), 0
    while state["frame"]["number"] < first + FRAMES_MIN:
        for _ in range(20):
            step += 1
            screen.point(WIDTH // 4 + step * 7 % (WIDTH // 2), HEIGHT // 4 + step * 3 % (HEIGHT // 2))
            time.sleep(0.005)
        state = app.wait_for("a frame", lambda _: True)
        if time.monotonic() - start > TIME_LIMIT_S:
            raise RuntimeError("the window draws no frames while the pointer moves")
    return time.monotonic() - start, state["frame"]["number"] - first, state["frame"]["frame_ms"]["median"]


def measure_crowd_frame(screen, open_app):
    return crowd(screen, open_app)[2]


def measure_whole_frame(screen, open_app):
    app, _ = open_crowd(open_app)
    times, slowest = FrameTimes(app), []
    for _ in range(THEME_CHANGES):
        times.take()
        before, pressed = screen.corners(), time.monotonic()
        screen.press(THEME_KEY)
        screen.wait_for_change(before, pressed)
        app.wait_for("the frame is told", lambda state: state["frame"]["number"] > times.number)
        slowest.append(max(times.take()))
    return percentile(slowest, 0.5)


def measure_crowd_interval(screen, open_app):
    seconds, frames, _ = crowd(screen, open_app)
    return seconds / frames * 1000


def measure_key_answer(screen, open_app):
    app = open_app(["--tasks", "10000000", "--workload", "primes:20000", "--tempo", "0"])
    app.wait_for("two running lanes", lambda state: len(state["lanes"]) == 2 and all(
        lane["done"] > 1000 for lane in state["lanes"]))
    screen.point(WIDTH // 2, HEIGHT // 2)
    time.sleep(0.5)
    before, pressed = screen.corners(), time.monotonic()
    screen.press(THEME_KEY)
    return screen.wait_for_change(before, pressed) * 1000


class FrameTimes:
    """Collects the time of each frame from the program's list of its last frames."""

    def __init__(self, app):
        self.app = app
        self.number = app.state()["frame"]["number"]

    def take(self):
        """Times, in milliseconds, of the frames since the last call; at most as many as the program keeps."""
        frame = self.app.wait_for("a frame", lambda _: True)["frame"]
        fresh, self.number = frame["number"] - self.number, frame["number"]
        return frame["frame_ms"]["recent"][-fresh:] if fresh > 0 else []


def frames_for(app, times, strike):
    """Times of the frames of one block, in which `strike` is called every STRIKE_EVERY_S seconds."""
    frames, start, struck = [], time.monotonic(), 0
    times.take()  # drops the frames before this block
    while time.monotonic() - start < BLOCK_S:
        if time.monotonic() - start >= struck * STRIKE_EVERY_S:
            strike()
            struck += 1
        time.sleep(0.1)
        frames += times.take()
    return frames


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


fault_slowest_ms = None


def measure_fault_added(screen, open_app):
    global fault_slowest_ms
    # The tasks sleep: tasks that compute would slow down the window even without a crash.
    app = open_app(["--free-play", "--lane", "processes:5", "--lane", "threads:5", "--workload", "wait:200",
                    "--tempo", "200", "--tasks", "100000"])
    app.wait_for("two running lanes", lambda state: len(state["lanes"]) == 2 and all(
        lane["done"] > 5 for lane in state["lanes"]))
    screen.point(WIDTH // 2, HEIGHT // 2)
    times, calm, struck = FrameTimes(app), [], []
    for _ in range(BLOCKS):
        calm += frames_for(app, times, lambda: None)
        struck += frames_for(app, times, lambda: screen.press(FAULT_KEY))
        # Animations of the last crash end before the next block without crashes begins.
        time.sleep(1)
    deaths = app.state()["lanes"][0]["death_count"]
    if deaths < BLOCKS:
        raise RuntimeError(f"only {deaths} workers crashed")
    fault_slowest_ms = max(struck)
    slow_calm, slow_struck = percentile(calm, 0.999), percentile(struck, 0.999)
    print(f"{len(calm)} frames without a crash: 99.9 % within {slow_calm:.1f} ms, slowest {max(calm):.1f}; "
          f"{len(struck)} around {deaths} crashes: {slow_struck:.1f}, {max(struck):.1f}", file=sys.stderr)
    return slow_struck - slow_calm


def measure_fault_slowest(_screen, _open_app):
    if fault_slowest_ms is None:
        raise RuntimeError("it is a part of fault_added, which was not measured")
    return fault_slowest_ms


MEASURES = {"first_frame": measure_first_frame, "crowd_frame": measure_crowd_frame, "whole_frame": measure_whole_frame,
            "crowd_interval": measure_crowd_interval, "key_answer": measure_key_answer,
            "fault_added": measure_fault_added, "fault_slowest": measure_fault_slowest}


def measure(name, screen, program):
    apps = []

    def open_app(arguments):
        apps.append(App(program, screen, arguments))
        return apps[-1]

    try:
        return MEASURES[name](screen, open_app)
    finally:
        for app in apps:
            app.close()


def main():
    screen = Screen()
    try:
        for line in sys.stdin:
            try:
                print(measure(line.split()[0], screen, sys.argv[1]), flush=True)
            except Exception as error:  # the benchmark prints it in place of the figure
                print(f"failed: {error!r}".replace("\n", " "), flush=True)
    finally:
        screen.close()


if __name__ == "__main__":
    main()
