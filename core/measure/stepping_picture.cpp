#include "core/measure/stepping_picture.h"

#include <algorithm>

#include "core/measure/fact_taker.h"

namespace sharedfate {
namespace {

SteppingPicture::Standing standing_of(const std::string& word) {
  using Standing = SteppingPicture::Standing;
  if (word == "ended") return Standing::ended;
  return word == "waiting" ? Standing::waiting : Standing::paused;
}

bool is_order(const std::string& text) { return text.find_first_not_of("AB") == std::string::npos; }

}  // namespace

std::optional<SteppingPicture> stepping_picture(const Measurement& measurement) {
  const auto parameters =
      Parameters::parse(measurement.experiment->parameters, measurement.parameters);
  if (!parameters) return std::nullopt;
  const auto program = find_small_program(parameters.value().text("program"));
  if (!program) return std::nullopt;
  FactTaker facts(measurement);
  SteppingPicture picture;
  picture.program = program.value();
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    const std::string of(1, worker_letter(worker));
    SteppingPicture::Worker& each = picture.workers[worker];
    each.standing = standing_of(facts.words(of, "standing"));
    const auto steps = static_cast<std::int64_t>(picture.program->workers[worker].size());
    each.steps_done = static_cast<std::size_t>(
        std::clamp(facts.number(of, "steps done"), std::int64_t{0}, steps));
    each.register_value = facts.number(of, "register");
    each.tid = static_cast<int>(facts.number(of, "TID"));
    if (picture.program->locks.empty()) continue;
    each.waits_for = facts.words(of, "waits for");
    if (each.waits_for == "nothing") each.waits_for.clear();
  }
  for (const ProgramVariable& variable : picture.program->variables)
    picture.values.push_back(facts.number(variable.name, "value"));
  for (const std::string_view lock : picture.program->locks) {
    std::string owner = facts.words(lock, "held by");
    picture.lock_owners.push_back(is_order(owner) ? owner : "");
  }
  picture.order = facts.words("", "order so far");
  if (!is_order(picture.order)) picture.order.clear();
  picture.outcome = facts.words("", "outcome");
  if (picture.outcome == "not yet known") picture.outcome.clear();
  picture.orders_obeyed = static_cast<std::uint64_t>(facts.number("", "orders obeyed"));
  picture.pid = static_cast<int>(facts.number("", "PID"));
  if (!facts.all_there()) return std::nullopt;
  return picture;
}

}  // namespace sharedfate
