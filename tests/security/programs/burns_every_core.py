"""Computes for ever: in eight threads of this process and in four child processes."""
import os
import threading


def burn():
    while True:
        pass


begun()
for _ in range(4):
    if os.fork() == 0:
        burn()
for _ in range(8):
    threading.Thread(target=burn).start()
