#!/usr/bin/env python3
"""The window when one of its own system calls fails while it starts: it opens anyway or says why not, never crashes,
and leaves no process. A preloaded library makes the n-th call of a kind fail. cases.py runs the cases."""

import errno
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from cases import case, for_each, given, main
from playground import LIMIT_S, adopt_orphans, survivors

# The errno of each kind of call. Of each kind the first call, the last and some between them fail, one in each run.
CALLS = {"open": errno.EMFILE, "mmap": errno.ENOMEM, "write": errno.ENOSPC, "rename": errno.EACCES,
         "readlink": errno.ENAMETOOLONG, "socketpair": errno.EMFILE, "epoll_create1": errno.EMFILE,
         "epoll_ctl": errno.ENOMEM, "timerfd_create": errno.EMFILE, "eventfd": errno.EMFILE,
         "inotify_init1": errno.EMFILE, "fcntl": errno.EINVAL, "clone": errno.EAGAIN, "sendmsg": errno.ENOBUFS,
         "recvmsg": errno.ENOMEM}
FAILURES_OF_A_KIND = 4


def sample(count):
    last = min(count, FAILURES_OF_A_KIND) - 1
    return sorted({1 + (count - 1) * i // max(last, 1) for i in range(last + 1)})


class Start:
    """One start of the window, up to its first picture at rest."""

    def __init__(self, call, nth):
        """`nth`: which call of that kind fails, from 1; 0: none, they are only counted."""
        with tempfile.TemporaryDirectory(prefix="sharedfate-failing-") as folder:
            counter = pathlib.Path(folder) / "count"
            counter.write_bytes(bytes(4))
            picture = pathlib.Path(folder) / "picture.png"
            environment = dict(os.environ, LD_PRELOAD=given.fail_nth, FAIL_CALL=call, FAIL_NTH=str(nth), FAIL_OWN="1",
                               FAIL_ERRNO=str(CALLS[call]), FAIL_DEPTH="0", FAIL_COUNT=str(counter),
                               XDG_STATE_HOME=folder)
            command = [given.program, "--lesson", "two-families", "--observe", folder, "--screenshot", str(picture)]
            try:
                done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_S)
                self.status, self.words = done.returncode, done.stderr.strip()
            except subprocess.TimeoutExpired as late:
                self.status, self.words = None, str(late.stderr)
            self.has_picture = picture.exists()
            self.count = int.from_bytes(counter.read_bytes(), sys.byteorder)

    def mistake(self):
        """What went wrong; empty: nothing."""
        if self.status is None:
            return f"not over within {LIMIT_S} s"
        if self.status < 0:
            return f"ended by signal {-self.status}"
        if self.status == 0 and not self.has_picture:
            return "says that all is well, and made no picture"
        if self.status != 0 and not self.words:
            return f"ended with {self.status} and without a word"
        return ""


class OwnFailures(unittest.TestCase):
    @case(limit_s=240, cost=6)
    @for_each(lambda: {call: (call,) for call in CALLS})
    def a_failing_call_at_the_start_is_reported(self, call):
        whole = Start(call, 0)
        self.assertEqual((whole.status, whole.has_picture), (0, True), f"nothing failed in it: {whole.words}")
        self.assertGreater(whole.count, 0, f"{call} is never called, so that nothing can be tried")
        failed, opened, mistakes = 0, 0, []
        for nth in sample(whole.count):
            start = Start(call, nth)
            left = survivors()
            failed, opened = failed + (start.count >= nth), opened + (start.status == 0)
            wrong = start.mistake() or (f"left {left} behind" if left else "")
            if wrong:
                mistakes.append(f"{call} {nth} of {whole.count}: {wrong}: {start.words}")
        print(f"{len(sample(whole.count))} starts, a call failed in {failed}: {opened} opened, the others said why not")
        self.assertEqual(mistakes, [])
        self.assertGreater(failed, 0, "how many calls a start makes may vary, but the first one is always there")


if __name__ == "__main__":
    adopt_orphans()
    main()
