#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/small_program.h"

// Every order in which the steps of two workers can follow each other.
namespace sharedfate {

/// Where a small program stands after some steps, in theory.
class ProgramState {
 public:
  explicit ProgramState(const SmallProgram& program);

  /// It has a step left, and waits for no lock.
  [[nodiscard]] bool can_step(std::size_t worker) const;
  /// Does its next step. Precondition: can_step().
  void step(std::size_t worker);
  [[nodiscard]] bool ended(std::size_t worker) const;
  /// Nobody can do a step: all have ended, or wait for each other.
  [[nodiscard]] bool at_rest() const;
  [[nodiscard]] ProgramOutcome outcome() const;
  /// Its next step. Precondition: it has not ended.
  [[nodiscard]] const ProgramStep& next_step(std::size_t worker) const;
  /// Whether the condition of that step holds.
  [[nodiscard]] bool does_next_step(std::size_t worker) const;

 private:
  const SmallProgram* program_;
  std::array<std::int64_t, program_variables_max> values_{};
  std::array<std::int64_t, program_workers> registers_{};
  std::array<std::size_t, program_workers> positions_{};
  std::array<std::size_t, program_locks_max> owners_{};  ///< worker + 1; 0: free
};

/// One order from the first step to rest, and what it leads to.
struct Interleaving {
  std::string order;  ///< who goes: "ABBABA"
  ProgramOutcome outcome;
};

/// All of them, in alphabetical order. A worker that would wait for a lock does not go.
std::vector<Interleaving> enumerate_interleavings(const SmallProgram& program);

/// A write that rests on what the other worker has changed since it was read: a lost update, or an
/// act upon a check that no longer holds.
struct StaleWrite {
  std::size_t place = 0;  ///< in the order, from 0
  std::size_t worker = 0;
  std::uint8_t variable = 0;
  bool overwrites = false;  ///< what the other one has written is gone
  friend bool operator==(const StaleWrite&, const StaleWrite&) = default;
};
/// Those of an order, which may stop before the end, up to the first who has no step left or would
/// wait for a lock.
std::vector<StaleWrite> find_stale_writes(const SmallProgram& program, std::string_view order);

/// All interleavings with one outcome.
struct OutcomeGroup {
  ProgramOutcome outcome;
  std::vector<std::string> orders;
  bool in_turn = false;  ///< one worker after the other leads to it, too
};
/// In the order of the outcomes.
std::vector<OutcomeGroup> group_by_outcome(const std::vector<Interleaving>& interleavings);

/// What an order leads to. An error: somebody goes who cannot, or it stops before the end.
Result<ProgramOutcome> predict(const SmallProgram& program, std::string_view order);

}  // namespace sharedfate
