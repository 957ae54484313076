#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cassert>
#include <csignal>

#include "core/experiment/experiment_process.h"
#include "core/measure/measurement_run.h"
#include "core/system/message_socket.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;
/// How long, in milliseconds, to wait for a guard that was asked to end everything before it is
/// killed, and for the end of processes that die with a guard.
constexpr int grace_ms_max = 2'000;
/// At more rejected records than this the experiment is ended: no mistake could cause that many.
constexpr std::uint64_t rejected_max = 1'000;

/// In less time the clock ticks of /proc are too coarse to tell who used the cores.
constexpr std::uint64_t watched_ns_min = 500 * ns_per_ms;

bool is_readable(int descriptor, int timeout_ms = 0) {
  pollfd report{descriptor, POLLIN, 0};
  return ::poll(&report, 1, timeout_ms) > 0;
}

}  // namespace

MeasurementRun::~MeasurementRun() {
  cancel();
  if (!guard_.pidfd.valid()) return;
  if (!is_readable(guard_.pidfd.get(), grace_ms_max)) signal_child(guard_, SIGKILL);
  reap(guard_);
}

Status MeasurementRun::start(const ExperimentRow& row, const Parameters& parameters,
                             const MeasurementOptions& options) {
  assert(finished());
  measurement_ = Measurement{};
  measurement_.experiment = &row;
  measurement_.parameters = parameters.to_text();
  reader_.emplace(measurement_);
  cancelled_ = false;
  own_trouble_.clear();
  grace_until_ns_ = 0;
  give_up_ns_ = monotonic_ns() + options.limit_ms * ns_per_ms;
  const auto possible = check_parameters(row, parameters);
  // A person who goes on step by step asks for no figures of time.
  cores_before_ = row.by_hand ? CoreUse{} : read_core_use();
  auto started = possible ? start_guard(row, parameters, options) : possible;
  if (!started) {
    measurement_.state = MeasurementState::failed;
    measurement_.trouble = started.error().text();
  }
  return started;
}

Status MeasurementRun::prepare() {
  // The descriptors of an earlier experiment were closed, which has removed them from the set.
  if (epoll_.valid()) return Done{};
  epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll_.valid()) return system_error("watch an experiment", "raise the limit of open files");
  return Done{};
}

Status MeasurementRun::start_guard(const ExperimentRow& row, const Parameters& parameters,
                                   const MeasurementOptions& options) {
  if (auto prepared = prepare(); !prepared) return prepared;
  auto sockets = create_message_sockets();
  if (!sockets) return sockets.error();
  SpawnRequest request;
  request.program =
      options.lane_program.empty() ? program_beside_this("sharedfate-lane") : options.lane_program;
  request.descriptors = {sockets.value().second.get()};
  request.namespaces = Namespaces::user_pid_and_queues;
  request.arguments = experiment_arguments(row, parameters, 0);
  auto child = options.use_namespaces ? spawn(request) : Result<Child>(Error{});
  if (!child) {
    request.namespaces = Namespaces::inherit;
    request.arguments = experiment_arguments(row, parameters, ::getpid());
    child = spawn(request);
  }
  if (!child) return child.error();
  guard_ = child.take();
  socket_ = std::move(sockets.value().first);
  for (const int descriptor : {socket_.get(), guard_.pidfd.get()}) {
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event);
  }
  return Done{};
}

bool MeasurementRun::receive() {
  MeasurementRecord record;
  Descriptor passed;
  bool any = false;
  for (int count = 0; count < records_per_poll_max && socket_.valid(); ++count) {
    switch (receive_message(socket_.get(), &record, sizeof record, passed)) {
      case Received::message:
        any = true;
        reader_->take(record);
        if (measurement_.records_rejected > rejected_max) {
          end_for("what the measuring process says makes no sense");
          return any;
        }
        break;
      case Received::nothing:
        return any;
      case Received::closed:
        // The other end is closed, or sends messages of another version: nothing more is taken.
        socket_.reset();
        break;
    }
  }
  return any;
}

bool MeasurementRun::poll() {
  if (finished()) return false;
  const std::uint64_t now_ns = monotonic_ns();
  if (own_trouble_.empty() && !cancelled_ && now_ns > give_up_ns_)
    end_for("it has taken longer than it may; --timeout sets the limit");
  const bool any = receive();
  if (guard_.pidfd.valid() && is_readable(guard_.pidfd.get())) reap(std::exchange(guard_, Child{}));
  // Either the guard is about to end, or it has ended and its descendants are about to.
  const bool half_gone = guard_.pidfd.valid() != socket_.valid();
  if (half_gone && grace_until_ns_ == 0) start_grace(now_ns);
  if (grace_until_ns_ != 0 && now_ns > grace_until_ns_) {
    if (guard_.pidfd.valid()) signal_child(guard_, SIGKILL);
    socket_.reset();
  }
  if (finished()) conclude();
  return any || finished();
}

void MeasurementRun::mute(bool muted) {
  if (!socket_.valid()) return;
  epoll_event event{};
  // EPOLLHUP is reported whatever events are requested.
  event.events = muted ? 0U : static_cast<std::uint32_t>(EPOLLIN);
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, socket_.get(), &event);
}

Status MeasurementRun::order(std::uint64_t number) {
  if (!socket_.valid()) return Error{"go on with the experiment", "it is over", "start it again"};
  MeasurementOrder order;
  order.number = number;
  return send_message(socket_.get(), &order, sizeof order, -1, Blocking::no);
}

void MeasurementRun::cancel() {
  if (finished()) return;
  cancelled_ = true;
  end_all();
}

void MeasurementRun::end_for(const std::string& trouble) {
  own_trouble_ = trouble;
  end_all();
}

/// Shuts the socket down, upon which the guard ends and reaps everything below it.
void MeasurementRun::end_all() {
  if (socket_.valid()) ::shutdown(socket_.get(), SHUT_RDWR);
  if (grace_until_ns_ == 0) start_grace(monotonic_ns());
}

void MeasurementRun::start_grace(std::uint64_t now_ns) {
  grace_until_ns_ = now_ns + grace_ms_max * ns_per_ms;
}

void MeasurementRun::conclude() {
  if (cores_before_.cores > 0 && monotonic_ns() - cores_before_.at_ns >= watched_ns_min)
    measurement_.machine = core_shares(cores_before_, read_core_use());
  if (!own_trouble_.empty()) measurement_.trouble = own_trouble_;
  if (!measurement_.trouble.empty()) {
    measurement_.state = MeasurementState::failed;
  } else if (reader_->is_complete()) {
    measurement_.state = MeasurementState::done;
  } else if (cancelled_) {
    measurement_.state = MeasurementState::cancelled;
  } else {
    measurement_.state = MeasurementState::failed;
    measurement_.trouble = "the measuring process has ended without a last word";
  }
}

void MeasurementRun::wait(int timeout_ms) const {
  if (epoll_.valid()) is_readable(epoll_.get(), timeout_ms);
}

Result<Measurement> measure(const ExperimentRow& row, const Parameters& parameters,
                            const MeasurementProgress& progress,
                            const MeasurementOptions& options) {
  constexpr int interval_ms = 100;
  MeasurementRun run;
  if (auto started = run.start(row, parameters, options); !started) return started.error();
  std::uint64_t reported_ns = 0;
  while (!run.finished()) {
    run.wait(interval_ms);
    run.poll();
    if (!progress || monotonic_ns() - reported_ns < interval_ms * ns_per_ms) continue;
    reported_ns = monotonic_ns();
    if (!progress(run.measurement())) run.cancel();
  }
  return run.measurement();
}

}  // namespace sharedfate
