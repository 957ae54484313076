#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/lane/crash_record.h"
#include "core/lane/foreign_code.h"
#include "core/lane/gate.h"
#include "core/lane/lane_process.h"
#include "core/lane/lane_process_child.h"
#include "core/lane/supervisor.h"
#include "core/system/process_facts.h"
#include "core/system/scheduling.h"
#include "core/system/spawn.h"
#include "core/wire/ticks.h"

namespace sharedfate {

/// The main loop of a supervisor process; at most one lane process at a time. Not in an unnamed
/// namespace, so that a crash's stack can name these functions.
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

namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

}  // namespace

void Supervisor::report(const ReportMessage& message, int passed) {
  if (!send_message(lab_.get(), &message, sizeof message, passed, Blocking::yes)) end_with_lab();
}

void Supervisor::report(ReportKind kind, std::uint32_t flag, std::uint32_t value,
                        std::uint64_t sequence) {
  ReportMessage message;
  message.kind = kind;
  message.flag = flag;
  message.value = value;
  message.sequence = sequence;
  report(message);
}

void Supervisor::trouble(const Error& error, bool fatal) { report(trouble_message(error, fatal)); }

/// The lane process cannot go on, for the reason in `message`, which is reported once it is dead.
void Supervisor::give_up(const ReportMessage& message) {
  lane_process_->gave_up = message;
  lane_process_->kill();
}

bool Supervisor::prepare_control() {
  auto memory = create_shared_memory("sharedfate-control", sizeof(LaneControl));
  if (!memory) {
    trouble(memory.error(), true);
    return false;
  }
  auto control = Mapping<LaneControl>::map(memory.value().get(), Access::read_write);
  if (!control) {
    trouble(control.error(), true);
    return false;
  }
  control_memory_ = memory.take();
  control_ = control.take();

  ReportMessage message;
  message.kind = ReportKind::supervisor_started;
  message.pid = host_pid();
  message.flag = static_cast<std::uint32_t>(options_.in_namespace ? Containment::pid_namespace
                                                                  : Containment::subreaper);
  report(message, control_memory_.get());
  report(ReportKind::gate_changed, options_.gate_open ? 1 : 0, 0);
  report(ReportKind::tempo_changed, 0, options_.tempo_ms);
  report(ReportKind::policy_changed, 0, 0);
  return true;
}

void Supervisor::start_lane_process(bool fresh) {
  auto parts = make_lane_process_parts(policy_);
  if (!parts) return trouble(parts.error(), true);
  LaneProcessParts& lane_process = parts.value();
  options_.apply_to(*control_, clock_);
  SpawnRequest request;
  request.program = own_program_path();
  request.arguments =
      lane_process_arguments(options_.spec, ++incarnation_, ::getpid(), options_.code_origin);
  request.descriptors = {lane_process.lane_process_socket.get(), control_memory_.get(),
                         lane_process.memory.get(), lane_process.captured_stderr.get()};
  if (code_.valid()) request.descriptors.push_back(code_.get());
  foreign_.reset();
  if (options_.code_origin == CodeOrigin::foreign) {
    auto foreign = ForeignCode::prepare(ConfinementLimits{});
    if (!foreign) return trouble(foreign.error(), true);
    foreign_ = foreign.take();
    request.descriptors.push_back(foreign_->lane_processes_end());
  }
  // The lane process is in the control group from its start. The supervisor leaves it again,
  // because it must be able to act when the group's memory is used up.
  const bool grouped = group_ && group_->enter();
  auto child = spawn(request);
  if (grouped) group_->leave();
  if (!child) return trouble(child.error(), true);
  if (foreign_) foreign_->begin(grouped ? group_ : std::nullopt);

  ReportMessage message;
  message.kind = ReportKind::lane_process_started;
  message.incarnation = incarnation_;
  message.pid = child.value().host_pid;
  message.pid_inner = child.value().pid;
  message.flag = fresh ? 1 : 0;
  lane_process_.emplace();
  lane_process_->child = child.take();
  lane_process_->socket = std::move(lane_process.own_socket);
  lane_process_->memory = std::move(lane_process.mapping);
  if (lane_kind_row(options_.spec.kind).language == Language::python)
    lane_process_->captured_stderr = std::move(lane_process.captured_stderr);
  report(message, lane_process.memory.get());
  // A number of workers that was requested while there was no lane process takes effect now.
  report(ReportKind::workers_changed, 0, static_cast<std::uint32_t>(options_.spec.workers),
         answer_for_lane_process_ ? answer_after_stop_ : 0);
}

