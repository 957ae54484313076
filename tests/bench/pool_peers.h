#pragma once

#include <cstdint>

// Thread pools that a C++ programmer would reach for, each with two workers and empty tasks that
// are submitted one by one. Each function makes its pool before the clock runs, and returns
// nanoseconds per task until all have ended.
namespace sharedfate::bench {

constexpr int peer_worker_count = 2;

enum class PoolStart : std::uint8_t {
  at_once,  ///< workers run while tasks are submitted; the clock runs from the first submission
  held,  ///< all tasks are in the queue before the workers may take one; the clock runs from then
};

/// The textbook's: std::queue of std::function, one mutex, one condition variable.
double run_textbook_pool(std::uint64_t tasks, PoolStart start);
/// moodycamel::BlockingConcurrentQueue of std::function, producer and consumer tokens.
double run_moodycamel_pool(std::uint64_t tasks, PoolStart start);
/// boost::asio::thread_pool and post().
double run_asio_pool(std::uint64_t tasks, PoolStart start);
/// oneTBB's task_group, one run() per task, in an arena of two threads of which the caller is one.
double run_tbb_task_group(std::uint64_t tasks);
/// oneTBB's parallel_for, simple_partitioner and grain 1: one TBB task per index, in the same
/// arena.
double run_tbb_parallel_for(std::uint64_t tasks);

}  // namespace sharedfate::bench
