#pragma once

#include <cstdint>

// Thread pools that C++ programmers commonly use, each with two workers and empty tasks. Each
// function returns nanoseconds per task until all tasks have ended. Those with a PoolStart make
// their pool before the clock starts, and submit the tasks one by one; the oneTBB functions share
// an arena that the first timed call makes.
namespace sharedfate::bench {

constexpr int peer_worker_count = 2;

enum class PoolStart : std::uint8_t {
  at_once,  ///< workers run while tasks are submitted; the clock starts before the submission
  held,     ///< the workers, and the clock, start when all tasks are in the queue
};

/// The pool of the textbooks: std::queue of std::function, one mutex, one condition variable.
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
