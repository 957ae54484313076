"""Does no harm: what the others are compared with."""
import time

begun()
while True:
    time.sleep(60)
