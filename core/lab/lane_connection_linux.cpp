#include "core/lab/lane_connection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <limits>
#include <utility>

#include "core/lab/request_message.h"
#include "core/system/message_socket.h"
#include "core/wire/supervisor_options.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;
/// How many reports one drain handles, and for how long: more than a lane of 64 workers sends at
/// once. A lane that floods the socket must not hold up the observer.
constexpr int reports_per_drain_max = 1024;
constexpr std::uint64_t reports_ns_max = 4 * ns_per_ms;
/// How long a lane without a namespace may take to end its processes by itself. Only its supervisor
/// knows which processes the lane's code has started.
constexpr std::uint64_t orderly_end_ns_max = 5'000 * ns_per_ms;
/// How long the others may take once their supervisor is dead. The wait has a limit because the
/// lane has reported their PIDs and may have reported wrong ones.
constexpr std::uint64_t rest_ns_max = 500 * ns_per_ms;

/// Whether a lane that runs code takes this request: its tasks and workers are up to the code.
bool suits_code(const Request& request) {
  return !std::holds_alternative<SubmitTasks>(request) &&
         !std::holds_alternative<SetWorkers>(request);
}

/// A pidfd of the process if it still runs, else an invalid one.
Descriptor running(int pid) {
  if (pid == 0) return {};
  Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  pollfd ended{pidfd.get(), POLLIN, 0};
  if (pidfd.valid() && ::poll(&ended, 1, 0) > 0) pidfd.reset();
  return pidfd;
}

/// Waits until a process has ended, at most `timeout_ms`; that long if there is none.
void wait_for_end(int pidfd, int timeout_ms) {
  pollfd ended{pidfd, POLLIN, 0};
  ::poll(&ended, 1, timeout_ms);
}

}  // namespace

LaneConnection::LaneConnection(LaneIndex lane, const LaneOptions& options, int news)
    : lane_(lane), options_(options), news_(news), reader_(lane, options.code.origin, news) {
  last_.assume(RequestsAwaited{lane, false});
}

LaneConnection::~LaneConnection() {
  constexpr int look_again_ms = 10;
  if (end_by_ns_ == 0) end();
  while (!ended()) wait_for_end(supervisor_.pidfd.get(), look_again_ms);
}

void LaneConnection::end() {
  // No report of this lane is read any more.
  socket_.reset();
  reader_.stop_watching();
  // The supervisor ends its lane and reaps all of it once the socket is closed. Killed at once it
  // would not: the kernel would not count the lane's processor time as the app's, and without a
  // namespace the system's pid 1 would have to reap, and the app could end earlier.
  end_by_ns_ = monotonic_ns() + orderly_end_ns_max;
  if (supervisor_death_) supervisor_ = Child{};
  // SIGCONT, because a stopped supervisor cannot end its lane.
  if (supervisor_alive()) signal_child(supervisor_, SIGCONT);
}

bool LaneConnection::ended() {
  const std::uint64_t now = monotonic_ns();
  if (supervisor_alive()) {
    if (!has_ended(supervisor_)) {
      if (now >= end_by_ns_) signal_child(supervisor_, SIGKILL);
      return false;
    }
    reap(supervisor_);
    supervisor_ = Child{};
    end_by_ns_ = now + rest_ns_max;
  }
  return !first_left().valid() || now >= end_by_ns_;
}

