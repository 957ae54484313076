"""The tasks. Each function gets the worker, the task's number and a parameter, and returns the same result as its C++
counterpart in core/workload. It reports its progress to the worker about once a millisecond."""
import ctypes
import hashlib

MIXED_WAIT_MS = 10
POISON_PRIMES_BELOW = 20_000
BYTES_USED = 251
PIECE = 64 * 1024


def square(worker, task, parameter):
    n = parameter or task
    return n * n


def is_prime(n):
    if n < 4:
        return n >= 2
    if n % 2 == 0:
        return False
    divisor = 3
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 2
    return True


def primes(worker, task, limit):
    count = 0
    for n in range(2, limit):
        if is_prime(n):
            count += 1
        if n % 128 == 0:
            worker.progress(n / limit)
    return count


def wait(worker, task, milliseconds):
    worker.wait_ms(milliseconds)
    return milliseconds


def mixed(worker, task, limit):
    if task % 2 == 0:
        return primes(worker, task, limit)
    worker.wait_ms(MIXED_WAIT_MS)
    return 0


def poison(worker, task, every):
    """A bug that comes with the task: every `every`th task crashes its worker."""
    if every and task % every == 0:
        ctypes.string_at(0)
    return primes(worker, task, POISON_PRIMES_BELOW)


def sha256(worker, task, kib):
    digest = hashlib.sha256()
    piece = bytes([task % BYTES_USED]) * PIECE
    size = kib * 1024
    for done in range(0, size, PIECE):
        digest.update(piece[:size - done])
        worker.progress(done / size)
    return int.from_bytes(digest.digest()[:8], "big") >> 2


BY_NAME = {"square": square, "primes": primes, "wait": wait, "mixed": mixed, "poison": poison, "sha256": sha256}


def burns(name, task):
    """Whether a stretched task computes or sleeps."""
    return task % 2 == 0 if name == "mixed" else name != "wait"
