#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/small_program.h"

namespace sharedfate {

/// Two real threads that run a small program. Each is paused at a gate before each of its steps,
/// and the caller decides which one does its next step. To be used by one thread.
class SteppedWorkers {
 public:
  /// Starts both threads, and returns once they are paused before their first step. `program` must
  /// outlive this object. An error: a thread could not be started.
  static Result<std::unique_ptr<SteppedWorkers>> start(const SmallProgram& program);
  /// Ends both threads, even if they are paused or wait for a lock.
  ~SteppedWorkers();
  SteppedWorkers(const SteppedWorkers&) = delete;
  SteppedWorkers& operator=(const SteppedWorkers&) = delete;

  enum class Standing : std::uint32_t {
    moving,   ///< in a step; the caller never sees it
    paused,   ///< before its next step
    waiting,  ///< in a step, for a lock that a worker holds
    ended,
  };
  struct View {
    Standing standing = Standing::moving;
    std::size_t steps_done = 0;
    std::int64_t register_value = 0;
    int tid = 0;             ///< as in /proc
    int waits_for_lock = 0;  ///< index of the lock + 1; 0: none
  };

  /// Lets a worker do its next step, and returns once it has done it or waits for a lock. If the
  /// step releases the lock that the other worker waits for, the step of that one is done as well.
  /// False: the worker is not paused, and nothing was done.
  bool step(std::size_t worker);

  [[nodiscard]] View view(std::size_t worker) const;
  [[nodiscard]] std::int64_t value(std::size_t variable) const;
  /// The worker that holds a lock, + 1, read from the lock itself; 0: none.
  [[nodiscard]] std::size_t lock_owner(std::size_t lock) const;
  /// The workers that wait for each other in a cycle, read from the owners of the locks; empty if
  /// there is no cycle.
  [[nodiscard]] std::vector<std::size_t> wait_cycle() const;
  /// No worker is paused: each has ended or waits for a lock.
  [[nodiscard]] bool at_rest() const;
  /// What the variables hold, and whether the workers wait for each other.
  [[nodiscard]] ProgramOutcome outcome() const;

 private:
  explicit SteppedWorkers(const SmallProgram& program);

  struct Worker {
    std::atomic<std::uint32_t> gate{0};      ///< futex word: 1 lets the worker do one step
    std::atomic<std::uint32_t> standing{0};  ///< futex word: a Standing
    // Written by the worker while it moves, read by the caller while it does not.
    std::size_t steps_done = 0;
    std::int64_t register_value = 0;
    int tid = 0;
    int waits_for_lock = 0;
    std::thread thread;
  };

  void run(std::size_t worker);
  /// False: the workers are being ended while this one waits for a lock.
  bool do_step(std::size_t worker, const ProgramStep& step);
  bool take_lock(std::size_t worker, std::size_t lock);
  void stand(Worker& worker, Standing standing);
  void await(const Worker& worker) const;

  const SmallProgram& program_;
  std::array<std::atomic<std::int64_t>, program_variables_max> values_{};
  std::array<std::atomic<std::uint32_t>, program_locks_max> locks_{};  ///< futex words: the owner
  std::atomic<bool> given_up_ = false;
  std::array<Worker, program_workers> workers_;
};

/// Runs the program with real threads in `order` and returns the outcome. Precondition: predict()
/// accepts the order.
Result<ProgramOutcome> replay(const SmallProgram& program, std::string_view order);

}  // namespace sharedfate
