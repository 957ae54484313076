#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/lesson.h"
#include "core/lesson/read/mistakes.h"

namespace sharedfate {

constexpr std::size_t script_lines_max = 64;
constexpr std::uint64_t submit_count_max = 1'000'000;
constexpr std::uint64_t time_count_max = 10'000;
constexpr std::uint64_t step_count_max = 100;
constexpr double wait_until_s_default = 20, wait_until_s_max = 120, wait_time_s_max = 30;

/// One verb of scripts, for the parser and the reference.
struct ScriptVerbRow {
  std::string_view name;
  std::string_view form;      ///< "submit COUNT [WORKLOAD] [in LANE, ...]"
  std::string_view sentence;  ///< what it does
};
std::span<const ScriptVerbRow> script_verbs();

/// What a script can refer to.
struct ScriptContext {
  std::vector<LaneSpec> lanes;
  std::vector<std::string> lane_names;
  WorkloadSpec workload;  ///< the default of a line that names none
  /// The largest number of workers that each lane has had so far in the lesson: a fault must name
  /// one of these.
  std::vector<int> workers_most;
};

/// The lines of a fenced block. The first is line `first_line` of the file.
struct FencedText {
  int first_line = 0;
  std::vector<std::string> lines;
};

/// Reads a script. Each mistake is added with its line; a line with a mistake yields no action.
std::vector<Action> read_script(const FencedText& script, ScriptContext& context,
                                Mistakes& mistakes);

/// The line without its comment and the spaces around it.
std::string_view strip_comment(std::string_view line);

}  // namespace sharedfate
