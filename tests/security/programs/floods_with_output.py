"""Prints for ever, from several threads."""
import threading

begun()


def flood():
    while True:
        print("x" * 4000, flush=True)


for _ in range(4):
    threading.Thread(target=flood).start()
