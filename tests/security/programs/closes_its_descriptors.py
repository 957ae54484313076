"""Closes the socket to its supervisor and all its other descriptors: no request reaches it any more."""
import os
import time

begun()
for descriptor in range(3, 256):
    try:
        os.close(descriptor)
    except OSError:
        pass
while True:
    time.sleep(60)