int Supervisor::run() {
  if (!prepare_control()) return EXIT_FAILURE;
  if (options_.code_origin == CodeOrigin::foreign && options_.in_namespace)
    group_ = ControlGroup::create(host_pid(), ConfinementLimits{}.group_memory_bytes);
  start_lane_process(true);
  while (true) serve_once();
}

void Supervisor::serve_once() {
  std::array<pollfd, 4> watched{};
  // While the lane process is being stopped no request is read: the next ones are for its
  // successor.
  const bool stopping = lane_process_ && lane_process_->kill_at_ns != 0;
  watched[0] = {lab_.get(), static_cast<short>(stopping ? 0 : POLLIN), 0};
  nfds_t count = 1;
  int timeout_ms = session_priority_.apply();
  if (lane_process_) {
    watched[count++] = {lane_process_->child.pidfd.get(), POLLIN, 0};
    watched[count++] = {lane_process_->socket.get(), POLLIN, 0};
    watched[count++] = {foreign_ ? foreign_->requests() : -1, POLLIN, 0};
    if (foreign_) timeout_ms = ForeignCode::look_ms;
    if (stopping) {
      const std::uint64_t now = monotonic_ns();
      timeout_ms = lane_process_->kill_at_ns > now
                       ? static_cast<int>((lane_process_->kill_at_ns - now) / ns_per_ms) + 1
                       : 0;
    }
  }
  ::poll(watched.data(), count, timeout_ms);
  if ((watched[0].revents & (POLLHUP | POLLERR)) != 0) end_with_lab();
  // So that a lane process that reports without end does not keep requests waiting.
  constexpr int reports_per_round_max = 64;
  if (lane_process_ && watched[2].revents != 0) relay_reports(reports_per_round_max);
  if (lane_process_ && foreign_)
    serve_foreign_code(watched[3].revents != 0, watched[1].revents != 0);
  if (lane_process_ && watched[1].revents != 0) reap_lane_process();
  if (lane_process_ && lane_process_->kill_at_ns != 0 &&
      monotonic_ns() >= lane_process_->kill_at_ns)
    lane_process_->kill();
  if (watched[0].revents != 0) receive_requests();
}

void Supervisor::serve_foreign_code(bool asks, bool has_ended) {
  if (asks) foreign_->give_memory();
  if (lane_process_->gave_up || lane_process_->stop_requested) return;
  const auto error = has_ended ? foreign_->held_too_much() : foreign_->used_up();
  if (error) give_up(trouble_message(*error, true));
}

void Supervisor::receive_requests() {
  RequestMessage request;
  Descriptor passed;
  while (!lane_process_ || lane_process_->kill_at_ns == 0) {
    switch (receive_message(lab_.get(), &request, sizeof request, passed)) {
      case Received::message:
        handle(request);
        break;
      case Received::nothing:
        return;
      case Received::closed:
        end_with_lab();
    }
  }
}

void Supervisor::handle(const RequestMessage& request) {
  if (is_for_lane_process(request.kind)) return pass_to_lane_process(request);
  switch (request.kind) {
    case RequestKind::open_gate:
      set_gate(true);
      break;
    case RequestKind::close_gate:
      set_gate(false);
      break;
    case RequestKind::step_gate:
      if (control_->gate_open.load() == 0 && lane_process_) {
        control_->permits.fetch_add(1);
        control_->permits_granted.fetch_add(1);
        wake_gate(*control_);
      }
      break;
    case RequestKind::set_tempo:
      control_->tempo_ms.store(options_.tempo_ms = request.tempo_ms);
      report(ReportKind::tempo_changed, 0, request.tempo_ms);
      break;
    case RequestKind::set_policy:
      policy_ = request.choice;
      if (lane_process_) lane_process_->memory->policy.store(policy_, std::memory_order_release);
      report(ReportKind::policy_changed, 0, request.choice);
      break;
    case RequestKind::stop_lane:
    case RequestKind::restart_lane:
    case RequestKind::reset_lane:
      if (request.kind == RequestKind::restart_lane) start_after_stop_ = Start::keep_account;
      if (request.kind == RequestKind::reset_lane) start_after_stop_ = Start::fresh_account;
      answer_after_stop_ = request.sequence;
      return stop_lane_process(request.kind == RequestKind::reset_lane);
    default:
      break;
  }
  report(ReportKind::request_handled, 0, 0, request.sequence);
}

