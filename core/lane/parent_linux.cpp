#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "core/fault/fault.h"
#include "core/lane/deadline_watch.h"
#include "core/lane/deadlock_orders.h"
#include "core/lane/death_report.h"
#include "core/lane/gate.h"
#include "core/lane/lane_process.h"
#include "core/lane/parent_worker.h"
#include "core/lane/pool_keeper.h"
#include "core/lane/task_batches.h"
#include "core/lane/task_dispatcher.h"
#include "core/lane/worker_process.h"
#include "core/system/descriptor.h"
#include "core/system/futex.h"
#include "core/wire/ticks.h"

namespace sharedfate {

/// The lane process of a lane of worker processes. Single-threaded: holds the waiting tasks,
/// starts, reaps and replaces the workers, and handles the supervisor's requests. A worker's death
/// costs one task at most. Not in an unnamed namespace, so that a crashed worker's stack can
/// name these functions.
class Parent {
 public:
  Parent(LaneProcessContext& context, Descriptor notify_descriptor,
         std::unique_ptr<TaskDispatcher> dispatcher)
      : context_(context),
        notify_descriptor_(std::move(notify_descriptor)),
        dispatcher_(std::move(dispatcher)),
        deadlocks_(
            *context.control,
            [this](int worker) {
              ParentWorker* const found = worker_at(worker);
              return found == nullptr ? nullptr : &found->memory();
            },
            [this](int worker) { wake(*worker_at(worker)); }),
        pool_(*context.memory) {}
  void serve();

 private:
  ParentWorker* worker_at(int worker) {
    return workers_[static_cast<std::size_t>(worker - 1)].get();
  }
  void start_missing_workers();
  void start(int worker);
  void give_up(const Error& error);
  void receive_requests();
  void handle(const RequestMessage& request);
  void set_workers(const RequestMessage& request);
  void inject(const RequestMessage& request);
  void stop();
  void wake(ParentWorker& worker);
  void request_stop(ParentWorker& worker);
  void dispatch();
  void kill_workers_that_cannot_stop();
  void cancel_pending();
  void report_ready_workers();
  void reap_worker(ParentWorker& worker);
  void break_pool();
  std::uint64_t back_off_ns(bool was_ready, std::uint64_t now);
  void kill_overdue_workers();
  void wait_and_reap();
  void publish_depth();
  void report_worker(ReportKind kind, int worker, std::uint64_t duration_ns);

  LaneProcessContext& context_;
  Descriptor notify_descriptor_;
  std::unique_ptr<TaskDispatcher> dispatcher_;
  TaskBatches waiting_;
  std::uint64_t last_task_ = 0;
  ParentWorkers workers_;
  std::array<WorkerSlot, worker_count_max> slots_;
  [[nodiscard]] bool none_alive() const {
    return std::all_of(workers_.begin(), workers_.end(),
                       [](const auto& each) { return each == nullptr; });
  }
  /// No worker is started any more.
  [[nodiscard]] bool halted() const { return stopping_ || gave_up_ || pool_.broken(); }
  bool stopping_ = false, gave_up_ = false;
  std::uint64_t overdue_checked_ns_ = 0;
  RespawnLimit respawn_limit_;
  DeadlockOrders deadlocks_;
  PoolKeeper pool_;
};

namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

}  // namespace

void Parent::serve() {
  start_missing_workers();
  while (true) {
    receive_requests();
    start_missing_workers();
    report_ready_workers();
    dispatch();
    kill_workers_that_cannot_stop();
    kill_overdue_workers();
    publish_depth();
    wait_and_reap();
  }
}

void Parent::report_worker(ReportKind kind, int worker, std::uint64_t duration_ns) {
  ReportMessage message;
  message.kind = kind;
  message.worker = static_cast<std::uint32_t>(worker);
  message.duration_ns = duration_ns;
  context_.report(message);
}

void Parent::start_missing_workers() {
  const std::uint64_t now = monotonic_ns();
  for (int worker = 1; worker <= context_.spec.workers && !halted(); ++worker) {
    const auto index = static_cast<std::size_t>(worker - 1);
    if (workers_[index] == nullptr && now >= slots_[index].not_before_ns) start(worker);
  }
}

