#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

// Programs of a few steps for two workers, small enough to try every order of their steps. They are
// data, so that the same steps are shown, enumerated and run by real threads.
namespace sharedfate {

constexpr std::size_t program_workers = 2;
constexpr std::size_t program_variables_max = 2, program_locks_max = 2;

enum class StepAction : std::uint8_t {
  load,            ///< register = variable
  add,             ///< register = register + amount
  store,           ///< variable = register + amount
  store_constant,  ///< variable = amount
  fetch_add,       ///< variable = variable + amount, indivisibly
  lock,
  unlock,
};

/// A step whose condition does not hold does nothing, but counts as a step.
enum class StepCondition : std::uint8_t { always, register_positive, register_zero };
constexpr bool holds(StepCondition condition, std::int64_t register_value) {
  return condition == StepCondition::always ||
         (condition == StepCondition::register_positive ? register_value > 0 : register_value == 0);
}

struct ProgramStep {
  StepAction action{};
  std::uint8_t target = 0;  ///< which variable, or which lock
  std::int64_t amount = 0;
  StepCondition when = StepCondition::always;
  std::string_view words;  ///< as the class sees it: "load counter"
};

struct ProgramVariable {
  std::string_view name;
  std::int64_t initial = 0;
};

struct SmallProgram {
  std::string_view name;
  std::string_view sentence;  ///< what each worker wants, and what can go wrong
  std::span<const ProgramVariable> variables;
  std::span<const std::string_view> locks;
  std::array<std::span<const ProgramStep>, program_workers> workers;
};

std::span<const SmallProgram> small_programs();
Result<const SmallProgram*> find_small_program(std::string_view name);

/// The state in which a program ends.
struct ProgramOutcome {
  std::array<std::int64_t, program_variables_max> values{};
  bool deadlock = false;  ///< the workers wait for each other's locks
  friend auto operator<=>(const ProgramOutcome&, const ProgramOutcome&) = default;
};
/// "counter=1", "deadlock".
std::string to_text(const SmallProgram& program, const ProgramOutcome& outcome);

/// A worker's name: 'A' or 'B'.
constexpr char worker_letter(std::size_t worker) { return static_cast<char>('A' + worker); }

}  // namespace sharedfate
