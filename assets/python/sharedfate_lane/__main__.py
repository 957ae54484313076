"""The program of a Python lane: CPython with unmodified pools, and reports of what they do.

sharedfate starts it. The process that runs this file is the lane process: it owns the queue. `threads.py`, `pool.py`
and `executor.py` each contain what a textbook would write, and call `worker.run_task` in the place of the task's
function.
"""
import faulthandler
import sys

OLDEST = (3, 8)

if sys.version_info < OLDEST:
    sys.exit("%s is Python %s" % (sys.executable, sys.version.split()[0]))


def main():
    faulthandler.enable(all_threads=False)  # it writes to standard error, which the supervisor reads
    from lane import Lane
    import executor
    import pool
    import threads

    kinds = {"python-serial": threads.run_serial, "python-threads": threads.run_threads,
             "python-pool": pool.run, "python-executor": executor.run}
    kind, workers, start_method, chunk_size, layout, origin = sys.argv[1:]
    if origin != "none":
        import worker_slots
        import script
        from script_lane import ScriptLane
        is_foreign = origin == "foreign"
        memories = worker_slots.GivenMemories(script.MEMORY_REQUESTS) if is_foreign else worker_slots.OwnMemories()
        script.run(ScriptLane(kind, int(workers), start_method, int(chunk_size), layout, memories), origin)
    lane = Lane(kind, int(workers), start_method, int(chunk_size), layout)
    kinds[kind](lane)


# A spawned worker process imports this file under another name and must not start a lane of its own.
if __name__ == "__main__":
    main()
