#!/usr/bin/env python3
"""Rules for the source tree that a compiler does not check. Usage: check_tree.py RULE ROOT

Prints one line per breach as FILE:LINE: what is wrong; exit status 1 if there is any.
"""

import pathlib
import re
import sys

CODE = {".cpp", ".h"}
SCRIPTS = {".py", ".sh", ".cmake"}
SOURCE_FOLDERS = ["app", "core", "tests", "setup", "cmake", "assets"]

FUNCTION_LINES_MAX = 70
COLUMNS_MAX = {".cpp": 100, ".h": 100}  # as in .clang-format
COLUMNS_MAX_ELSEWHERE = 120

GUI_HEADER = re.compile(r'#\s*include\s*[<"](imgui|GLFW/|glad/|GL/|GLES|EGL/|ft2build|fontconfig/|app/playground/)')
SYSTEM_HEADER = re.compile(
    r"\s*#\s*include\s*<(linux/|sys/(epoll|eventfd|mman|prctl|sendfile|signalfd|socket|syscall|wait)\.h)")
WRITER = re.compile(r"(\bstd::|::)(f?puts|[dfv]?printf|perror|cout|cerr|clog)\b|\bfmt::print|\bstd(out|err)\b(?!\.)")
# Each pattern is split, so that this file does not match it.
UNWANTED = re.compile(
    r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|lorem ipsu" r"m|/wor" r"k/|/hom" r"e/[a-z]|/roo" r"t/", re.IGNORECASE)


def files(root, folders, suffixes):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes:
                yield path


def lines_of(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def core_sees_no_gui(root):
    """The engine and the child processes include no header of the window."""
    for path in files(root, ["core", "app/lane"], CODE):
        for number, line in enumerate(lines_of(path), 1):
            if GUI_HEADER.match(line.strip()):
                yield path, number, f"includes a header of the window: {line.strip()}"


def core_sees_no_app(root):
    """Includes point from app to core, never the other way."""
    for path in files(root, ["core"], CODE):
        for number, line in enumerate(lines_of(path), 1):
            if re.match(r'\s*#\s*include\s*"(app|tests)/', line):
                yield path, number, f"core includes {line.strip()}"


def table_of_folders(root):
    """ARCHITECTURE.md's table of folders: for each folder that has a row of its own those that it may include. A word
    means the folder of core of that name and, in a row of the app, the folder of the app."""
    allowed = {}
    for line in lines_of(root / "ARCHITECTURE.md"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found = re.fullmatch(r"`((core|app/playground)/[\w/]+)`", cells[0])
        if found and len(cells) == 3:
            parents = {"core", found.group(2)}
            words = re.findall(r"[\w/]+", cells[2])
            allowed[found.group(1)] = {f"{parent}/{word}" for parent in parents for word in words}
    return allowed


def folders_as_drawn(root):
    """A folder includes only what the table of folders in ARCHITECTURE.md allows it; each folder of core has a row."""
    allowed = table_of_folders(root)
    for path in files(root, ["core", "app"], CODE):
        folder = path.relative_to(root).parent.as_posix()
        if folder not in allowed:
            if folder.startswith("core"):
                yield path, 1, f"{folder} is not in the table of folders"
            continue
        for number, line in enumerate(lines_of(path), 1):
            found = re.match(r'\s*#\s*include\s*"((?:core|app)/[\w/]+)/[^"/]+"', line)
            if found and found.group(1) not in allowed[folder] | {folder}:
                yield path, number, f"{folder} may not include {found.group(1)}"


def engine_is_bare(root):
    """The code of a child process includes no third-party header: a worker starts fast and has only the lane in its
    memory."""
    folders = ["core/base", "core/system", "core/catalog", "core/wire", "core/workload", "core/fault", "core/lane",
               "core/experiment", "app/lane"]
    for path in files(root, folders, CODE):
        for number, line in enumerate(lines_of(path), 1):
            if re.match(r'\s*#\s*include\s*<(fmt|nlohmann|spdlog|CLI|boost|tbb)/', line):
                yield path, number, f"the engine includes {line.strip()}"


def short_functions(root):
    """Limits the length of lines and functions."""
    for path in files(root, SOURCE_FOLDERS, CODE | SCRIPTS):
        lines = lines_of(path)
        for number, line in enumerate(lines, 1):
            columns_max = COLUMNS_MAX.get(path.suffix, COLUMNS_MAX_ELSEWHERE)
            if len(line) > columns_max:
                yield path, number, f"{len(line)} columns; the limit is {columns_max}"
        if path.suffix in CODE:
            yield from long_functions(path, lines)


def long_functions(path, lines):
    """Free functions and out-of-class members: blocks that open and close in column 0."""
    opened = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("}") and opened:
            if number - opened + 1 > FUNCTION_LINES_MAX:
                yield path, opened, f"a function of {number - opened + 1} lines; the limit is {FUNCTION_LINES_MAX}"
            opened = 0
        elif not opened and line.endswith("{") and not re.match(
                r"(inline )?(namespace|class|struct|union|enum|extern)\b|template|.*= \{$|.*\[\] ?\{$|#", line):
            opened = number if line[:1] not in (" ", "}", "/") else 0


def one_platform_per_file(root):
    """A port adds files and edits none: system headers and #ifdefs for a system are only in *_linux files."""
    for path in files(root, ["core", "app"], CODE):
        if path.stem.endswith("_linux"):
            continue
        for number, line in enumerate(lines_of(path), 1):
            if re.match(r"\s*#\s*(el)?if.*(__linux|__unix|_WIN32|__APPLE__)", line):
                yield path, number, f"belongs into a file of its own: {line.strip()}"
            if SYSTEM_HEADER.match(line):
                yield path, number, f"a system header outside *_linux.cpp: {line.strip()}"


def one_writer(root):
    """All output goes through core/system/terminal.h, so that no text can control the terminal that shows it."""
    for path in files(root, ["app", "core"], CODE):
        if path.name == "terminal_linux.cpp":
            continue
        for number, line in enumerate(lines_of(path), 1):
            found = WRITER.search(line)
            if found and not line.lstrip().startswith("//"):
                yield path, number, f"writes by itself ({found.group(0)}); there is write_output()"


def headers_open_once(root):
    for path in files(root, SOURCE_FOLDERS, {".h"}):
        if not any(line.strip() == "#pragma once" for line in lines_of(path)):
            yield path, 1, "no #pragma once"


def finished_words(root):
    """No unfinished work and no path of a personal machine is in the tree."""
    named = [path for pattern in ("*.md", "play", "check", ".ci/run", "CMake*") for path in sorted(root.glob(pattern))]
    for path in named + list(files(root, SOURCE_FOLDERS, CODE | SCRIPTS | {".txt", ".md", ".json"})):
        for number, line in enumerate(lines_of(path), 1):
            found = UNWANTED.search(line)
            if found:
                yield path, number, f"unwanted: {found.group(0)}"


def packages_explained(root):
    """Every package in the table occurs once, with a reason, and CONTRIBUTING.md names it."""
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = root / "setup" / "packages.txt"
    seen = set()
    for number, line in enumerate(lines_of(table), 1):
        if line.startswith("#") or not line.strip():
            continue
        cells = line.split(None, 2)
        if len(cells) < 3 or not re.fullmatch(r"(play|check|bench)\??", cells[1]):
            yield table, number, "not of the form: package, play|check|bench, reason"
            continue
        if cells[0] in seen:
            yield table, number, f"{cells[0]} is listed twice"
        seen.add(cells[0])
        if f"`{cells[0]}`" not in guide:
            yield table, number, f"CONTRIBUTING.md does not say why {cells[0]} is needed"


RULES = {rule.__name__: rule for rule in (
    core_sees_no_gui, core_sees_no_app, folders_as_drawn, engine_is_bare, short_functions, one_platform_per_file,
    one_writer, headers_open_once, finished_words, packages_explained)}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in RULES:
        print(f"usage: check_tree.py RULE ROOT, RULE one of: {', '.join(RULES)}", file=sys.stderr)
        return 2
    root = pathlib.Path(sys.argv[2]).resolve()
    breaches = list(RULES[sys.argv[1]](root))
    for path, number, what in breaches:
        print(f"{path.relative_to(root)}:{number}: {what}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
