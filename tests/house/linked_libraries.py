#!/usr/bin/env python3
"""Checks that a child process links only the libraries of the language. Usage: linked_libraries.py PROGRAM

Workers start fast, and their address space contains no window, no OpenGL and no third-party code.
"""

import re
import subprocess
import sys

ALLOWED = re.compile(r"lib(stdc\+\+|m|gcc_s|c|pthread|dl|rt|asan|ubsan|tsan)\.so\.\d+$|ld-linux.*\.so\.\d+$")


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    shown = subprocess.run(["readelf", "-d", sys.argv[1]], capture_output=True, text=True, check=True,
                           env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", shown.stdout)
    foreign = [library for library in needed if not ALLOWED.match(library)]
    print(f"{sys.argv[1]} needs {', '.join(needed)}")
    if not needed:
        print("readelf named no library at all: is this the program?")
        return 1
    if foreign:
        print(f"not allowed in a child process: {', '.join(foreign)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