Status LaneConnection::start(const std::string& lane_program, const LaneSpec& spec, bool fresh) {
  spec_ = spec;
  start_wanted_.reset();
  supervisor_fault_.reset();
  postponed_.reset();
  auto sockets = create_message_sockets();
  if (!sockets) return sockets.error();
  SupervisorOptions options{.spec = spec,
                            .seed = options_.seed,
                            .deadline_ms = options_.deadline_ms,
                            .tempo_ms = fresh ? options_.tempo_ms : tempo_ms_,
                            .gate_open = fresh ? options_.gate_open : gate_open_,
                            .niceness = options_.niceness,
                            .in_namespace = true,
                            .parent_pid = ::getpid(),
                            .code_origin = options_.code.origin};
  SpawnRequest request;
  request.program = lane_program;
  request.descriptors = {sockets.value().second.get()};
  Descriptor code;
  if (options_.code.origin != CodeOrigin::none) {
    auto text = create_sealed_text("sharedfate-code", options_.code.text);
    if (!text) return text.error();
    code = text.take();
    request.descriptors.push_back(code.get());
  }
  const bool foreign = options_.code.origin == CodeOrigin::foreign;
  // In a user namespace root would be the only user, and code from elsewhere must run as another.
  request.namespaces = foreign && ::geteuid() == 0 ? Namespaces::pid : Namespaces::user_and_pid;
  request.arguments = options.to_arguments();
  // Code from elsewhere does not run without a namespace, even if they are switched off.
  contained_ = options_.use_namespaces || foreign;
  start_note_ = contained_ ? "" : "namespaces are switched off";
  auto child = contained_ ? spawn(request) : Result<Child>(Error{});
  if (!child) {
    if (contained_)
      start_note_ = "the kernel denies a pid namespace (" + child.error().reason + ")";
    contained_ = options.in_namespace = false;
    request.namespaces = Namespaces::inherit;
    request.arguments = options.to_arguments();
    child = spawn(request);
  }
  if (!child) return child.error();
  supervisor_ = child.take();
  socket_ = std::move(sockets.value().first);
  start_fresh_ = fresh;
  sequence_ = sent_to_lane_process_ = sent_to_supervisor_ = acknowledged_by_lane_process_ =
      acknowledged_by_supervisor_ = 0;
  workers_asked_ = workers_reported_ = 0;
  return policy_ == PolicyId::pool ? Status(Done{}) : send(SetPolicy{policy_});
}

Status LaneConnection::send(const Request& request) {
  if (options_.code.origin != CodeOrigin::none && !suits_code(request))
    return Error{"ask a lane that runs code for this", "its tasks are what the code hands out",
                 "open a lane without code"};
  auto message = to_message(request, spec_);
  if (!message) return message.error();
  const bool restart = std::holds_alternative<RestartLane>(request);
  const bool reset = std::holds_alternative<ResetLane>(request);
  if (restart || reset) start_wanted_ = StartWanted{sequence_ + 1, reset};
  if (!socket_.valid()) {
    // The supervisor is dying: a new start is remembered, any other request comes too late.
    if (restart || reset) return Done{};
    return Error{"ask the lane", "its supervisor is dead", "restart the lane"};
  }
  if (const auto* fault = std::get_if<InjectFault>(&request);
      fault != nullptr && fault_row(fault->fault_spec.fault).target == FaultTarget::supervisor)
    return kill_supervisor(fault->fault_spec.fault);
  message.value().sequence = ++sequence_;
  auto sent =
      send_message(socket_.get(), &message.value(), sizeof(RequestMessage), -1, Blocking::no);
  if (!sent && (restart || reset)) return Done{};
  if (!sent) return sent;
  if (is_for_lane_process(message.value().kind)) {
    sent_to_lane_process_ = sequence_;
  } else {
    sent_to_supervisor_ = sequence_;
  }
  constexpr std::uint64_t attentive_ns = 1'000'000'000;
  if (std::holds_alternative<InjectFault>(request))
    reader_.look_closely_until(monotonic_ns() + attentive_ns);
  if (const auto* workers = std::get_if<SetWorkers>(&request)) {
    spec_.workers = workers->workers;
    workers_asked_ = sequence_;
  }
  if (const auto* policy = std::get_if<SetPolicy>(&request)) policy_ = policy->policy;
  return sent;
}

void LaneConnection::drain(const Lab::EventSink& sink) {
  reader_.read_ends(sink);
  host_pids_.reset();
  receive_reports(sink, reports_per_drain_max);
  if (supervisor_alive() && !supervisor_death_ && has_ended(supervisor_))
    note_supervisor_death(sink);
  if (supervisor_death_ && (!first_left().valid() || monotonic_ns() >= report_death_by_ns_))
    reap_supervisor(sink);
  // Read before the figures, so that these show the effect of every request that counts as handled.
  const bool awaited = requests_awaited();
  reader_.read_figures(sink);
  reader_.read_states(sink);
  last_.pass_on(RequestsAwaited{lane_, awaited}, sink);
}

