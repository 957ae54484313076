"""Stops its children, then itself, again after each SIGCONT."""
import os
import signal
import subprocess

children = [subprocess.Popen(["sleep", "1717"]) for _ in range(4)]
begun()
for child in children:
    child.send_signal(signal.SIGSTOP)
while True:
    os.kill(os.getpid(), signal.SIGSTOP)
