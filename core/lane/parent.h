#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "core/lane/deadlock_orders.h"
#include "core/lane/lane_process.h"
#include "core/lane/parent_worker.h"
#include "core/lane/pool_keeper.h"
#include "core/lane/task_batches.h"
#include "core/lane/task_dispatcher.h"

namespace sharedfate {

/// The lane process of a lane of worker processes. Single-threaded: holds the waiting tasks,
/// starts, reaps and replaces the workers, and handles the supervisor's requests. A worker's death
/// costs one task at most.
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
  void end_stranded_leavers();
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

}  // namespace sharedfate
