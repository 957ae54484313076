import sys
from threading import Thread

ROUNDS = 300_000


def one_more(x):
    return x + 1


def in_one_statement():
    global plain
    for _ in range(ROUNDS):
        plain += 1


def through_a_call():
    global called
    for _ in range(ROUNDS):
        called = one_more(called)


def lost(work):
    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


plain = called = 0
lost(in_one_statement)
lost(through_a_call)
expected = 2 * ROUNDS
print("Python", sys.version.split()[0], "expected", expected)
print("x += 1        lost", expected - plain)
print("x = f(x) + 1  lost", expected - called)
