#include "core/report/script_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sharedfate {

std::string script_error_text(const ScriptModel& script) {
  std::string text = script.error_type;
  if (script.error_line != 0) text += fmt::format(" in line {}", script.error_line);
  if (!script.error_message.empty()) text += ": " + script.error_message;
  return text;
}

std::string script_call_text(const ScriptCall& call) {
  std::string text = call.name + " → [";
  for (std::size_t i = 0; i < call.results.size(); ++i) {
    const ScriptResult& result = call.results[i];
    if (i > 0) text += ", ";
    text += result.state == ScriptResult::State::awaited ? "…" : result.text;
  }
  if (call.count > call.results.size())
    text += fmt::format(", … {} more", call.count - call.results.size());
  return text + "]";
}

std::string confinement_text(const ScriptModel& script) {
  std::string text = script.origin == CodeOrigin::foreign ? "full" : "limits";
  for (const std::string& part : script.denied) text += "; " + part;
  return text;
}

std::string script_text(const LaneModel& lane) {
  const ScriptModel& script = lane.script;
  if (!script.exists()) return {};
  const std::string name = to_text(lane.spec);
  std::string text =
      fmt::format("{}: code {}, line {}; confined: {}\n", name, script_state_name(script.state),
                  script.line, confinement_text(script));
  for (const ScriptCall& call : script.calls) {
    text += fmt::format("{}: line {}: {}", name, call.line, script_call_text(call));
    // Not before the call is complete: a worker may still be in its first task, or have died in it.
    const bool complete = call.count > 0 && call.came == call.count;
    const std::vector<int> idle = complete ? lane.idle_workers(call) : std::vector<int>{};
    text += idle.empty() ? "\n" : fmt::format("; no task for worker {}\n", fmt::join(idle, ", "));
  }
  if (!script.error_type.empty()) text += fmt::format("{}: {}\n", name, script_error_text(script));
  if (!script.output.empty()) text += fmt::format("{}: it printed:\n{}", name, script.output);
  if (!script.output.empty() && script.output.back() != '\n') text += "\n";
  if (script.output_cut) text += fmt::format("{}: what it printed beyond is left out\n", name);
  return text;
}

}  // namespace sharedfate
