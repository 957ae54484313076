#include "tests/lane/interpreters.h"

#include <glob.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace sharedfate::testing {
namespace {

std::vector<std::string> candidates() {
  std::vector<std::string> patterns{"/usr/bin/python3", "/usr/bin/python3.[0-9]*",
                                    "/usr/local/bin/python3.[0-9]*"};
  if (const char* home = std::getenv("HOME"))
    patterns.push_back(std::string(home) + "/.pyenv/versions/3.*/bin/python3");
  std::vector<std::string> paths;
  for (const std::string& pattern : patterns) {
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
      paths.insert(paths.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
  }
  return paths;
}

/// What the interpreter says that it is; major 0: it says nothing.
Interpreter ask(const std::string& path) {
  Interpreter interpreter{path};
  const std::string command =
      path + " -I -c 'import sys; print(*sys.version_info[:3])' 2>/dev/null </dev/null";
  std::FILE* const answer = ::popen(command.c_str(), "r");
  if (answer == nullptr) return interpreter;
  std::array<char, 64> text{};
  if (std::fgets(text.data(), text.size(), answer) == nullptr) text[0] = '\0';
  ::pclose(answer);
  const int read = std::sscanf(text.data(), "%d %d %d", &interpreter.major, &interpreter.minor,
                               &interpreter.micro);
  if (read != 3) interpreter.major = 0;
  return interpreter;
}

}  // namespace

std::string Interpreter::version() const {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(micro);
}

const std::vector<Interpreter>& interpreters() {
  static const std::vector<Interpreter> found = [] {
    constexpr int oldest_minor = 8;
    std::vector<Interpreter> list;
    for (const std::string& path : candidates()) {
      Interpreter each = ask(path);
      const bool known = std::any_of(list.begin(), list.end(), [&](const Interpreter& other) {
        return other.version() == each.version();
      });
      if (each.major == 3 && each.minor >= oldest_minor && !known) list.push_back(std::move(each));
    }
    return list;
  }();
  return found;
}

}  // namespace sharedfate::testing