void Parent::start(int worker) {
  WorkerSlot& slot = slots_[static_cast<std::size_t>(worker - 1)];
  const std::uint32_t incarnation = ++slot.incarnation;
  auto mapping = create_worker_memory(worker, incarnation);
  if (!mapping) return give_up(mapping.error());
  mapping.value().memory->tasks_before.store(slot.tasks_taken, std::memory_order_release);
  if (slot.order_at_start) order_fault(*mapping.value().memory, *slot.order_at_start);
  auto child = fork_worker({worker, *mapping.value().memory, *context_.control,
                            dispatcher_->queue_for_workers(), notify_descriptor_.get()});
  if (!child) return give_up(child.error());
  if (auto own = mapping.value().memory.keep_from_copies(); !own) return give_up(own.error());
  context_.report(
      worker_started(worker, incarnation, child.value().host_pid, child.value().pid, slot.by_death),
      mapping.value().descriptor.get());
  workers_[static_cast<std::size_t>(worker - 1)] =
      std::make_unique<ParentWorker>(worker, child.take(), std::move(mapping.value().memory));
  dispatcher_->on_worker_started(*workers_[static_cast<std::size_t>(worker - 1)]);
  if (const auto order = std::exchange(slot.order_for_next, std::nullopt)) inject(*order);
}

void Parent::give_up(const Error& error) {
  gave_up_ = true;
  context_.trouble(error, true);
}

void Parent::receive_requests() {
  RequestMessage request;
  Descriptor passed;
  while (true) {
    switch (receive_message(context_.supervisor.get(), &request, sizeof request, passed)) {
      case Received::message:
        handle(request);
        context_.memory->requests_handled.store(request.sequence, std::memory_order_release);
        break;
      case Received::nothing:
        return;
      case Received::closed:
        std::_Exit(EXIT_FAILURE);
    }
  }
}

void Parent::handle(const RequestMessage& request) {
  switch (request.kind) {
    case RequestKind::submit_tasks:
      context_.memory->accepted.fetch_add(request.count, std::memory_order_release);
      if (pool_.broken()) {
        pool_.fail_pending(request.count);
      } else {
        waiting_.push(last_task_ + 1, request.count, request.choice, request.parameter);
      }
      last_task_ += request.count;
      publish_depth();
      return;
    case RequestKind::set_workers:
      return set_workers(request);
    case RequestKind::inject_fault:
      return inject(request);
    case RequestKind::stop_lane:
      return stop();
    default:
      return;
  }
}

void Parent::set_workers(const RequestMessage& request) {
  const auto count = static_cast<int>(request.worker);
  context_.spec.workers = count;
  for (const auto& worker : workers_) {
    if (worker != nullptr && worker->number() > count) request_stop(*worker);
  }
  context_.report(workers_changed(request));
  // An empty slot above the new number, whose worker died, is not filled again: report it as
  // stopped.
  for (int number = count + 1; number <= worker_count_max; ++number) {
    const auto index = static_cast<std::size_t>(number - 1);
    slots_[index].order_for_next.reset();
    const bool was_dead = std::exchange(slots_[index].by_death, false);
    if (was_dead && workers_[index] == nullptr)
      report_worker(ReportKind::worker_stopped, number, 0);
  }
}

void Parent::inject(const RequestMessage& request) {
  if (request.worker < worker_count_min || request.worker > worker_count_max) return;
  ParentWorker* const target = workers_[request.worker - 1].get();
  if (is_for_start(request)) {
    // A worker that is ready has passed this site: it is asked to stop, and its successor commits
    // the fault.
    slots_[request.worker - 1].order_at_start = request;
    if (target != nullptr) request_stop(*target);
    return;
  }
  // The slot is empty, or its worker is stopping although the number was raised again: the
  // successor gets the fault.
  const bool is_replaced = static_cast<int>(request.worker) <= context_.spec.workers &&
                           (target == nullptr || target->stopping());
  if (is_replaced && !is_continue(request)) {
    slots_[request.worker - 1].order_for_next = request;
    return;
  }
  if (target == nullptr || has_no_target(context_, target->memory(), request)) return;
  if (is_continue(request)) return target->resume();
  if (request.choice == static_cast<std::uint32_t>(FaultId::deadlock)) {
    const Status prepared = deadlocks_.prepare_pair(request, context_.spec.workers);
    if (!prepared) return context_.trouble(prepared.error(), false);
  }
  if (request.choice == static_cast<std::uint32_t>(FaultId::kill) && is_at_once(request)) {
    target->kill_for(FaultId::kill);
  } else {
    order_fault(target->memory(), request);
    wake(*target);
  }
}

