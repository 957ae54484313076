"""The program of a Python lane: real CPython, its own pools as they come, and reports of what they do.

Started by sharedfate, never by hand. The process that runs this file holds the lane's queue. Read on in
`threads.py`, `pool.py` or `executor.py`: each is what a textbook would write, and calls `worker.run_task`
in the place of the task's function.
"""
import faulthandler
import sys

OLDEST = (3, 8)

if sys.version_info < OLDEST:
    sys.exit("%s is Python %s" % (sys.executable, sys.version.split()[0]))


def main():
    faulthandler.enable(all_threads=False)  # its words go to the supervisor
    from lane import Lane
    import executor
    import pool
    import threads

    kinds = {"python-serial": threads.run_serial, "python-threads": threads.run_threads,
             "python-pool": pool.run, "python-executor": executor.run}
    kind, workers, start_method, chunk_size, layout, origin = sys.argv[1:]
    if origin != "none":
        import slots
        import script
        from script_lane import ScriptLane
        memories = slots.GivenMemories(script.MEMORY_REQUESTS) if origin == "foreign" else slots.OwnMemories()
        script.run(ScriptLane(kind, int(workers), start_method, int(chunk_size), layout, memories), origin)
    lane = Lane(kind, int(workers), start_method, int(chunk_size), layout)
    kinds[kind](lane)


# A spawned worker process imports this file under another name, and must not start a lane of its own.
if __name__ == "__main__":
    main()
