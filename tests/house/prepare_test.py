#!/usr/bin/env python3
"""setup/prepare.sh on simulated systems: substitutes for dpkg-query, apt-get, sudo and id, in a PATH of their own."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ORDINARY_TOOLS = ["awk", "bash", "cat", "cut", "dirname", "env", "grep", "mkdir", "nproc", "sleep", "tail", "tr", "wc"]


class Prepare(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.programs = self.folder / "bin"
        self.programs.mkdir()
        for tool in ORDINARY_TOOLS:
            found = shutil.which(tool)
            if found:
                (self.programs / tool).symlink_to(found)
        (self.folder / "setup").mkdir()
        shutil.copy(ROOT / "setup" / "prepare.sh", self.folder / "setup")
        (self.folder / "setup" / "packages.txt").write_text(
            "# package  needed by  what for\n"
            "cmake play configures the build\n"
            "fonts-inter play? typeface for words\n"
            "xvfb check a virtual screen\n", encoding="utf-8")

    def program(self, name, text):
        path = self.programs / name
        path.write_text("#!/bin/bash\n" + text, encoding="utf-8")
        path.chmod(0o755)

    def system(self, installed=(), user=0, sudo=None, apt="exit 0"):
        """installed: packages that are there; user: numeric id; sudo: exit status of sudo, None where there is none."""
        rows = "".join(f"echo 'installed {name}'\n" for name in installed)
        self.program("dpkg-query", rows)
        self.program("id", f'[ "$1" = -un ] && echo someone || echo {user}\n')
        self.program("apt-get", f'echo "apt-get $*" >>"{self.folder}/calls"\n{apt}\n')
        if sudo is not None:
            self.program("sudo", f'echo "sudo $*" >>"{self.folder}/calls"\n'
                                 f'[ {sudo} = 0 ] || exit {sudo}\ncase $1 in -*) exit 0 ;; esac\n"$@"\n')

    def ensure(self, *needs):
        script = f'root={self.folder}; program=play; . "$root/setup/prepare.sh"; ensure_packages {" ".join(needs)}'
        result = subprocess.run(["bash", "-u", "-c", script], env={"PATH": str(self.programs)},
                                capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(result.stdout, "", "standard output belongs to the app")
        calls = self.folder / "calls"
        return result.returncode, result.stderr, calls.read_text(encoding="utf-8") if calls.exists() else ""

    def test_without_missing_packages_it_prints_and_calls_nothing(self):
        self.system(installed=["cmake", "fonts-inter"], user=1000)
        self.assertEqual(self.ensure("play"), (0, "", ""))

    def test_root_installs_missing_packages_and_says_why(self):
        self.system(installed=["fonts-inter"])
        status, said, calls = self.ensure("play", "check")
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"cmake +configures the build")
        self.assertRegex(said, r"xvfb +a virtual screen")
        self.assertNotIn("fonts-inter", said)
        self.assertRegex(calls, r"apt-get -y .*install --no-install-recommends cmake xvfb\n")

    def test_a_user_installs_through_sudo(self):
        self.system(installed=["fonts-inter"], user=1000, sudo=0)
        status, said, calls = self.ensure("play")
        self.assertEqual(status, 0, said)
        self.assertRegex(calls, r"sudo env DEBIAN_FRONTEND=noninteractive apt-get .*install .*cmake")

    def test_without_root_and_sudo_the_exact_command_is_named(self):
        for sudo in (None, 1):
            with self.subTest(sudo=sudo):
                self.system(installed=["fonts-inter"], user=1000, sudo=sudo)
                status, said, calls = self.ensure("play")
                self.assertEqual(status, 1)
                self.assertNotIn("apt-get", calls)
                self.assertIn("apt-get install --no-install-recommends cmake", said)
                self.assertIn("Ask an administrator", said)

    def test_missing_fonts_alone_do_not_stop_the_app(self):
        self.system(installed=["cmake"], user=1000)
        status, said, _ = self.ensure("play")
        self.assertEqual(status, 0)
        self.assertIn("falls back to other fonts", said)

    def test_a_failing_apt_is_retried_after_an_update_and_then_shown(self):
        self.system(apt="echo 'E: no network'; exit 100")
        status, said, calls = self.ensure("play")
        self.assertEqual(status, 1)
        self.assertIn("apt-get -y -o DPkg::Lock::Timeout=300 update", calls)
        self.assertIn("E: no network", said)
        self.assertIn("build/log/packages.log", said)

    def test_a_system_without_dpkg_names_the_list_of_packages(self):
        status, said, _ = self.ensure("play")
        self.assertEqual(status, 0)
        self.assertIn("setup/packages.txt", said)

    def progress(self, log, seconds):
        (self.folder / "log").write_text(log, encoding="utf-8")
        script = f'root={self.folder}; program=play; . "$root/setup/prepare.sh"; progress {self.folder}/log {seconds}'
        return subprocess.run(["bash", "-u", "-c", script], env={"PATH": str(self.programs)}, capture_output=True,
                              text=True, timeout=30, check=True).stdout

    def test_a_build_reports_progress_and_remaining_time(self):
        self.assertEqual(self.progress("[1/400] Building a\n", 1), "1 of 400 files")
        self.assertEqual(self.progress("[1/400] Building a\n[100/400] Building b\nb.h: warning: [2/3]\n", 30),
                         "100 of 400 files, about 4 min left")
        self.assertEqual(self.progress("[200/400] Building c\n", 30), "200 of 400 files, about 55 s left")
        self.assertEqual(self.progress("[400/400] Linking d\n", 30), "400 of 400 files, about 5 s left")

    def test_another_command_shows_its_last_line(self):
        self.assertEqual(self.progress("Get:1 packages\nSetting up cmake\n", 30), "Setting up cmake")


class Commands(unittest.TestCase):
    def test_check_refuses_unknown_options(self):
        result = subprocess.run([ROOT / "check", "--nonsense"], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("unknown option --nonsense", result.stderr)
        self.assertIn("--quick", result.stderr)

    def test_check_help(self):
        result = subprocess.run([ROOT / "check", "--help"], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for option in ("--all", "--quick", "--bench", "-- ARGS"):
            self.assertIn(option, result.stdout)

    def test_commands_are_executable(self):
        for name in ("play", "check", ".ci/run", "tests/support/with_display"):
            self.assertTrue(os.access(ROOT / name, os.X_OK), name)


if __name__ == "__main__":
    unittest.main()
