"""Starts one child after another; each leaves a grandchild that ends at once."""
import os

begun()
for _ in range(20_000):
    if os.fork() == 0:
        os.fork()
        os._exit(0)
    os.wait()
