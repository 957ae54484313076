#include "core/model/script_model.h"

#include <algorithm>
#include <array>

namespace sharedfate {

void ScriptModel::note(const CodeConfined& event) {
  origin = event.origin;
  denied = event.denied;
}

void ScriptModel::note(const ScriptReported& event) {
  if (is_over()) return;
  state = event.state;
  line = event.line;
}

void ScriptModel::note(const ScriptCallBegan& event) {
  if (calls.size() == calls_kept) calls.erase(calls.begin());
  ScriptCall call{.number = event.call,
                  .name = event.name,
                  .line = event.line,
                  .first_task = event.first_task,
                  .count = event.count};
  call.results.resize(std::min<std::uint64_t>(event.count, ScriptCall::kept));
  calls.push_back(std::move(call));
  ++call_count;
}

void ScriptModel::note_task(std::uint64_t task, int worker) {
  for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
    if (task < call->first_task || task - call->first_task >= call->count) continue;
    const auto place = std::lower_bound(call->workers.begin(), call->workers.end(), worker);
    if (place == call->workers.end() || *place != worker) call->workers.insert(place, worker);
    return;
  }
}

void ScriptModel::note(const ScriptResultReported& event) {
  const auto call = std::find_if(calls.rbegin(), calls.rend(),
                                 [&](const ScriptCall& each) { return each.number == event.call; });
  if (call == calls.rend()) return;
  ++call->came;
  if (event.place >= ScriptCall::kept) return;
  if (call->results.size() <= event.place) call->results.resize(event.place + 1);
  call->results[event.place] = {
      event.failed ? ScriptResult::State::failed : ScriptResult::State::came, event.text};
}

void ScriptModel::note(const ScriptWrote& event) {
  output_cut = output_cut || event.cut || output.size() + event.text.size() > output_max;
  output += event.text;
  if (output.size() > output_max) output.resize(output_max);
}

void ScriptModel::note(const ScriptFailed& event) {
  error_line = event.line;
  error_type = event.type.empty() ? "error" : event.type;
  error_message = event.message;
}

std::string_view script_state_name(ScriptState state) {
  static constexpr std::array<std::string_view, script_state_count> names{
      "none", "starting", "running", "paused", "ended", "failed"};
  return names[static_cast<std::size_t>(state)];
}

}  // namespace sharedfate
