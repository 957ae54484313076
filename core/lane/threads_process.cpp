// The lane process of a threads lane and of a serial lane: ONE process, whose memory holds the
// queue and all workers. Its control thread talks to the supervisor; the workers take tasks from
// the queue themselves.
#include <poll.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "core/fault/fault.h"
#include "core/lane/deadline_watch.h"
#include "core/lane/deadlock_orders.h"
#include "core/lane/gate.h"
#include "core/lane/lane_process.h"
#include "core/lane/task_queue.h"
#include "core/lane/worker.h"
#include "core/system/process_facts.h"

namespace sharedfate {

/// The main function of a worker thread. External linkage, so that a crash's stack can name it.
[[gnu::noinline]] void run_worker_thread(WorkerMemory& memory, LaneControl& control,
                                         TaskQueue& queue) {
  Worker worker(memory, control);
  worker.mark_ready();
  TaskTicket ticket{};
  TaskRun batch;
  while (queue.take(worker, batch, ticket)) worker.execute(ticket);
  worker.pass(SiteId::shutdown);
  worker.set_activity(WorkerActivity::stopping);
}

namespace {

/// When this process was last resumed after a stop, in ticks; 0: never. Written by a signal
/// handler.
std::atomic<std::uint64_t> continued_ticks{0};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

extern "C" void on_continue(int) { continued_ticks.store(read_ticks(), std::memory_order_release); }

/// Records the time of each SIGCONT before the control thread checks deadlines, because time in
/// which the process was stopped does not count. Call on the control thread; workers block the
/// signal.
void handle_continue_signal() {
  struct sigaction action {};
  action.sa_handler = on_continue;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGCONT, &action, nullptr);
}

void block_continue_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCONT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

class ThreadsProcess {
 public:
  ThreadsProcess(LaneProcessContext& context, bool primary_works)
      : context_(context),
        queue_(*context.memory),
        deadlocks_(
            *context.control,
            [this](int worker) {
              WorkerSlot* const found = slot(worker);
              return found == nullptr ? nullptr : &*found->mapping.memory;
            },
            [this](int worker) { wake(*slot(worker)); }),
        primary_works_(primary_works) {}

  /// Starts one thread per worker of the lane.
  void start_threads() {
    for (int worker = 1; worker <= context_.spec.workers; ++worker) start_thread(worker);
  }

  /// Serial lane: runs its worker, and each successor of it, on the calling thread, the primary
  /// one.
  [[noreturn]] void be_primary();

  /// Handles requests. Does not return: ends the process when the supervisor is gone, or when all
  /// workers have ended after a stop request.
  void serve();

 private:
  struct WorkerSlot {
    NewWorkerMemory mapping;
    pthread_t thread{};
    bool has_thread = false, stop_requested = false;
    DeadlineWatch deadline;
    std::optional<RequestMessage> order_at_start;  ///< a fault for its successor
  };

  NewWorkerMemory* add_worker(int worker);
  /// `order`: a fault that is in the worker's memory before it starts.
  void start_thread(int worker, const std::optional<RequestMessage>& order = {});
  void give_to_primary(WorkerMemory& memory);
  void handle(const RequestMessage& request);
  void submit(const RequestMessage& request);
  void set_workers(const RequestMessage& request);
  void request_stop(WorkerSlot& stopping);
  void inject(const RequestMessage& request);
  /// Call on the primary thread.
  void end_primary(const RequestMessage& request);
  void wake(WorkerSlot& stopping);
  void stop();
  void reap_stopped();
  void report_overdue();
  WorkerSlot* slot(int worker);

