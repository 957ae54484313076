#include "core/experiment/stepping.h"

#include <array>
#include <memory>

#include "core/experiment/rows.h"
#include "core/experiment/stepped_workers.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, 5> program_words{"counter", "check-then-act", "transfer",
                                                        "lazy", "two-locks"};

constexpr std::array parameters{
    ParameterRow{.name = "program",
                 .sentence = "What the two workers do",
                 .kind = ParameterKind::word,
                 .standard = "counter",
                 .words = program_words},
};

std::string_view standing_word(SteppedWorkers::Standing standing) {
  switch (standing) {
    case SteppedWorkers::Standing::moving:
      break;
    case SteppedWorkers::Standing::paused:
      return "paused";
    case SteppedWorkers::Standing::waiting:
      return "waiting";
    case SteppedWorkers::Standing::ended:
      return "ended";
  }
  return "moving";
}

std::string worker_or_none(std::size_t number) {
  return number == 0 ? "nobody" : std::string(1, worker_letter(number - 1));
}

void describe(const SmallProgram& program, const SteppedWorkers& workers, const std::string& order,
              ExperimentReport& report) {
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    const std::string of(1, worker_letter(worker));
    const SteppedWorkers::View view = workers.view(worker);
    report.fact(of, "standing", standing_word(view.standing));
    report.fact(of, "steps done", static_cast<double>(view.steps_done), "");
    report.fact(of, "register", static_cast<double>(view.register_value), "");
    report.fact(of, "TID", view.tid, "");
    if (program.locks.empty()) continue;
    const auto lock = static_cast<std::size_t>(view.waits_for_lock);
    report.fact(of, "waits for", lock == 0 ? "nothing" : program.locks[lock - 1]);
  }
  for (std::size_t i = 0; i < program.variables.size(); ++i)
    report.fact(program.variables[i].name, "value", static_cast<double>(workers.value(i)), "");
  for (std::size_t i = 0; i < program.locks.size(); ++i)
    report.fact(program.locks[i], "held by", worker_or_none(workers.lock_owner(i)));
  report.fact("", "order so far", order.empty() ? "no step yet" : order);
  report.fact("", "outcome",
              workers.at_rest() ? to_text(program, workers.outcome()) : "not yet known");
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  const auto found = find_small_program(chosen.text("program"));
  if (!found) return found.error();
  const SmallProgram& program = *found.value();
  auto started = SteppedWorkers::start(program);
  if (!started) return started.error();
  std::unique_ptr<SteppedWorkers> workers = started.take();
  std::string order;
  report.fact("", "PID", host_pid(), "");
  for (std::uint64_t obeyed = 0;; ++obeyed) {
    describe(program, *workers, order, report);
    report.fact("", "orders obeyed", static_cast<double>(obeyed), "");
    const auto asked = report.next_order();
    if (!asked) return Done{};
    switch (static_cast<SteppingOrder>(*asked)) {
      case SteppingOrder::a_goes:
      case SteppingOrder::b_goes:
        if (workers->step(*asked)) order.push_back(worker_letter(*asked));
        break;
      case SteppingOrder::start_over:
        // The old threads end before new ones are started.
        workers.reset();
        started = SteppedWorkers::start(program);
        if (!started) return started.error();
        workers = started.take();
        order.clear();
        break;
      case SteppingOrder::finish:
        return Done{};
    }
  }
}

}  // namespace

const ExperimentRow stepping_experiment{
    .name = "stepping",
    .sentence = "Two real threads, paused before each step: you say which goes next.",
    .parameters = parameters,
    .run = run,
    .by_hand = true,
};

}  // namespace sharedfate
