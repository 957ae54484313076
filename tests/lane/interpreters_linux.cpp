#include "tests/lane/interpreters.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/system/interpreters.h"

namespace sharedfate::testing {
namespace {

/// Asks an interpreter for its version; major 0: no answer.
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
    for (const std::string& path : find_interpreters()) {
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
