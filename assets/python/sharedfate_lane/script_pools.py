"""The pools of a script: the standard library's own, unmodified. A wrapper, the face, counts the tasks of each call and
passes them on. The kind of lane determines the pool behind it."""
import concurrent.futures
import functools
import itertools
import multiprocessing.pool
import os
import sys
import types

import processes
from pool import start_arguments, context_of
from script_calls import run_call

RealPool, RealThreadPool = multiprocessing.pool.Pool, multiprocessing.pool.ThreadPool
RealExecutor, RealThreadExecutor = concurrent.futures.ProcessPoolExecutor, concurrent.futures.ThreadPoolExecutor
WORKERS_MAX = 64


def install(lane):
    """Replaces the pools of the standard library by faces, wherever the script imports them from."""
    faces = types.ModuleType("multiprocessing.pool")
    faces.__dict__.update(vars(multiprocessing.pool))
    faces.Pool, faces.ThreadPool = PoolFace.of(lane, RealPool), PoolFace.of(lane, RealThreadPool)
    sys.modules["multiprocessing.pool"] = multiprocessing.pool = faces
    concurrent.futures.ProcessPoolExecutor = ExecutorFace.of(lane, RealExecutor)
    concurrent.futures.ThreadPoolExecutor = ExecutorFace.of(lane, RealThreadExecutor)


def begin_process(arguments, initializer, initargs):
    """The initializer of a worker process: gets its number from the lane process, then calls the script's
    initializer."""
    sys.settrace(None)  # A fork inherits it from the thread that runs the script.
    processes.start_worker(*arguments)
    if sys.stdout is not None:
        sys.stdout.reconfigure(line_buffering=True)  # A pool ends its processes without a flush.
    if initializer is not None:
        initializer(*initargs)


class InPlace:
    """A pool without workers: the caller runs the tasks, one after the other."""

    def __init__(self, lane):
        self._lane = lane

    def submit(self, function, *arguments):
        future = concurrent.futures.Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def map(self, function, items, **_):
        return iter([self.submit(function, item).result() for item in items])

    def shutdown(self, **_):
        self._lane.leave_in_place()


class Later:
    """The result of `apply_async` and `map_async` where the pool has only futures."""

    def __init__(self, futures, single):
        self._futures, self._single = futures, single

    def get(self, timeout=None):
        results = [future.result(timeout) for future in self._futures]
        return results[0] if self._single else results

    def wait(self, timeout=None):
        concurrent.futures.wait(self._futures, timeout)

    def ready(self):
        return all(future.done() for future in self._futures)

    def successful(self):
        if not self.ready():
            raise ValueError("not ready")
        return all(future.exception() is None for future in self._futures)


def run_chunk(function, items):
    return [function(item) for item in items]


class Face:
    """The common part of both faces: the real pool and the count of its tasks."""

    @classmethod
    def of(cls, lane, real):
        def make(*arguments, **named):
            # A task in a worker process gets the unmodified pool.
            return cls(lane, *arguments, **named) if lane.is_here() else real(*arguments, **named)
        return make

    def _open(self, workers, initializer, initargs, more=None):
        lane = self._lane
        self._workers = workers or os.cpu_count() or 1
        if not 1 <= self._workers <= WORKERS_MAX:
            raise ValueError("a lane shows from 1 to %d workers, and this asks for %d" % (WORKERS_MAX, self._workers))
        self._workers = 1 if lane.kind == "python-serial" else self._workers
        self._members = lane.open_pool(self._workers)
        if lane.kind == "python-serial":
            lane.enter_in_place(self._members)
            return InPlace(lane)
        if lane.kind == "python-threads":
            first = functools.partial(lane.begin_thread, self._members, initializer, initargs)
            return self._make_threads(first)
        catches = Exception if lane.kind == "python-pool" else BaseException
        arguments = start_arguments(lane, lane.start_address, catches), initializer, initargs
        if lane.kind == "python-pool":
            return RealPool(self._workers, begin_process, arguments, (more or {}).get("maxtasksperchild"),
                            context_of(lane))
        return RealExecutor(self._workers, context_of(lane), begin_process, arguments)

    def _items(self, call, arguments):
        return [(call.first + slot, each, {}) for slot, each in enumerate(arguments)]

    def _function(self, call, function, chunk_size):
        return functools.partial(run_call, function, call.number, call.first, call.count, chunk_size)

    def _submit(self, name, function, arguments, named):
        """Submits one task to the pool, which returns a future."""
        call = self._lane.begin_call(name, 1)
        return self._real.submit(self._function(call, function, 1), (call.first, arguments, named))


