#!/usr/bin/env python3
"""Each rule of check_tree.py reports a planted breach, and nothing in a clean tree."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK_TREE = pathlib.Path(__file__).with_name("check_tree.py")

LONG_FUNCTION = "#pragma once\nint f() {\n" + "  ++counter;\n" * 70 + "}\n"
PLANTED = [
    ("core_sees_no_gui", "core/model/a.h", '#pragma once\n#include "imgui.h"\n'),
    ("core_sees_no_gui", "app/lane/a.cpp", "#include <GLFW/glfw3.h>\n"),
    ("core_sees_no_app", "core/lab/a.cpp", '#include "app/playground/window/window.h"\n'),
    ("folders_as_drawn", "core/base/a.h", '#pragma once\n#include "core/system/a.h"\n'),
    ("folders_as_drawn", "core/lesson/read/a.h", '#pragma once\n#include "core/lesson/play/a.h"\n'),
    ("folders_as_drawn", "core/attic/a.h", "#pragma once\n"),
    ("folders_as_drawn", "app/playground/draw/a.h", '#pragma once\n#include "app/playground/widgets/ui.h"\n'),
    ("folders_as_drawn", "app/playground/draw/a.h", '#pragma once\n#include "core/model/model.h"\n'),
    ("engine_is_bare", "core/wire/a.cpp", "#include <fmt/format.h>\n"),
    ("short_functions", "core/a.h", LONG_FUNCTION),
    ("short_functions", "core/a.h", "// " + "x" * 120 + "\n"),
    ("one_platform_per_file", "core/base/a.cpp", "#ifdef __linux__\n#endif\n"),
    ("one_platform_per_file", "core/model/a.cpp", "#include <sys/mman.h>\n"),
    ("one_writer", "core/base/a.cpp", 'void say() { std::puts("x"); }\n'),
    ("headers_open_once", "core/base/a.h", "int a();\n"),
    ("finished_words", "core/base/a.cpp", "// TO" "DO: later\n"),
    ("finished_words", "README.md", "see /wor" "k/main\n"),
    ("packages_explained", "setup/packages.txt", "libfoo-dev play opens foo\n"),
    ("packages_explained", "setup/packages.txt", "cmake sometimes\n"),
]
CLEAN = {
    "core/base/a.cpp": '#include "core/base/a.h"\n\nint a() {\n  return 1;\n}\n',
    "core/base/a.h": "#pragma once\n\nint a();\n",
    "core/system/a_linux.cpp": "#include <sys/mman.h>\n",
    "app/playground/a.cpp": "#include <imgui.h>\n",
    "setup/packages.txt": "# comment\ncmake play configures the build\nfonts-inter play? words\n",
    "ARCHITECTURE.md": "| folder | holds | may use |\n|---|---|---|\n| `core/base` | a | – |\n"
                       "| `core/system` | b | base |\n| `app/playground/draw` | c | base |\n",
    "CONTRIBUTING.md": "- `cmake`: configures\n- `fonts-inter`: words\n",
}


def run(rule, tree):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in tree.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, CHECK_TREE, rule, folder], capture_output=True, text=True, check=False)


class CheckTree(unittest.TestCase):
    def test_planted_breaches_are_found(self):
        for rule, name, text in PLANTED:
            with self.subTest(rule=rule, name=name):
                result = run(rule, {**CLEAN, name: text})
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertIn(f"{name}:", result.stdout)

    def test_a_clean_tree_passes_every_rule(self):
        for rule in {row[0] for row in PLANTED}:
            with self.subTest(rule=rule):
                result = run(rule, CLEAN)
                self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_an_unknown_rule_is_bad_usage(self):
        self.assertEqual(run("nonsense", CLEAN).returncode, 2)


if __name__ == "__main__":
    unittest.main()
