#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/event.h"

namespace sharedfate {

/// One result of a call of the code's pool.
struct ScriptResult {
  enum class State : std::uint8_t { awaited, came, failed };
  State state = State::awaited;
  std::string text{};
};

/// A call of the code's pool.
struct ScriptCall {
  std::uint32_t number = 0;
  std::string name{};
  std::uint32_t line = 0;
  std::uint64_t first_task = 0;
  std::uint64_t count = 0;              ///< tasks; 0: not known beforehand
  std::uint64_t came = 0;               ///< results reported, failed ones included
  std::vector<int> workers{};           ///< that have ended a task of it, ascending
  std::vector<ScriptResult> results{};  ///< in the order of the arguments, the first `kept`

  static constexpr std::size_t kept = 64;
};

/// What is known of the code that a lane runs. Reported by the code's own process: limited in size,
/// and not trusted.
struct ScriptModel {
  static constexpr std::size_t calls_kept = 32;
  static constexpr std::size_t output_max = 64 << 10;

  ScriptState state = ScriptState::none;
  std::uint32_t line = 0;  ///< from 1; 0: none yet
  CodeOrigin origin = CodeOrigin::none;
  std::vector<std::string> denied{};  ///< parts of its confinement that the kernel refused
  std::vector<ScriptCall> calls{};    ///< oldest first, the last `calls_kept`
  std::uint64_t call_count = 0;
  std::string output{};
  bool output_cut = false;
  std::uint32_t error_line = 0;  ///< 0: the error is not in the code
  std::string error_type{};      ///< empty: there is none
  std::string error_message{};

  [[nodiscard]] bool exists() const { return origin != CodeOrigin::none; }
  [[nodiscard]] bool is_over() const {
    return state == ScriptState::ended || state == ScriptState::failed;
  }

  /// A worker has ended a task: counts it as a worker of the call that the task belongs to.
  void note_task(std::uint64_t task, int worker);
  void note(const CodeConfined& event);
  void note(const ScriptReported& event);
  void note(const ScriptCallBegan& event);
  void note(const ScriptResultReported& event);
  void note(const ScriptWrote& event);
  void note(const ScriptFailed& event);
};

template <typename Candidate>
concept IsScriptEvent = requires(ScriptModel script, const Candidate& event) {
  script.note(event);
};

/// "starting", "running", …
std::string_view script_state_name(ScriptState state);

}  // namespace sharedfate
