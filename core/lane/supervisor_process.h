#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "core/lane/foreign_code.h"
#include "core/lane/lane_process_child.h"
#include "core/lane/supervisor.h"
#include "core/system/priority.h"
#include "core/wire/ticks.h"

namespace sharedfate {

/// The main loop of a supervisor process; at most one lane process at a time.
class Supervisor {
 public:
  Supervisor(SupervisorOptions options, Descriptor lab, Descriptor code)
      : options_(std::move(options)),
        session_priority_(options_.niceness / 2),  // half, because lanes run beside other programs
        lab_(std::move(lab)),
        code_(std::move(code)) {}
  int run();

 private:
  enum class Start { none, keep_account, fresh_account };

  bool prepare_control();
  void start_lane_process(bool fresh);
  void serve_once();
  void receive_requests();
  void handle(const RequestMessage& request);
  void pass_to_lane_process(const RequestMessage& request);
  void serve_foreign_code(bool asks, bool has_ended);
  void set_gate(bool open);
  void stop_lane_process(bool at_once);
  void replace_lane_process(const RequestMessage& request, bool changed);
  void relay_reports(int count_max);
  void relay(ReportMessage& message, const Descriptor& passed);
  void reap_lane_process();
  [[noreturn]] void end_with_lab();
  void report(const ReportMessage& message, int passed = -1);
  void report(ReportKind kind, std::uint32_t flag, std::uint32_t value, std::uint64_t sequence = 0);
  void trouble(const Error& error, bool fatal);
  void give_up(const ReportMessage& message);

  SupervisorOptions options_;
  SessionPriority session_priority_;
  const TickClock clock_ = TickClock::calibrate();  ///< workers read a copy of it
  std::uint32_t policy_ = 0;                        ///< PolicyId, of this lane process and the next
  Descriptor lab_;
  Descriptor code_;  ///< what the lane is to run; not valid: none
  Descriptor control_memory_;
  Mapping<LaneControl> control_;
  std::optional<LaneProcess> lane_process_;
  std::optional<ControlGroup> group_;   ///< for lane processes with foreign code
  std::optional<ForeignCode> foreign_;  ///< of the lane process, if its code is foreign
  std::uint32_t incarnation_ = 0;
  std::uint64_t forwarded_ = 0;  ///< sequence of the last request that was for the lane process
  Start start_after_stop_ = Start::none;
  std::uint64_t answer_after_stop_ = 0;   ///< sequence of the request for the stop; 0: none
  bool answer_for_lane_process_ = false;  ///< that request was for the lane process
};

}  // namespace sharedfate