void LaneConnection::receive_reports(const Lab::EventSink& sink, int count_max) {
  ReportMessage message;
  Descriptor passed;
  if (auto first = std::exchange(postponed_, std::nullopt))
    handle(first->message, first->passed, sink);
  const std::uint64_t begin = monotonic_ns();
  for (int count = 0; count < count_max && socket_.valid() && !postponed_; ++count) {
    if (count_max == reports_per_drain_max && monotonic_ns() - begin > reports_ns_max) return;
    switch (receive_message(socket_.get(), &message, sizeof message, passed)) {
      case Received::message:
        handle(message, passed, sink);
        break;
      case Received::nothing:
        return;
      case Received::closed:
        // The supervisor is dying; its pidfd reports when it has ended.
        socket_.reset();
        if (supervisor_alive()) signal_child(supervisor_, SIGKILL);
        return;
    }
  }
}

/// From outside, because pid 1 of a namespace cannot kill itself.
Status LaneConnection::kill_supervisor(FaultId fault) {
  supervisor_fault_ = fault;
  supervisor_fault_ns_ = monotonic_ns();
  signal_child(supervisor_, SIGKILL);
  return Done{};
}

/// Without a namespace the lane's other processes may run a moment longer.
void LaneConnection::note_supervisor_death(const Lab::EventSink& sink) {
  // No more reports can come: what is in the socket is all.
  reads_the_rest_ = true;
  receive_reports(sink, std::numeric_limits<int>::max());
  reads_the_rest_ = false;
  socket_.reset();
  ::epoll_ctl(news_, EPOLL_CTL_DEL, supervisor_.pidfd.get(), nullptr);
  const Ending ending = reap(supervisor_);
  DeathReport death;
  death.pid = death.tid = supervisor_.host_pid;
  death.signal = ending.signalled ? ending.signal : 0;
  death.exit_code = ending.exit_code;
  death.time_ns = monotonic_ns();
  if (supervisor_fault_) {
    death.fault = fault_row(*supervisor_fault_).name;
    death.known_after_ns = death.time_ns - supervisor_fault_ns_;
  }
  supervisor_death_ = death;
  report_death_by_ns_ = death.time_ns + rest_ns_max;
}

/// The lane's other processes are dead, too, or have had their time: their memories are final.
void LaneConnection::reap_supervisor(const Lab::EventSink& sink) {
  reader_.read_figures(sink);
  supervisor_ = Child{};
  sink(SupervisorDied{lane_, *std::exchange(supervisor_death_, std::nullopt)});
  forget_lane_process();
  acknowledged_by_lane_process_ = sent_to_lane_process_;
}

/// A pidfd of a process of the lane that still runs although the supervisor is dead; invalid: none
/// does. A pid namespace ends with its supervisor, before the pidfd says so. Without one every
/// process of the lane dies of the signal that it asked for.
Descriptor LaneConnection::first_left() const {
  if (contained_) return {};
  for (const int pid : reader_.pids()) {
    if (Descriptor left = running(pid); left.valid()) return left;
  }
  return {};
}

void LaneConnection::forget_lane_process() {
  postponed_.reset();
  reader_.forget_lane_process();
}

bool LaneConnection::wants_another_look() const {
  return supervisor_death_ || postponed_ || reader_.looks_closely();
}

std::optional<bool> LaneConnection::fresh_start_wanted() const {
  const bool unanswered = start_wanted_ && acknowledged_by_supervisor_ < start_wanted_->sequence;
  if (supervisor_alive() || !unanswered) return std::nullopt;
  return start_wanted_->fresh;
}

bool LaneConnection::requests_awaited() const {
  const std::uint64_t handled_by_lane_process =
      std::max(acknowledged_by_lane_process_, reader_.requests_handled());
  const bool by_supervisor =
      supervisor_alive() && acknowledged_by_supervisor_ < sent_to_supervisor_;
  // The lane process may have acted on it before its report is here.
  const bool of_workers =
      std::max(workers_reported_, acknowledged_by_lane_process_) < workers_asked_;
  // The supervisor was killed, and is not reaped yet.
  const bool by_kernel = supervisor_alive() && supervisor_fault_.has_value();
  return handled_by_lane_process < sent_to_lane_process_ || by_supervisor || of_workers ||
         by_kernel || fresh_start_wanted().has_value();
}

}  // namespace sharedfate
