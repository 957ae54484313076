#!/usr/bin/env python3
"""Checks that every C++ file is formatted as .clang-format says. Usage: formatted.py CLANG_FORMAT ROOT"""

import pathlib
import subprocess
import sys


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(sys.argv[2])
    paths = [str(path) for folder in ("app", "core", "tests") for path in sorted((root / folder).rglob("*"))
             if path.suffix in (".cpp", ".h")]
    result = subprocess.run([sys.argv[1], "--dry-run", "-Werror", *paths], cwd=root, check=False)
    if result.returncode != 0:
        print("to mend: clang-format -i FILE")
    return 1 if result.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
