#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sharedfate {

/// Who wrote the code that a Python lane runs. Decides how it is confined.
enum class CodeOrigin : std::uint8_t {
  none,     ///< no code: the lane runs submitted tasks
  own,      ///< the user of this computer: resource limits only
  foreign,  ///< a file from elsewhere: every part of the confinement, otherwise it does not run
};
constexpr std::uint32_t code_origin_count = 3;

/// "none", "own", "foreign".
constexpr std::string_view origin_name(CodeOrigin origin) {
  constexpr std::string_view names[] = {"none", "own", "foreign"};
  return names[static_cast<std::size_t>(origin)];
}

/// Python code that a lane runs from its first line to its last.
struct ScriptCode {
  std::string text;
  CodeOrigin origin = CodeOrigin::none;

  friend bool operator==(const ScriptCode&, const ScriptCode&) = default;
};

constexpr std::size_t code_size_max = 256 << 10;

}  // namespace sharedfate