void Parent::wake(ParentWorker& worker) {
  worker.wake(*context_.control);
  dispatcher_->wake();
}

void Parent::request_stop(ParentWorker& worker) {
  worker.request_stop(*context_.control);
  dispatcher_->wake();
}

void Parent::stop() {
  stopping_ = true;
  cancel_pending();
  for (const auto& worker : workers_) {
    if (worker != nullptr) request_stop(*worker);
  }
}

/// No worker will start the waiting tasks: they are cancelled if the lane stops, otherwise they
/// fail.
void Parent::cancel_pending() {
  if (none_alive()) dispatcher_->take_back_all(waiting_);
  const std::uint64_t unstarted = waiting_.clear();
  if (stopping_) {
    context_.memory->cancelled.fetch_add(unstarted, std::memory_order_release);
  } else {
    pool_.fail_pending(unstarted);
  }
}

/// A worker that waits for a lock whose holder died cannot see the stop request: kill it.
void Parent::kill_workers_that_cannot_stop() {
  if (!dispatcher_->lock_holder_died()) return;
  for (const auto& worker : workers_) {
    const bool waits = worker != nullptr && worker->tasks_started() == worker->tasks_ended();
    if (waits && worker->stopping() && !worker->terminated()) worker->terminate();
  }
}

void Parent::dispatch() {
  const bool one_at_a_time = context_.control->tempo_ms.load(std::memory_order_relaxed) != 0 ||
                             context_.control->gate_open.load(std::memory_order_relaxed) == 0;
  dispatcher_->dispatch(workers_, waiting_, one_at_a_time);
}

void Parent::report_ready_workers() {
  for (const auto& worker : workers_) {
    if (worker == nullptr || !worker->became_ready()) continue;
    WorkerSlot& slot = slots_[static_cast<std::size_t>(worker->number() - 1)];
    if (slot.by_death)
      report_worker(ReportKind::worker_ready, worker->number(), monotonic_ns() - slot.since_ns);
    slot.by_death = false;
  }
}

void Parent::publish_depth() {
  publish_queue_depth(*context_.memory, waiting_.size() + dispatcher_->unstarted(workers_));
}

/// The worker's process is dead, so its memory no longer changes.
void Parent::reap_worker(ParentWorker& worker) {
  const auto index = static_cast<std::size_t>(worker.number() - 1);
  WorkerSlot& slot = slots_[index];
  const std::uint64_t now = monotonic_ns();
  const Ending ending = reap(worker.child());
  // Exit code 0 is not a regular stop if a fault was committed.
  const bool on_purpose = worker.memory().fault_committed.load(std::memory_order_acquire) != 0;
  const bool left =
      (worker.terminated() && ending.signalled && ending.signal == SIGKILL) ||
      (worker.stopping() && !on_purpose && !ending.signalled && ending.exit_code == EXIT_SUCCESS);
  if (!left && !stopping_) break_pool();
  if (!stopping_) {
    pool_.resolve_running(worker.number(), slot.incarnation, dispatcher_->running(worker),
                          waiting_);
  }
  if (left) {
    if (!stopping_) report_worker(ReportKind::worker_stopped, worker.number(), 0);
  } else {
    context_.report(describe_death(ReportKind::worker_died, worker.child(), ending, read_ticks(),
                                   &worker.memory(), worker.overdue(), context_.limits.clock));
  }
  slot.tasks_taken += dispatcher_->started(worker);
  dispatcher_->take_back(worker, waiting_);
  slot.by_death = !left && worker.number() <= context_.spec.workers;
  slot.since_ns = now;
  const bool was_ready = worker.memory().tid.load(std::memory_order_acquire) != 0;
  slot.not_before_ns = left ? 0 : back_off_ns(was_ready, now);
  // A worker above the lane's number was to stop and is not replaced, whatever it died of.
  if (!left && worker.number() > context_.spec.workers && !stopping_) {
    report_worker(ReportKind::worker_stopped, worker.number(), 0);
  }
  workers_[index].reset();
  if (stopping_ || pool_.broken()) cancel_pending();
  if (respawn_limit_.reached() && !gave_up_) {
    const bool supervised = pool_.policy() == PolicyId::supervised;
    give_up({"keep the workers alive",
             "more than " + std::to_string(RespawnLimit::deaths_max) + " of them died within 10 s" +
                 (supervised ? "" : " before they were ready"),
             "the lane gives up; restart it"});
  }
}

