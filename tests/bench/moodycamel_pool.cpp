#include <array>
#include <functional>
#include <latch>
#include <thread>

#include <concurrentqueue/blockingconcurrentqueue.h>

#include "core/wire/ticks.h"
#include "tests/bench/pool_peers.h"

namespace sharedfate::bench {

double run_moodycamel_pool(std::uint64_t tasks, PoolStart start) {
  moodycamel::BlockingConcurrentQueue<std::function<void()>> queue;
  const moodycamel::ProducerToken producer(queue);
  std::latch gate(1);
  std::array<std::thread, peer_worker_count> workers;
  for (std::thread& worker : workers) {
    worker = std::thread([&queue, &gate] {
      gate.wait();
      moodycamel::ConsumerToken consumer(queue);
      std::function<void()> task;
      for (;;) {
        queue.wait_dequeue(consumer, task);
        if (!task) return;
        task();
      }
    });
  }
  if (start == PoolStart::at_once) gate.count_down();
  std::uint64_t start_ns = monotonic_ns();
  for (std::uint64_t i = 0; i < tasks; ++i) queue.enqueue(producer, [] {});
  // An empty function ends a worker. These come last: the queue keeps the order of a producer.
  for (std::size_t i = 0; i < workers.size(); ++i) queue.enqueue(producer, nullptr);
  if (start == PoolStart::held) {
    start_ns = monotonic_ns();
    gate.count_down();
  }
  for (std::thread& worker : workers) worker.join();
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(tasks);
}

}  // namespace sharedfate::bench
