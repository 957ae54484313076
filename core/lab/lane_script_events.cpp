// What a lane's code does, as events. The code can write and say anything: all of it is checked.
#include <cstring>

#include "core/base/utf8.h"
#include "core/lab/lane_connection.h"
#include "core/system/confinement.h"
#include "core/system/user_namespace.h"

namespace sharedfate {
namespace {

/// What was denied, one sentence a part; nothing when the message is none that a head would send.
std::optional<std::vector<std::string>> denied_parts(const ReportMessage& message) {
  Confinement confinement;
  std::memcpy(&confinement, message.text.data(), sizeof confinement);
  std::vector<std::string> denied;
  for (std::size_t i = 0; i < confinement_parts; ++i) {
    const auto part = static_cast<ConfinementPart>(i);
    const ConfinementOutcome& outcome = confinement[part];
    if (outcome.state > ConfinementState::denied ||
        static_cast<std::uint8_t>(outcome.step) >= confinement_step_count)
      return std::nullopt;
    if (outcome.state == ConfinementState::denied)
      denied.push_back(confinement_error(confinement, part, user_namespace_remedy()).text());
  }
  return denied;
}

template <std::size_t size>
std::string text_of(const std::array<char, size>& text) {
  return harmless_text(get_text(text));
}

}  // namespace

void LaneConnection::handle_script(const ReportMessage& message, const Lab::EventSink& sink) {
  switch (message.kind) {
    case ReportKind::confined: {
      const auto denied = denied_parts(message);
      if (!denied || message.flag >= code_origin_count) break;
      return sink(CodeConfined{lane_, static_cast<CodeOrigin>(message.flag), *denied});
    }
    case ReportKind::script_call:
      return sink(ScriptCallBegan{lane_, message.value, text_of(message.cause), message.flag,
                                  message.task, message.sequence});
    case ReportKind::script_result:
      return sink(ScriptResultReported{lane_, message.value, message.sequence,
                                       text_of(message.text), message.flag != 0});
    case ReportKind::script_output:
      return sink(ScriptWrote{lane_, text_of(message.text), message.flag != 0});
    case ReportKind::script_over: {
      const auto state = static_cast<ScriptState>(message.flag);
      if (state != ScriptState::ended && state != ScriptState::failed) break;
      return sink(ScriptReported{lane_, state, message.value});
    }
    case ReportKind::script_error:
      return sink(
          ScriptFailed{lane_, message.value, text_of(message.cause), text_of(message.text)});
    default:
      break;
  }
  sink(RecordsRejected{lane_, 0, 1});
}

void LaneConnection::drain_script(const Lab::EventSink& sink) {
  if (!lane_process_ || options_.code.origin == CodeOrigin::none) return;
  const std::uint32_t line = lane_process_->script_line.load(std::memory_order_relaxed);
  const std::uint32_t state = lane_process_->script_state.load(std::memory_order_acquire);
  // Its end is reported, after all that it has said.
  if (state >= static_cast<std::uint32_t>(ScriptState::ended)) return;
  const ScriptReported reported{lane_, static_cast<ScriptState>(state), line};
  if (reported == last_script_) return;
  last_script_ = reported;
  sink(reported);
}

}  // namespace sharedfate
