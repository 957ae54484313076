"""Stops its children, and then itself."""
import os
import signal
import subprocess
import time

children = [subprocess.Popen(["sleep", "1717"], start_new_session=True) for _ in range(4)]
print("begun", flush=True)
time.sleep(0.3)  # what it has said reaches the app first
for child in children:
    child.send_signal(signal.SIGSTOP)
while True:
    os.kill(os.getpid(), signal.SIGSTOP)