void Supervisor::pass_to_lane_process(const RequestMessage& request) {
  // The next incarnation has as many workers as were requested last.
  if (request.kind == RequestKind::set_workers) {
    const int before = std::exchange(options_.spec.workers, static_cast<int>(request.worker));
    if (lane_kind_row(options_.spec.kind).language == Language::python)
      return replace_lane_process(request, before != options_.spec.workers);
  }
  forwarded_ = request.sequence;
  if (lane_process_ && is_for_lane_process_itself(request) &&
      !lane_kind_row(options_.spec.kind).one_address_space)
    return lane_process_->inject(static_cast<FaultId>(request.choice));
  // The lane process itself may be stopped; SIGCONT has no effect if it is not.
  if (lane_process_ && is_continue(request)) signal_child(lane_process_->child, SIGCONT);
  // Non-blocking: a lane process that is stopped or hangs must not block its supervisor.
  if (lane_process_ &&
      send_message(lane_process_->socket.get(), &request, sizeof request, -1, Blocking::no))
    return;
  if (lane_process_)
    trouble(Error{"pass a request on", "the process that holds the queue does not take it", ""},
            false);
  report(ReportKind::request_handled, 1, 0, request.sequence);
}

/// A Python pool has a fixed number of workers: another number needs another pool. The request is
/// answered when the new lane process runs, so that the end of the old one is not taken for the
/// lane's.
void Supervisor::replace_lane_process(const RequestMessage& request, bool changed) {
  if (!changed) return report(ReportKind::request_handled, 1, 0, request.sequence);
  answer_after_stop_ = request.sequence;
  answer_for_lane_process_ = true;
  start_after_stop_ = Start::keep_account;
  stop_lane_process(false);
}

void Supervisor::set_gate(bool open) {
  options_.gate_open = open;
  ReportMessage message;
  message.kind = ReportKind::gate_changed;
  message.flag = open ? 1 : 0;
  message.duration_ns = monotonic_ns();
  control_->permits.store(0);
  control_->gate_open.store(message.flag);
  wake_gate(*control_);
  report(message);
}

void Supervisor::stop_lane_process(bool at_once) {
  if (!lane_process_) return reap_lane_process();
  RequestMessage stop;
  stop.kind = RequestKind::stop_lane;
  lane_process_->stop_requested = true;
  lane_process_->at_once = at_once;
  lane_process_->kill_at_ns = monotonic_ns() + (at_once ? 0 : stop_grace_ms * ns_per_ms);
  if (at_once || !send_message(lane_process_->socket.get(), &stop, sizeof stop, -1, Blocking::no)) {
    lane_process_->kill();
  }
}

void Supervisor::relay_reports(int count_max) {
  ReportMessage message;
  Descriptor passed;
  for (int count = 0; count < count_max && lane_process_->socket.valid(); ++count) {
    switch (receive_message(lane_process_->socket.get(), &message, sizeof message, passed)) {
      case Received::message:
        relay(message, passed);
        break;
      case Received::nothing:
        return;
      case Received::closed:
        // At end of file it is always readable; the pidfd reports the end of the process.
        lane_process_->socket.reset();
    }
  }
}

