"""Does no harm: the reference for the other programs."""
import time

begun()
while True:
    time.sleep(60)
