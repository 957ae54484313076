#include <array>
#include <condition_variable>
#include <functional>
#include <latch>
#include <mutex>
#include <queue>
#include <thread>

#include "core/wire/ticks.h"
#include "tests/bench/pool_peers.h"

namespace sharedfate::bench {
namespace {

class TextbookPool {
 public:
  explicit TextbookPool(std::latch& gate) {
    for (std::thread& worker : workers_)
      worker = std::thread([this, &gate] {
        gate.wait();
        serve();
      });
  }

  void submit(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      queue_.push(std::move(task));
    }
    changed_.notify_one();
  }

  /// Returns when all tasks and all workers have ended.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      finishing_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

 private:
  void serve() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return finishing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      std::function<void()> task = std::move(queue_.front());
      queue_.pop();
      lock.unlock();
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<std::function<void()>> queue_;
  bool finishing_ = false;
  std::array<std::thread, peer_worker_count> workers_;
};

}  // namespace

double run_textbook_pool(std::uint64_t tasks, PoolStart start) {
  std::latch gate(1);
  TextbookPool pool(gate);
  if (start == PoolStart::at_once) gate.count_down();
  std::uint64_t start_ns = monotonic_ns();
  for (std::uint64_t i = 0; i < tasks; ++i) pool.submit([] {});
  if (start == PoolStart::held) {
    start_ns = monotonic_ns();
    gate.count_down();
  }
  pool.finish();
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(tasks);
}

}  // namespace sharedfate::bench