/// Under the executor policy a death breaks the pool: all workers are ended.
void Parent::break_pool() {
  if (!pool_.breaks(waiting_)) return;
  for (const auto& worker : workers_) {
    if (worker != nullptr) worker->terminate();
  }
  context_.trouble({"go on", "the pool is broken: a worker has died",
                    "what is submitted now fails at once; restart the lane"},
                   false);
}

/// When the next worker may start after a death, in ns of the monotonic clock; 0: at once.
std::uint64_t Parent::back_off_ns(bool was_ready, std::uint64_t now) {
  const bool patient = was_ready && pool_.policy() != PolicyId::supervised;
  return patient ? 0 : now + respawn_limit_.back_off_ns(now);
}

void Parent::kill_overdue_workers() {
  const std::uint64_t now = monotonic_ns();
  const auto interval_ns =
      static_cast<std::uint64_t>(overdue_check_ms(context_.limits)) * ns_per_ms;
  if (now - overdue_checked_ns_ < interval_ns) return;
  overdue_checked_ns_ = now;
  for (const auto& worker : workers_) {
    if (worker != nullptr && worker->look_whether_late(context_.limits)) worker->kill_overdue();
  }
}

/// Waits for a request, a death or a notification; reaps dead workers.
void Parent::wait_and_reap() {
  if (stopping_ && none_alive()) std::_Exit(EXIT_SUCCESS);
  std::array<pollfd, worker_count_max + 2> watched{};
  std::array<ParentWorker*, worker_count_max> workers{};
  nfds_t count = 0;
  watched[count++] = {context_.supervisor.get(), POLLIN, 0};
  watched[count++] = {notify_descriptor_.get(), POLLIN, 0};
  const bool busy = dispatcher_->wants_to_dispatch(workers_, waiting_);
  int timeout_ms = overdue_check_ms(context_.limits);
  if (deadlocks_.advance()) timeout_ms = std::min(timeout_ms, DeadlockOrders::look_again_ms);
  for (const auto& worker : workers_) {
    if (worker == nullptr) continue;
    workers[count - 2] = worker.get();
    watched[count++] = {worker->child().pidfd.get(), POLLIN, 0};
  }
  const std::uint64_t now = monotonic_ns();
  for (const WorkerSlot& slot : slots_) {
    if (slot.not_before_ns > now) {
      timeout_ms =
          std::min(timeout_ms, static_cast<int>((slot.not_before_ns - now) / ns_per_ms) + 1);
    }
  }
  if (::poll(watched.data(), count, busy ? 0 : timeout_ms) <= 0) return;
  if (watched[1].revents != 0) clear_eventfd(notify_descriptor_.get());
  for (nfds_t i = 2; i < count; ++i) {
    if (watched[i].revents != 0) reap_worker(*workers[i - 2]);
  }
}

namespace {

Result<std::unique_ptr<TaskDispatcher>> make_dispatcher(LaneKind kind, LaneProcessMemory& memory) {
  switch (kind) {
    case LaneKind::shared_queue:
      return make_shared_queue_dispatcher(MutexKind::plain, memory);
    case LaneKind::robust_queue:
      return make_shared_queue_dispatcher(MutexKind::robust, memory);
    default:
      return make_channel_dispatcher();
  }
}

}  // namespace

int run_parent(LaneProcessContext& context) {
  Descriptor notify_descriptor = create_eventfd();
  if (!notify_descriptor.valid()) {
    context.trouble(system_error("create an eventfd"), true);
    return EXIT_FAILURE;
  }
  // Workers are forks of this process, and must not have its LaneProcessMemory.
  if (auto own = context.memory.keep_from_copies(); !own) {
    context.trouble(own.error(), true);
    return EXIT_FAILURE;
  }
  auto dispatcher = make_dispatcher(context.spec.kind, *context.memory);
  if (!dispatcher) {
    context.trouble(dispatcher.error(), true);
    return EXIT_FAILURE;
  }
  Parent parent(context, std::move(notify_descriptor), dispatcher.take());
  parent.serve();
  return EXIT_SUCCESS;
}

}  // namespace sharedfate
