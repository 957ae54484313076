#!/usr/bin/env python3
"""tests/support/with_display passes status and output on, and leaves no X server behind."""

import os
import pathlib
import signal
import subprocess
import time
import unittest

WITH_DISPLAY = pathlib.Path(__file__).resolve().parents[1] / "support" / "with_display"


def servers_of(group):
    """PIDs of the X servers in a process group, from /proc."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)
            if "Xvfb" in fields[0] and int(fields[1].split()[2]) == group and fields[1].split()[0] != "Z":
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


class WithDisplay(unittest.TestCase):
    def run_it(self, *command, **environment):
        return subprocess.run([WITH_DISPLAY, *command], capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, **environment})

    def test_status_and_output_pass_through(self):
        result = self.run_it("sh", "-c", "echo on $DISPLAY; exit 7")
        self.assertEqual(result.returncode, 7, result.stderr)
        self.assertRegex(result.stdout, r"^on :\d+\n$")

    def test_the_screen_has_the_asked_size(self):
        result = self.run_it("xdotool", "getdisplaygeometry", DISPLAY_SIZE="1280x720")
        self.assertEqual((result.returncode, result.stdout), (0, "1280 720\n"), result.stderr)

    def test_no_command_is_bad_usage(self):
        self.assertEqual(self.run_it().returncode, 2)

    def test_the_server_ends_when_the_wrapper_is_killed(self):
        process = subprocess.Popen([WITH_DISPLAY, "sh", "-c", "echo up; read never"], stdout=subprocess.PIPE,
                                   stdin=subprocess.PIPE, text=True, start_new_session=True)
        with process:
            self.assertEqual(process.stdout.readline(), "up\n")
            self.assertEqual(len(servers_of(process.pid)), 1)
            process.send_signal(signal.SIGKILL)
        limit = time.monotonic() + 20
        while servers_of(process.pid) and time.monotonic() < limit:
            time.sleep(0.02)
        self.assertEqual(servers_of(process.pid), [])


if __name__ == "__main__":
    unittest.main()