/// Forwards a report to the lab unchanged, except those that are for the supervisor.
void Supervisor::relay(ReportMessage& message, const Descriptor& passed) {
  switch (message.kind) {
    case ReportKind::worker_started:
      lane_process_->note_worker(message, passed,
                                 lane_kind_row(options_.spec.kind).one_address_space);
      break;
    case ReportKind::overdue:
      return lane_process_->note_overdue(message);
    case ReportKind::permits_taken:
      control_->permits.fetch_sub(std::min(message.value, control_->permits.load()));
      return;
    case ReportKind::trouble:
      if (message.flag != 0) return give_up(message);
      break;
    case ReportKind::confined:
      if (std::exchange(lane_process_->reported_confinement, true)) return;
      break;
    default:
      if (!is_from_lane_process(message.kind)) return;
      break;
  }
  lane_process_->has_begun |=
      message.kind != ReportKind::trouble && message.kind != ReportKind::confined;
  // Closing the last copy of a socket can block, so the lab must never be passed one.
  const bool carries_memory =
      message.kind == ReportKind::worker_started && is_sealed_memory(passed.get());
  report(message, carries_memory ? passed.get() : -1);
}

/// Ends the lane when the lab is gone. In a namespace the end of this process, its pid 1, would end
/// everything as well, but the kernel counts the processor time of what is reaped only. Without
/// one, dead processes would stay in the process list until the system's pid 1 reaps them.
void Supervisor::end_with_lab() {
  if (lane_process_) lane_process_->kill();
  end_orphans(options_.in_namespace);
  std::_Exit(EXIT_SUCCESS);
}

/// Called when the lane process is dead, or when there is none and a stop or a new one is
/// requested.
void Supervisor::reap_lane_process() {
  if (lane_process_) {
    const Ending ending = reap(lane_process_->child);
    const std::uint64_t known_ticks = read_ticks();
    const std::uint32_t orphans = end_orphans(options_.in_namespace);
    // Reports sent before the death. With usual system limits a socket holds fewer than this.
    constexpr int reports_left_max = 4096;
    relay_reports(reports_left_max);
    ReportMessage message = lane_process_->describe_end(ending, known_ticks, orphans, clock_);
    message.sequence = forwarded_;
    report(message);
    lane_process_.reset();
  }
  const Start start = std::exchange(start_after_stop_, Start::none);
  if (start != Start::none) start_lane_process(start == Start::fresh_account);
  const std::uint32_t for_lane_process = std::exchange(answer_for_lane_process_, false) ? 1 : 0;
  if (answer_after_stop_ != 0)
    report(ReportKind::request_handled, for_lane_process, 0, std::exchange(answer_after_stop_, 0));
}

int run_supervisor(const std::vector<std::string>& arguments) {
  auto options = SupervisorOptions::parse(arguments);
  if (!options) return EXIT_FAILURE;
  // Without a namespace this process must outlive the app until it has ended the processes that did
  // not ask for a signal at their parent's death.
  if (!options.value().in_namespace) {
    ::prctl(PR_SET_PDEATHSIG, SIGCONT);  // resumes it if stopped; its socket reports the end
  } else if (!die_with_parent(options.value().parent_pid)) {
    return EXIT_SUCCESS;
  }
  const bool has_code = options.value().code_origin != CodeOrigin::none;
  Descriptor code = has_code ? Descriptor(supervisor_code_descriptor) : Descriptor();
  // Descriptors that libraries of the app left open are not for the lane.
  close_descriptors_from(has_code ? supervisor_code_descriptor + 1 : supervisor_code_descriptor);
  Descriptor lab(supervisor_lab_descriptor);
  pollfd alive{lab.get(), 0, 0};
  if (::poll(&alive, 1, 0) > 0 && (alive.revents & POLLHUP) != 0) return EXIT_SUCCESS;

  if (!options.value().in_namespace) ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  // If a lane uses up all memory, the kernel is to end the lane, not another program.
  constexpr int before_a_desktops_programs = 500;
  offer_to_memory_killer(before_a_desktops_programs);
  // Ctrl-C in the terminal is for the app, which then stops the lanes in order.
  ::setsid();
  // A core dump would delay the report of the death. Limit 1, because 0 does not disable a
  // core_pattern that is a pipe.
  const rlimit no_core{1, 1};
  ::setrlimit(RLIMIT_CORE, &no_core);
  // Pid 1 of a namespace ignores signals without a handler: with these handlers, confined code in
  // the namespace could signal this process.
  if (options.value().code_origin != CodeOrigin::foreign) prepare_crash_record();
  Supervisor supervisor(options.take(), std::move(lab), std::move(code));
  return supervisor.run();
}

}  // namespace sharedfate
