"""Does no harm: what the others are compared with."""
import time

print("begun", flush=True)
while True:
    time.sleep(60)
