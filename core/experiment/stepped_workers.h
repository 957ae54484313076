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

/// Two real threads that do a small program, each held at a gate before each of its steps: the
/// caller says who goes next, and the machine does exactly that. One thread calls.
class SteppedWorkers {
 public:
  /// Starts both threads, and returns once they are held before their first step. `program`
  /// outlives them. An error: there is no thread to be had.
  static Result<std::unique_ptr<SteppedWorkers>> start(const SmallProgram& program);
  /// Ends both threads, wherever they are.
  ~SteppedWorkers();
  SteppedWorkers(const SteppedWorkers&) = delete;
  SteppedWorkers& operator=(const SteppedWorkers&) = delete;

  enum class Standing : std::uint32_t {
    moving,   ///< never seen by the caller
    paused,   ///< before its next step
    waiting,  ///< in its step, for a lock that somebody holds
    ended,
  };
  struct View {
    Standing standing = Standing::moving;
    std::size_t steps_done = 0;
    std::int64_t register_value = 0;
    int tid = 0;             ///< as /proc numbers it
    int waits_for_lock = 0;  ///< index + 1; 0: for none
  };

  /// Lets a worker do its next step, and returns once it has, or once it waits for a lock. A step
  /// that sets free what the other one waits for ends that one's step, too. False: it is not held,
  /// nothing was done.
  bool step(std::size_t worker);

  [[nodiscard]] View view(std::size_t worker) const;
  [[nodiscard]] std::int64_t value(std::size_t variable) const;
  /// Who holds a lock, as the lock's own word says: worker + 1; 0: nobody.
  [[nodiscard]] std::size_t lock_owner(std::size_t lock) const;
  /// Workers that wait for each other in a circle, as the owners of their locks say; empty: none.
  [[nodiscard]] std::vector<std::size_t> wait_cycle() const;
  /// Nobody is held: both have ended or wait.
  [[nodiscard]] bool at_rest() const;
  /// What the variables hold, and whether the workers wait for each other.
  [[nodiscard]] ProgramOutcome outcome() const;

 private:
  explicit SteppedWorkers(const SmallProgram& program);

  struct Worker {
    std::atomic<std::uint32_t> gate{0};      ///< futex word: 1 lets it do one step
    std::atomic<std::uint32_t> standing{0};  ///< futex word: a Standing
    // Written by the worker while it moves, read by the caller while it does not.
    std::size_t steps_done = 0;
    std::int64_t register_value = 0;
    int tid = 0;
    int waits_for_lock = 0;
    std::thread thread;
  };

  void run(std::size_t worker);
  /// False: the lock was given up by all.
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

/// Has real threads go in an order that predict() accepts, and says what they have left behind.
Result<ProgramOutcome> replay(const SmallProgram& program, std::string_view order);

}  // namespace sharedfate
