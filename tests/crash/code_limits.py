#!/usr/bin/env python3
"""Code in a lane that tries to exceed each of its limits. Usage: code_limits.py CODE_LANE

Runs as an ordinary user, since root is exempt from some limits. Prints a line for each attempt; exit status 1 if one of
them got further than it should, or the account of its lane does not balance. Where the kernel denies user namespaces,
which confinement needs, a lane must refuse code from elsewhere and say so."""
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parents[1] / "support"))
from ordinary_user import NOBODY, namespaces_denied, ordinary_user

FORK_BOMB = """
import os, time
born = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        born += 1
except OSError as error:
    print("refused after", born, type(error).__name__)
"""
MEMORY = """
try:
    held = bytearray(10 << 30)
    print("got it")
except MemoryError:
    print("refused")
"""
POOL_MEMORY = """
from multiprocessing import Pool
def greedy(n):
    return len(bytearray(10 << 30))
with Pool(2) as pool:
    pool.map(greedy, [1, 2])
"""
SOCKET = """
import socket
try:
    socket.create_connection(("127.0.0.1", %d), timeout=5)
    print("connected")
except OSError as error:
    print("refused", type(error).__name__)
"""
READ = """
try:
    print(open(%r).read())
except OSError as error:
    print("refused", type(error).__name__)
"""
FILE = """
import os, tempfile
try:
    with tempfile.TemporaryFile() as file:
        for _ in range(64):
            file.write(b"x" * (1 << 20))
    print("written")
except OSError as error:
    print("refused", error.strerror)
"""
DESCRIPTORS = """
import os
held = []
try:
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    print("refused", len(held) < 256)
"""
OUTPUT = """
while True:
    print("x" * 1000)
"""


def become_nobody():
    """Makes this process die with its parent and, where it is root, an ordinary user."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # dumpable, so that it owns its /proc entries
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


def run(program, folder, origin, code, kind="python-pool:2", seconds=60):
    path = os.path.join(folder, "code.py")
    with open(path, "w") as file:
        file.write(code)
    os.chmod(path, 0o644)
    done = subprocess.run([program, kind, origin, path, str(seconds)], stdout=subprocess.PIPE, timeout=seconds + 60,
                          preexec_fn=become_nobody, check=True, cwd="/")
    return json.loads(done.stdout)


def attempts(folder, port):
    """Yields name, origin, code, and a check of the lane's final state."""
    secret = os.path.join(folder, "secret")
    with open(secret, "w") as file:
        file.write("secret")
    os.chmod(secret, 0o644)
    # The lane's output includes standard error, where Python 3.12 and newer warn about a fork in a process with
    # threads. What the code itself printed is a line of its own.
    said = lambda words: lambda lane: any(line.startswith(words) for line in lane["script"]["output"].splitlines())
    for origin in ("own", "foreign"):
        yield "fork bomb", origin, FORK_BOMB, said("refused after")
        yield "10 GB", origin, MEMORY, said("refused")
        yield "10 GB in a pool", origin, POOL_MEMORY, lambda lane: lane["script"]["error"]["type"] == "MemoryError"
        yield "64 MB file", origin, FILE, said("refused")
        yield "descriptors", origin, DESCRIPTORS, said("refused True")
        yield "endless output", origin, OUTPUT, (
            lambda lane: lane["script"]["output_cut"] and len(lane["script"]["output"]) == 65536)
    yield "socket", "own", SOCKET % port, said("connected")  # own code may use the network
    yield "socket", "foreign", SOCKET % port, said("refused")
    yield "file outside", "own", READ % secret, said("secret")
    yield "file outside", "foreign", READ % secret, said("refused FileNotFoundError")
    yield "/etc/passwd", "foreign", READ % "/etc/passwd", said("refused")


def refused(lane):
    """Whether code that cannot be confined was refused: the lane says so, and none of it has run."""
    return lane["state"] == "failed" and "cannot be confined here" in lane["trouble"] and not lane["script"]["output"]


def main():
    denied = namespaces_denied(**ordinary_user())
    if denied:
        print(f"user namespaces are denied here, so that code from elsewhere must be refused: {denied}")
    failures = 0
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listening:
        os.chmod(folder, 0o755)
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        for name, origin, code, holds in attempts(folder, listening.getsockname()[1]):
            lane = run(sys.argv[1], folder, origin, code)
            if denied and origin == "foreign":
                good = refused(lane)
            else:
                good = holds(lane) and not lane["script"]["denied"]
            good = good and lane["balanced"]
            failures += not good
            print("%s, %s: %s" % (name, origin, "ok" if good else "FAILED\n" + json.dumps(lane, indent=1)), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
