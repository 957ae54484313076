#include <array>

#include "core/base/table.h"
#include "core/experiment/small_program.h"

namespace sharedfate {
namespace {

using enum StepAction;
using enum StepCondition;

constexpr std::array counter_variables{ProgramVariable{"counter", 0}};
constexpr std::array counter_steps{
    ProgramStep{load, 0, 0, always, "load counter"},
    ProgramStep{add, 0, 1, always, "add 1"},
    ProgramStep{store, 0, 0, always, "store counter"},
};

constexpr std::array ticket_variables{ProgramVariable{"tickets", 1}};
constexpr std::array ticket_steps{
    ProgramStep{load, 0, 0, always, "look how many tickets are left"},
    ProgramStep{fetch_add, 0, -1, register_positive, "sell one, if there was one"},
};

// Two transfers in opposite directions, each of which is correct when it runs alone.
constexpr std::array account_variables{ProgramVariable{"mine", 100}, ProgramVariable{"yours", 100}};
constexpr std::array transfer_there{
    ProgramStep{load, 0, 0, always, "load mine"},
    ProgramStep{store, 0, -30, always, "store mine less 30"},
    ProgramStep{load, 1, 0, always, "load yours"},
    ProgramStep{store, 1, 30, always, "store yours and 30"},
};
constexpr std::array transfer_back{
    ProgramStep{load, 1, 0, always, "load yours"},
    ProgramStep{store, 1, -10, always, "store yours less 10"},
    ProgramStep{load, 0, 0, always, "load mine"},
    ProgramStep{store, 0, 10, always, "store mine and 10"},
};

constexpr std::array lazy_variables{ProgramVariable{"object", 0}, ProgramVariable{"created", 0}};
constexpr std::array lazy_first{
    ProgramStep{load, 0, 0, always, "look for the object"},
    ProgramStep{fetch_add, 1, 1, register_zero, "create one, if there was none"},
    ProgramStep{store_constant, 0, 1, register_zero, "put mine in place, if there was none"},
};
constexpr std::array lazy_second{
    ProgramStep{load, 0, 0, always, "look for the object"},
    ProgramStep{fetch_add, 1, 1, register_zero, "create one, if there was none"},
    ProgramStep{store_constant, 0, 2, register_zero, "put mine in place, if there was none"},
};

constexpr std::array<std::string_view, 2> two_locks{"left", "right"};
constexpr std::array lock_variables{ProgramVariable{"meals", 0}};
constexpr std::array left_first{
    ProgramStep{lock, 0, 0, always, "lock left"},
    ProgramStep{lock, 1, 0, always, "lock right"},
    ProgramStep{fetch_add, 0, 1, always, "eat"},
    ProgramStep{unlock, 1, 0, always, "unlock right"},
    ProgramStep{unlock, 0, 0, always, "unlock left"},
};
constexpr std::array right_first{
    ProgramStep{lock, 1, 0, always, "lock right"},
    ProgramStep{lock, 0, 0, always, "lock left"},
    ProgramStep{fetch_add, 0, 1, always, "eat"},
    ProgramStep{unlock, 0, 0, always, "unlock left"},
    ProgramStep{unlock, 1, 0, always, "unlock right"},
};

constexpr std::array programs{
    SmallProgram{"counter",
                 "Both count one more: load, add, store. One of the two may be lost.",
                 counter_variables,
                 {},
                 {counter_steps, counter_steps}},
    SmallProgram{"check-then-act",
                 "Both look for the last ticket and sell it if it was there. Each step is "
                 "indivisible, and it is sold twice.",
                 ticket_variables,
                 {},
                 {ticket_steps, ticket_steps}},
    SmallProgram{"transfer",
                 "Both transfer money, 30 one way and 10 the other. What one has written, the "
                 "other may overwrite.",
                 account_variables,
                 {},
                 {transfer_there, transfer_back}},
    SmallProgram{"lazy",
                 "Both create the one object unless it is there. It may be created twice.",
                 lazy_variables,
                 {},
                 {lazy_first, lazy_second}},
    SmallProgram{"two-locks",
                 "Both need two locks and take them in opposite order. They may wait for each "
                 "other for ever.",
                 lock_variables,
                 two_locks,
                 {left_first, right_first}},
};

}  // namespace

std::span<const SmallProgram> small_programs() { return programs; }

Result<const SmallProgram*> find_small_program(std::string_view name) {
  return find_row(small_programs(), "program", name);
}

std::string to_text(const SmallProgram& program, const ProgramOutcome& outcome) {
  if (outcome.deadlock) return "deadlock";
  std::string text;
  for (std::size_t i = 0; i < program.variables.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::string(program.variables[i].name) + "=" + std::to_string(outcome.values[i]);
  }
  return text;
}

}  // namespace sharedfate
