#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/small_program.h"

// Every order in which the steps of two workers can follow each other.
namespace sharedfate {

/// The state of a small program after some steps, as computed without real threads. `program` must
/// outlive it.
class ProgramState {
 public:
  explicit ProgramState(const SmallProgram& program);

  /// The worker has a step left, and that step does not have to wait for a lock.
  [[nodiscard]] bool can_step(std::size_t worker) const;
  /// Does the worker's next step. Precondition: can_step().
  void step(std::size_t worker);
  [[nodiscard]] bool ended(std::size_t worker) const;
  /// No worker can do a step: each has ended or waits for a lock.
  [[nodiscard]] bool at_rest() const;
  /// Meaningful at rest only: a worker that has not ended counts as deadlocked.
  [[nodiscard]] ProgramOutcome outcome() const;
  /// The worker's next step. Precondition: it has not ended.
  [[nodiscard]] const ProgramStep& next_step(std::size_t worker) const;
  /// Whether the condition of the next step holds. Precondition: the worker has not ended.
  [[nodiscard]] bool does_next_step(std::size_t worker) const;

 private:
  const SmallProgram* program_;
  std::array<std::int64_t, program_variables_max> values_{};
  std::array<std::int64_t, program_workers> registers_{};
  std::array<std::size_t, program_workers> positions_{};
  std::array<std::size_t, program_locks_max> owners_{};  ///< worker + 1; 0: free
};

/// One order of steps from the start until the program is at rest, and its outcome.
struct Interleaving {
  std::string order;  ///< the worker of each step: "ABBABA"
  ProgramOutcome outcome;
};

/// All interleavings, in alphabetical order. No step is taken that would have to wait for a lock.
std::vector<Interleaving> enumerate_interleavings(const SmallProgram& program);

/// A write to a variable that the other worker has changed since this worker read it: a lost
/// update, or an action after a check that no longer holds.
struct StaleWrite {
  std::size_t place = 0;  ///< index of the step in the order
  std::size_t worker = 0;
  std::uint8_t variable = 0;
  bool overwrites = false;  ///< the value that the other worker has written is lost
  friend bool operator==(const StaleWrite&, const StaleWrite&) = default;
};
/// The stale writes of an order, which may be incomplete. The search ends at the first step that is
/// not possible: the worker has ended or would have to wait for a lock.
std::vector<StaleWrite> find_stale_writes(const SmallProgram& program, std::string_view order);

/// All interleavings with the same outcome.
struct OutcomeGroup {
  ProgramOutcome outcome;
  std::vector<std::string> orders;
  bool in_turn = false;  ///< one of them runs one worker after the other; never set for a deadlock
};
/// Sorted by outcome.
std::vector<OutcomeGroup> group_by_outcome(const std::vector<Interleaving>& interleavings);

/// The outcome of an order. An error: a step in it is not possible, or it ends before the program
/// is at rest.
Result<ProgramOutcome> predict(const SmallProgram& program, std::string_view order);

}  // namespace sharedfate
