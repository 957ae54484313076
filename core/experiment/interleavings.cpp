#include <array>
#include <string>
#include <vector>

#include "core/experiment/interleaving.h"
#include "core/experiment/rows.h"
#include "core/experiment/stepped_workers.h"

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, 6> program_words{"all",      "counter", "check-then-act",
                                                        "transfer", "lazy",    "two-locks"};
constexpr std::array<std::string_view, 2> replay_words{"one-of-each", "all"};

constexpr std::array parameters{
    ParameterRow{.name = "program",
                 .sentence = "What the two workers do",
                 .kind = ParameterKind::word,
                 .standard = "all",
                 .words = program_words},
    ParameterRow{.name = "replay",
                 .sentence = "Which interleavings real threads go through: one for each outcome, "
                             "or all",
                 .kind = ParameterKind::word,
                 .standard = "one-of-each",
                 .words = replay_words},
    ParameterRow{
        .name = "order",
        .sentence = "The one interleaving to go through: which thread goes next, step by step",
        .kind = ParameterKind::letters,
        .standard = "",
        .most = 32,
        .letters = "AB"},
};

Status check(const Parameters& chosen) {
  const std::string& order = chosen.text("order");
  if (order.empty()) return Done{};
  if (chosen.text("program") == "all")
    return Error{"go in the order '" + order + "'", "it belongs to one program",
                 "choose the program, for example counter"};
  const auto program = find_small_program(chosen.text("program"));
  if (!program) return program.error();
  const auto predicted = predict(*program.value(), order);
  return predicted ? Status(Done{}) : Status(predicted.error());
}

/// The orders of a group that are to be replayed on real threads.
std::vector<std::string> orders_to_replay(const OutcomeGroup& group, const Parameters& chosen) {
  const std::string& order = chosen.text("order");
  if (order.empty() && chosen.text("replay") == "all") return group.orders;
  if (order.empty()) return {group.orders.front()};
  for (const std::string& each : group.orders) {
    if (each == order) return {order};
  }
  return {};
}

struct Tally {
  std::size_t replayed = 0, differing = 0;
};

Status go_through(const SmallProgram& program, const OutcomeGroup& group, const Parameters& chosen,
                  ExperimentReport& report, Tally& tally) {
  const std::string expected = to_text(program, group.outcome);
  const std::string of = std::string(program.name) + ": " + expected;
  report.fact(of, "interleavings", static_cast<double>(group.orders.size()), "");
  report.fact(of, "one after the other", group.in_turn ? "as well" : "never");
  report.fact(of, "for example", group.orders.front());
  std::size_t same = 0, replayed = 0;
  std::string found_otherwise;
  for (const std::string& order : orders_to_replay(group, chosen)) {
    const auto outcome = replay(program, order);
    if (!outcome) return outcome.error();
    ++replayed;
    if (outcome.value() == group.outcome) {
      ++same;
    } else {
      found_otherwise = order + " led to " + to_text(program, outcome.value());
    }
  }
  tally.replayed += replayed;
  tally.differing += replayed - same;
  if (!found_otherwise.empty()) report.note(of + ": " + found_otherwise + " on real threads");
  if (replayed > 0) {
    report.fact(of, "on real threads",
                std::to_string(same) + " of " + std::to_string(replayed) + " the same");
  }
  return Done{};
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  std::vector<const SmallProgram*> programs;
  for (const SmallProgram& program : small_programs()) {
    const std::string& wanted = chosen.text("program");
    if (wanted == "all" || wanted == program.name) programs.push_back(&program);
  }
  Tally tally;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const SmallProgram& program = *programs[i];
    const auto interleavings = enumerate_interleavings(program);
    const auto groups = group_by_outcome(interleavings);
    const std::uint32_t series =
        report.series(program.name, "interleavings by outcome", "outcome", "interleavings");
    report.fact(program.name, "interleavings", static_cast<double>(interleavings.size()), "");
    report.fact(program.name, "outcomes", static_cast<double>(groups.size()), "");
    std::size_t unlike = 0;
    for (const OutcomeGroup& group : groups) unlike += group.in_turn ? 0 : group.orders.size();
    report.fact(program.name, "unlike one after the other", static_cast<double>(unlike), "");
    for (std::size_t outcome = 0; outcome < groups.size(); ++outcome) {
      report.point(series, static_cast<double>(outcome + 1),
                   static_cast<double>(groups[outcome].orders.size()));
      const Status gone = go_through(program, groups[outcome], chosen, report, tally);
      if (!gone) return gone;
      const double share = static_cast<double>(outcome + 1) / static_cast<double>(groups.size());
      report.progress((static_cast<double>(i) + share) / static_cast<double>(programs.size()));
    }
  }
  report.fact("", "gone through on real threads", static_cast<double>(tally.replayed),
              "interleavings");
  report.fact("", "with another outcome than in theory", static_cast<double>(tally.differing),
              "interleavings");
  if (tally.differing == 0) return Done{};
  return Error{"have real threads do what theory says",
               std::to_string(tally.differing) + " interleavings had another outcome", ""};
}

}  // namespace

const ExperimentRow interleavings_experiment{
    .name = "interleavings",
    .sentence =
        "Every order in which two workers can go, what each leads to, and real threads "
        "that go in it.",
    .parameters = parameters,
    .check = check,
    .run = run,
};

}  // namespace sharedfate
