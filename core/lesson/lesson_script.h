#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/lesson.h"
#include "core/lesson/mistakes.h"

namespace sharedfate {

constexpr std::size_t script_lines_max = 64;
constexpr std::uint64_t submit_count_max = 1'000'000;
constexpr std::uint64_t time_count_max = 10'000;
constexpr std::uint64_t step_count_max = 100;
constexpr double wait_until_s_default = 20, wait_until_s_max = 120, wait_time_s_max = 30;

/// One verb of the scripts, for the reader and for the reference.
struct ScriptVerbRow {
  std::string_view name;
  std::string_view form;      ///< "submit COUNT [WORKLOAD] [in LANE, ...]"
  std::string_view sentence;  ///< what it does
};
std::span<const ScriptVerbRow> script_verbs();

/// What a script may speak of.
struct ScriptContext {
  std::vector<LaneSpec> lanes;
  std::vector<std::string> lane_names;
  WorkloadSpec workload;  ///< where a line names none
  /// The most workers that each lane has had so far in the lesson: a fault needs one to hit.
  std::vector<int> workers_most;
};

/// A fenced block of the lesson: its lines, the first of which is line `first_line` of the file.
struct FencedText {
  int first_line = 0;
  std::vector<std::string> lines;
};

/// Reads a script. Mistakes are added, each with its line; a line with a mistake makes no action.
std::vector<Action> read_script(const FencedText& script, ScriptContext& context,
                                Mistakes& mistakes);

/// A line without its comment and the space around it.
std::string_view strip_comment(std::string_view line);

}  // namespace sharedfate