  LaneProcessContext& context_;
  TaskQueue queue_;
  DeadlockOrders deadlocks_;
  std::array<std::unique_ptr<WorkerSlot>, worker_count_max> slots_;
  const int host_pid_ = host_pid();
  std::uint64_t look_for_overdue_ns_ = 0;  ///< monotonic; no check before
  bool stopping_ = false, overdue_reported_ = false;
  bool primary_works_ = false;                          ///< the only worker is the primary thread
  std::atomic<WorkerMemory*> primary_memory_{nullptr};  ///< handed over, not yet taken
  std::atomic<std::uint32_t> primary_calls_{0};  ///< futex word: incremented by each handover
};

ThreadsProcess::WorkerSlot* ThreadsProcess::slot(int worker) {
  if (worker < worker_count_min || worker > worker_count_max) return nullptr;
  return slots_[static_cast<std::size_t>(worker - 1)].get();
}

NewWorkerMemory* ThreadsProcess::add_worker(int worker) {
  auto mapping = create_worker_memory(worker, context_.incarnation);
  if (!mapping) {
    context_.trouble(mapping.error(), primary_works_);
    return nullptr;
  }
  auto& slot = slots_[static_cast<std::size_t>(worker - 1)];
  slot = std::make_unique<WorkerSlot>();
  slot->mapping = mapping.take();
  context_.report(worker_started(worker, context_.incarnation, host_pid(), ::getpid(), false),
                  slot->mapping.descriptor.get());
  slot->mapping.descriptor.reset();
  return &slot->mapping;
}

struct ThreadStart {
  WorkerMemory& memory;
  LaneControl& control;
  TaskQueue& queue;
};

extern "C" void* start_worker_thread(void* argument) {
  const std::unique_ptr<ThreadStart> start(static_cast<ThreadStart*>(argument));
  block_continue_signal();
  run_worker_thread(start->memory, start->control, start->queue);
  return nullptr;
}

void ThreadsProcess::give_to_primary(WorkerMemory& memory) {
  primary_memory_.store(&memory, std::memory_order_release);
  primary_calls_.fetch_add(1, std::memory_order_release);
  futex_wake(primary_calls_);
}

void ThreadsProcess::be_primary() {
  while (true) {
    const std::uint32_t calls = primary_calls_.load(std::memory_order_acquire);
    WorkerMemory* const memory = primary_memory_.exchange(nullptr, std::memory_order_acq_rel);
    if (memory != nullptr)
      run_worker_thread(*memory, *context_.control, queue_);
    else
      futex_wait(primary_calls_, calls);
  }
}

void ThreadsProcess::start_thread(int worker, const std::optional<RequestMessage>& order) {
  NewWorkerMemory* const mapping = add_worker(worker);
  if (mapping == nullptr) return;
  if (order) order_fault(*mapping->memory, *order);
  if (primary_works_) return give_to_primary(*mapping->memory);
  WorkerSlot& started = *slot(worker);
  auto start = std::make_unique<ThreadStart>(*mapping->memory, *context_.control, queue_);
  const std::string name = std::string(1, 'T').append(std::to_string(worker));
  const int error = ::pthread_create(&started.thread, nullptr, start_worker_thread, start.get());
  if (error != 0) {
    context_.trouble({"start thread " + name, std::strerror(error),
                      "the limit of threads is reached: use fewer workers"},
                     worker == 1);
    return;
  }
  (void)start.release();
  started.has_thread = true;
  ::pthread_setname_np(started.thread, name.c_str());
}

void ThreadsProcess::serve() {
  handle_continue_signal();
  while (true) {
    pollfd channel{context_.supervisor.get(), POLLIN, 0};
    int timeout_ms = stopping_ ? 5 : overdue_check_ms(context_.limits);
    if (deadlocks_.advance()) timeout_ms = std::min(timeout_ms, DeadlockOrders::look_again_ms);
    ::poll(&channel, 1, timeout_ms);
    RequestMessage request;
    Descriptor passed;
    Received received =
        receive_message(context_.supervisor.get(), &request, sizeof request, passed);
    for (; received == Received::message;
         received = receive_message(context_.supervisor.get(), &request, sizeof request, passed)) {
      handle(request);
      context_.memory->requests_handled.store(request.sequence, std::memory_order_release);
    }
    if (received == Received::closed) std::_Exit(EXIT_FAILURE);
    reap_stopped();
    report_overdue();
  }
}

void ThreadsProcess::handle(const RequestMessage& request) {
  switch (request.kind) {
    case RequestKind::submit_tasks:
      return submit(request);
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

void ThreadsProcess::submit(const RequestMessage& request) {
  queue_.push(TaskTicket{0, request.parameter, request.choice}, request.count,
              [this] { report_overdue(); });
}

void ThreadsProcess::set_workers(const RequestMessage& request) {
  const auto count = static_cast<int>(request.worker);
  context_.spec.workers = count;
  for (int worker = 1; worker <= worker_count_max; ++worker) {
    WorkerSlot* const existing = slot(worker);
    if (worker > count && existing != nullptr) request_stop(*existing);
    if (worker <= count && existing == nullptr) start_thread(worker);
  }
  context_.report(workers_changed(request));
}

void ThreadsProcess::request_stop(WorkerSlot& stopping_worker) {
  stopping_worker.stop_requested = true;
  stopping_worker.mapping.memory->stop_requested.store(1, std::memory_order_release);
  wake(stopping_worker);
}

void ThreadsProcess::wake(WorkerSlot& sleeper) {
  sleeper.mapping.memory->attention.fetch_add(1, std::memory_order_release);
  futex_wake(sleeper.mapping.memory->attention);
  queue_.wake_all();
  wake_gate(*context_.control);
}

void ThreadsProcess::inject(const RequestMessage& request) {
  const bool for_primary = is_for_lane_process_itself(request);
  // The fault ends the primary thread, and with it the process. That is the worker in a serial
  // lane, otherwise this thread.
  if (for_primary && !primary_works_) return end_primary(request);
  WorkerSlot* const target = slot(for_primary ? 1 : static_cast<int>(request.worker));
  if (target == nullptr) return;
  WorkerMemory& memory = *target->mapping.memory;
  // SIGCONT has been sent by the supervisor.
  if (is_continue(request) || has_no_target(context_, memory, request)) return;
  if (is_for_start(request)) {
    // A worker that is ready has passed this site: it is asked to stop, and its successor commits
    // the fault.
    target->order_at_start = request;
    return request_stop(*target);
  }
  if (request.choice == static_cast<std::uint32_t>(FaultId::kill) && is_at_once(request)) {
    // Sent here and not by the worker, because one that hangs would not check for it. SIGKILL
    // always ends the whole process.
    memory.fault_ticks.store(read_ticks(), std::memory_order_release);
    memory.fault_committed.store(request.choice + 1, std::memory_order_release);
    ::kill(::getpid(), SIGKILL);
  }
  // The worker is stopping although the number was raised again: its successor gets the fault.
  if (target->stop_requested && static_cast<int>(request.worker) <= context_.spec.workers) {
    target->order_at_start = request;
    return;
  }
  if (request.choice == static_cast<std::uint32_t>(FaultId::deadlock)) {
    const Status prepared = deadlocks_.prepare_pair(request, context_.spec.workers);
    if (!prepared) return context_.trouble(prepared.error(), false);
  }
  order_fault(memory, request);
  wake(*target);
}

void ThreadsProcess::end_primary(const RequestMessage& request) {
  const auto fault = static_cast<FaultId>(request.choice);
  note_fault(*context_.memory, fault);
  fault_row(fault).commit();
}

void ThreadsProcess::stop() {
  stopping_ = true;
  queue_.cancel([this] { report_overdue(); });
  for (const auto& each : slots_) {
    if (each != nullptr) request_stop(*each);
  }
}

void ThreadsProcess::reap_stopped() {
  bool anybody = false;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    WorkerSlot* const each = slots_[i].get();
    if (each == nullptr) continue;
    const auto activity =
        static_cast<WorkerActivity>(each->mapping.memory->activity.load(std::memory_order_acquire));
    if (!each->stop_requested || activity != WorkerActivity::stopping) {
      anybody = true;
      continue;
    }
    if (each->has_thread) ::pthread_join(each->thread, nullptr);
    if (!stopping_) {
      ReportMessage message;
      message.kind = ReportKind::worker_stopped;
      message.worker = static_cast<std::uint32_t>(i + 1);
      context_.report(message);
    }
    const std::optional<RequestMessage> order = each->order_at_start;
    slots_[i].reset();
    // The number may have been raised again, or the worker is replaced for a fault at `start`.
    if (!stopping_ && static_cast<int>(i) < context_.spec.workers)
      start_thread(static_cast<int>(i + 1), order);
  }
  // The whole account is in shared memory: nothing is left to flush.
  if (stopping_ && !anybody) std::_Exit(EXIT_SUCCESS);
}

void ThreadsProcess::report_overdue() {
  const std::uint64_t now_ns = monotonic_ns();
  if (now_ns < look_for_overdue_ns_) return;
  look_for_overdue_ns_ =
      now_ns + static_cast<std::uint64_t>(overdue_check_ms(context_.limits)) * 1'000'000;
  const std::uint64_t continued = continued_ticks.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < slots_.size() && !overdue_reported_; ++i) {
    if (slots_[i] == nullptr) continue;
    const WorkerMemory& memory = *slots_[i]->mapping.memory;
    const int tid = memory.tid.load(std::memory_order_relaxed);
    if (!slots_[i]->deadline.is_overdue(memory, context_.limits, host_pid_, tid, continued))
      continue;
    overdue_reported_ = true;
    ReportMessage message;
    message.kind = ReportKind::overdue;
    message.worker = static_cast<std::uint32_t>(i + 1);
    context_.report(message);
  }
}

}  // namespace

int run_threads_process(LaneProcessContext& context) {
  // Leaked on purpose: worker threads use it until the process ends.
  auto* const process = new ThreadsProcess(context, false);
  process->start_threads();
  process->serve();
  return EXIT_SUCCESS;
}

int run_serial_process(LaneProcessContext& context) {
  auto* const process = new ThreadsProcess(context, true);
  process->start_threads();
  // The worker is the primary thread: its TID is the PID. The control thread is a second one.
  std::thread([process] { process->serve(); }).detach();
  block_continue_signal();
  process->be_primary();
}

}  // namespace sharedfate
