#include "core/experiment/interleaving.h"

#include <algorithm>
#include <map>

namespace sharedfate {
namespace {

void enumerate_from(const ProgramState& state, std::string& order,
                    std::vector<Interleaving>& found) {
  if (state.at_rest()) {
    found.push_back({order, state.outcome()});
    return;
  }
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    if (!state.can_step(worker)) continue;
    ProgramState next = state;
    next.step(worker);
    order.push_back(worker_letter(worker));
    enumerate_from(next, order, found);
    order.pop_back();
  }
}

/// Whether one worker does all its steps before the other one begins.
bool is_in_turn(const std::string& order) {
  return std::is_sorted(order.begin(), order.end()) || std::is_sorted(order.rbegin(), order.rend());
}

}  // namespace

ProgramState::ProgramState(const SmallProgram& program) : program_(&program) {
  for (std::size_t i = 0; i < program.variables.size(); ++i)
    values_[i] = program.variables[i].initial;
}

bool ProgramState::ended(std::size_t worker) const {
  return positions_[worker] == program_->workers[worker].size();
}

bool ProgramState::can_step(std::size_t worker) const {
  if (ended(worker)) return false;
  const ProgramStep& step = program_->workers[worker][positions_[worker]];
  return step.action != StepAction::lock || owners_[step.target] == 0;
}

bool ProgramState::at_rest() const {
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    if (can_step(worker)) return false;
  }
  return true;
}

void ProgramState::step(std::size_t worker) {
  assert(can_step(worker));
  const ProgramStep& step = program_->workers[worker][positions_[worker]++];
  std::int64_t& own = registers_[worker];
  if (!holds(step.when, own)) return;
  switch (step.action) {
    case StepAction::load:
      own = values_[step.target];
      break;
    case StepAction::add:
      own += step.amount;
      break;
    case StepAction::store:
      values_[step.target] = own + step.amount;
      break;
    case StepAction::store_constant:
      values_[step.target] = step.amount;
      break;
    case StepAction::fetch_add:
      values_[step.target] += step.amount;
      break;
    case StepAction::lock:
      owners_[step.target] = worker + 1;
      break;
    case StepAction::unlock:
      owners_[step.target] = 0;
      break;
  }
}

const ProgramStep& ProgramState::next_step(std::size_t worker) const {
  assert(!ended(worker));
  return program_->workers[worker][positions_[worker]];
}

bool ProgramState::does_next_step(std::size_t worker) const {
  return holds(next_step(worker).when, registers_[worker]);
}

ProgramOutcome ProgramState::outcome() const {
  ProgramOutcome outcome{.values = values_, .deadlock = false};
  for (std::size_t worker = 0; worker < program_workers; ++worker)
    outcome.deadlock = outcome.deadlock || !ended(worker);
  return outcome;
}

std::vector<Interleaving> enumerate_interleavings(const SmallProgram& program) {
  std::vector<Interleaving> found;
  std::string order;
  enumerate_from(ProgramState(program), order, found);
  return found;
}

std::vector<StaleWrite> find_stale_writes(const SmallProgram& program, std::string_view order) {
  ProgramState state(program);
  // By worker and variable: the worker has read it; the other one has written to it since.
  std::array<std::array<bool, program_variables_max>, program_workers> has_read{}, is_stale{};
  std::vector<StaleWrite> found;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const auto worker = static_cast<std::size_t>(order[place] - 'A');
    if (worker >= program_workers || !state.can_step(worker)) break;
    const ProgramStep& step = state.next_step(worker);
    const bool stores =
        step.action == StepAction::store || step.action == StepAction::store_constant;
    if (!state.does_next_step(worker)) {
      // The condition of the step does not hold: it reads and writes nothing.
    } else if (step.action == StepAction::load) {
      has_read[worker][step.target] = true;
      is_stale[worker][step.target] = false;
    } else if (stores || step.action == StepAction::fetch_add) {
      if (is_stale[worker][step.target]) found.push_back({place, worker, step.target, stores});
      for (std::size_t other = 0; other < program_workers; ++other) {
        if (other != worker) is_stale[other][step.target] = has_read[other][step.target];
      }
    }
    state.step(worker);
  }
  return found;
}

std::vector<OutcomeGroup> group_by_outcome(const std::vector<Interleaving>& interleavings) {
  std::map<ProgramOutcome, OutcomeGroup> groups;
  for (const Interleaving& each : interleavings) {
    OutcomeGroup& group = groups[each.outcome];
    group.outcome = each.outcome;
    group.orders.push_back(each.order);
    group.in_turn = group.in_turn || (!each.outcome.deadlock && is_in_turn(each.order));
  }
  std::vector<OutcomeGroup> list;
  for (auto& [outcome, group] : groups) list.push_back(std::move(group));
  return list;
}

Result<ProgramOutcome> predict(const SmallProgram& program, std::string_view order) {
  const std::string tried = "go in the order '" + std::string(order) + "'";
  ProgramState state(program);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto worker = static_cast<std::size_t>(order[i] - 'A');
    if (worker < program_workers && state.can_step(worker)) {
      state.step(worker);
      continue;
    }
    const bool known = worker < program_workers;
    return Error{tried,
                 "the " + std::to_string(i + 1) + ". to go, " + std::string(1, order[i]) +
                     (known ? ", has no step left or would wait for a lock" : ", is no worker"),
                 "A has " + std::to_string(program.workers[0].size()) + " steps, B has " +
                     std::to_string(program.workers[1].size())};
  }
  if (state.at_rest()) return state.outcome();
  return Error{tried, "it stops while a thread could still go on",
               "A has " + std::to_string(program.workers[0].size()) + " steps, B has " +
                   std::to_string(program.workers[1].size())};
}

}  // namespace sharedfate