class PoolFace(Face):
    """multiprocessing.Pool, as a script sees it."""

    def __init__(self, lane, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._lane, self._closed = lane, False
        self._real = self._open(processes, initializer, initargs, {"maxtasksperchild": maxtasksperchild})
        lane.pools.append(self)

    def _make_threads(self, first):
        return RealThreadPool(self._workers, first)

    def _check_open(self):
        if self._closed:
            raise ValueError("Pool not running")

    def _all(self, name, function, arguments, chunk_size, **callbacks):
        """Submits one task for each tuple in `arguments`. Returns a result with get()."""
        self._check_open()
        chunk_size = chunk_size or self._lane.chunk_size
        call = self._lane.begin_call(name, len(arguments))
        ready, items = self._function(call, function, chunk_size), self._items(call, arguments)
        if isinstance(self._real, RealPool):
            return self._real.map_async(ready, items, chunk_size, **callbacks)
        chunks = [items[start:start + chunk_size] for start in range(0, len(items), chunk_size)]
        return InChunks([self._real.submit(run_chunk, ready, chunk) for chunk in chunks], False)

    def map(self, func, iterable, chunksize=None):
        with self._lane.waiting():
            return self._all("map", func, [(each,) for each in iterable], chunksize).get()

    def starmap(self, func, iterable, chunksize=None):
        with self._lane.waiting():
            return self._all("starmap", func, [tuple(each) for each in iterable], chunksize).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._all("map_async", func, [(each,) for each in iterable], chunksize,
                         **self._callbacks(callback, error_callback))

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._all("starmap_async", func, [tuple(each) for each in iterable], chunksize,
                         **self._callbacks(callback, error_callback))

    def _callbacks(self, callback, error_callback):
        if callback is None and error_callback is None:
            return {}
        if not isinstance(self._real, RealPool):
            raise TypeError("callbacks need a Pool: choose a lane of python-pool or python-threads")
        return {"callback": callback, "error_callback": error_callback}

    def apply(self, func, args=(), kwds={}):
        with self._lane.waiting():
            return self._apply("apply", func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        return self._apply("apply_async", func, args, kwds, **self._callbacks(callback, error_callback))

    def _apply(self, name, func, args, kwds, **callbacks):
        self._check_open()
        if not isinstance(self._real, RealPool):
            return Later([self._submit(name, func, args, kwds)], True)
        call = self._lane.begin_call(name, 1)
        return self._real.apply_async(self._function(call, func, 1), ((call.first, args, kwds),), {}, **callbacks)

    def imap(self, func, iterable, chunksize=1):
        return self._one_by_one("imap", func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        return self._one_by_one("imap_unordered", func, iterable, chunksize)

    def _one_by_one(self, name, func, iterable, chunksize):
        self._check_open()
        if not isinstance(self._real, RealPool):
            futures = self._all(name, func, [(each,) for each in iterable], chunksize).each()
            ready = futures if name == "imap" else concurrent.futures.as_completed(list(futures))
            return itertools.chain.from_iterable(future.result() for future in ready)
        call = self._lane.begin_call(name, 0)
        items = ((self._lane.accept(call), (each,), {}) for each in iterable)
        return getattr(self._real, name)(self._function(call, func, 1), items, chunksize)

    def close(self):
        self._closed = True
        self._lane.close_pool(self._members)
        if isinstance(self._real, RealPool):
            self._real.close()
        else:
            self._real.shutdown(wait=False)

    def terminate(self):
        self._closed = True
        self._lane.close_pool(self._members)
        if isinstance(self._real, RealPool):
            self._real.terminate()
        else:
            end_executor(self._real)

    def join(self):
        if not self._closed:
            raise ValueError("Pool is still running")
        if isinstance(self._real, RealPool):
            self._real.join()
        else:
            self._real.shutdown(wait=True)

    def __enter__(self):
        self._check_open()
        return self

    def __exit__(self, *_):
        self.terminate()


class InChunks(Later):
    """Futures of whole chunks."""

    def get(self, timeout=None):
        return list(itertools.chain.from_iterable(super().get(timeout)))

    def each(self):
        return iter(self._futures)


def end_executor(executor):
    if sys.version_info >= (3, 9):
        executor.shutdown(wait=True, cancel_futures=True)
    else:
        executor.shutdown(wait=True)


class ExecutorFace(Face):
    """An executor of concurrent.futures, as a script sees it."""

    def __init__(self, lane, max_workers=None, mp_context=None, initializer=None, initargs=(), **_):
        if lane.kind == "python-pool":
            raise RuntimeError("an executor is no Pool: run this in a lane of python-executor or python-threads")
        self._lane, self._closed = lane, False
        self._real = self._open(max_workers, initializer, initargs)
        lane.pools.append(self)

    def _make_threads(self, first):
        return RealThreadExecutor(self._workers, initializer=first)

    def submit(self, fn, *args, **kwargs):
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        return self._submit("submit", fn, args, kwargs)

    def map(self, fn, *iterables, timeout=None, chunksize=None):
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        arguments = list(zip(*iterables))
        call = self._lane.begin_call("map", len(arguments))
        chunk_size = chunksize or self._lane.chunk_size
        ready, items = self._function(call, fn, chunk_size), self._items(call, arguments)
        return self._real.map(ready, items, timeout=timeout, chunksize=chunk_size)

    def shutdown(self, wait=True, **named):
        self._closed = True
        self._lane.close_pool(self._members)
        self._real.shutdown(wait=wait, **named)

    def terminate(self):
        self._closed = True
        self._lane.close_pool(self._members)
        end_executor(self._real)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with self._lane.waiting():
            self.shutdown(wait=True)
