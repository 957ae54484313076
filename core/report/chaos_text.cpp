#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/shell_word.h"
#include "core/model/death_text.h"
#include "core/report/json_text.h"
#include "core/report/receipt.h"
#include "core/report/run_text.h"
#include "core/report/state_json.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

double rate(const ChaosResult& result) {
  return result.wall_s > 0 ? static_cast<double>(result.faults) / result.wall_s : 0;
}

double kib(std::int64_t bytes) { return static_cast<double>(bytes) / 1024; }

/// One or two lines for each lane.
std::string lanes_text(const Model& model) {
  std::string text;
  for (const LaneModel& lane : model.lanes) {
    if (!lane.exists) continue;
    text += fmt::format(
        "  {}: {}, {} of {} alive, {} deaths, lane process {}, incarnation {}, gate {}, awaited "
        "{}, queue "
        "{}, {}{}\n",
        to_text(lane.spec), lane_state_name(lane.state), lane.alive(), lane.spec.workers,
        lane.death_count, lane.lane_pid, lane.incarnation, lane.gate_open ? "open" : "closed",
        lane.requests_awaited, lane.figures.queue_depth, account_text(lane.account()),
        lane.trouble.empty() ? "" : "; " + lane.trouble);
    if (!lane.deaths.empty())
      text += "    last: " + death_sentence(lane.spec, lane.deaths.back()) + "\n";
  }
  return text;
}

/// The command line that repeats this step alone, or (`all`) the steps from `options.first` to it.
std::string chaos_words(const ChaosOptions& options, std::uint64_t index, bool all) {
  const std::uint64_t first = all ? options.first : index;
  std::string words = fmt::format("sharedfate chaos --seed {} --first {} --faults {}", options.seed,
                                  first, index - first + 1);
  for (const LaneSpec& lane : options.lanes) words += " --lane " + shell_word(to_text(lane));
  if (!options.use_namespaces) words += " --no-namespaces";
  if (!options.beside_file.empty()) words += " --beside " + shell_word(options.beside_file);
  return words;
}

}  // namespace

std::string chaos_text(const ChaosOptions& options, const ChaosResult& result) {
  std::string text = fmt::format(
      "{} faults in {:.1f} s ({:.0f} a second): {} deaths, {} restarts of a lane, {} faults "
      "overtaken,\n{} requests, {} tasks, {} looks at balanced accounts\n",
      result.faults, result.wall_s, rate(result), result.deaths, result.restarts, result.unfired,
      result.requests, result.tasks, result.drains);
  if (result.overdue > 0)
    text += fmt::format("{} tasks exceeded their deadline unbidden\n", result.overdue);
  text += fmt::format("audit: {}\n", audit_text(result.audit));
  text += fmt::format("memory: {:.0f} KiB, {:+.0f} KiB since the lanes had run in\n",
                      kib(static_cast<std::int64_t>(result.resident_bytes)),
                      kib(result.resident_growth));
  if (!result.violation) return text;
  const ChaosViolation& violation = *result.violation;
  text += fmt::format("VIOLATION at index {} of seed {}: {}\n  {}\n{}", violation.index,
                      options.seed, violation.law, violation.step, lanes_text(violation.model));
  text += fmt::format("This step again:\n  {}\nWith all before it:\n  {}\n",
                      chaos_words(options, violation.index, false),
                      chaos_words(options, violation.index, true));
  return text;
}

std::string chaos_json(const ChaosOptions& options, const ChaosResult& result) {
  Json json{{"lawful", result.lawful()},
            {"seed", options.seed},
            {"first", options.first},
            {"faults", result.faults},
            {"faults_per_s", rate(result)},
            {"wall_s", result.wall_s},
            {"deaths", result.deaths},
            {"restarts", result.restarts},
            {"fault_specs_overtaken", result.unfired},
            {"requests", result.requests},
            {"tasks", result.tasks},
            {"drains", result.drains},
            {"overdue_unbidden", result.overdue},
            {"audit", audit_json(result.audit)},
            {"resident_bytes", result.resident_bytes},
            {"resident_growth_bytes", result.resident_growth},
            {"violation", nullptr}};
  if (!result.violation) return json_text(json);
  const ChaosViolation& violation = *result.violation;
  json["violation"] = Json{{"index", violation.index},
                           {"law", violation.law},
                           {"step", violation.step},
                           {"lanes", lanes_text(violation.model)},
                           {"repeat_step", chaos_words(options, violation.index, false)},
                           {"repeat_all", chaos_words(options, violation.index, true)}};
  return json_text(json);
}

}  // namespace sharedfate
