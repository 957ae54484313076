"""Starts processes that request no signal for their parent's death, in sessions of their own if that is allowed, and
ignores signals itself."""
import signal
import subprocess
import time

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
for _ in range(8):
    try:
        subprocess.Popen(["sh", "-c", "sleep 1717 & sleep 1717"], start_new_session=True)
    except PermissionError:
        subprocess.Popen(["sh", "-c", "sleep 1717 & sleep 1717"])
begun()
while True:
    time.sleep(60)
