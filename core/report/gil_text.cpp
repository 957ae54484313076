#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "core/model/model.h"
#include "core/report/json_text.h"
#include "core/report/run_text.h"

namespace sharedfate {

namespace {

using Json = nlohmann::ordered_json;

/// null: not measured.
Json value_json(const Estimate& figure) {
  return figure.repeats > 0 ? Json(figure.value) : Json(nullptr);
}

Json interval_json(const Estimate& figure) {
  if (figure.repeats == 0) return nullptr;
  return {{"low", figure.low}, {"high", figure.high}, {"repeats", figure.repeats}};
}

Json machine_json(const CoreShares& shares) {
  if (!shares.known) return nullptr;
  return {{"own", shares.own}, {"others", shares.others}, {"throttled", shares.throttled}};
}

}  // namespace

std::string gil_json(const GilReport& report) {
  Json rows = Json::array();
  for (const GilRow& row : report.rows) {
    rows.push_back(Json{{"workload", to_text(row.workload)},
                        {"tasks", row.tasks},
                        {"lane", to_text(row.lane)},
                        {"workers", row.lane.workers},
                        {"wall_ms", row.wall_ms},
                        {"median_ms", value_json(row.time_ms)},
                        {"median_ms_interval", interval_json(row.time_ms)},
                        {"speedup", value_json(row.speedup)},
                        {"speedup_interval", interval_json(row.speedup)}});
  }
  return json_text(Json{
      {"python", python_version_text(report.python_version)},
      {"gil", report.gil == GilState::unknown ? Json(nullptr) : Json(report.gil == GilState::on)},
      {"cores", report.cores},
      {"interrupted", report.interrupted},
      {"machine", machine_json(report.machine)},
      {"rows", std::move(rows)}});
}

std::string gil_text(const GilReport& report) {
  std::string text = fmt::format(
      "CPython {}, GIL {}, {} cores. Medians, and in brackets the interval in which each lies. "
      "Speed-up over one worker of the same language, in the same round.\n\n"
      "{:<16}{:<22}{:>24}  {:>24}\n",
      python_version_text(report.python_version),
      report.gil == GilState::off ? "off" : (report.gil == GilState::on ? "on" : "unknown"),
      report.cores, "work", "lane", "time", "speed-up");
  const auto cell = [](const Estimate& figure, int digits, std::string_view unit) {
    if (figure.repeats == 0) return std::string("not measured");
    return fmt::format("{:.{}f}{} ({:.{}f} to {:.{}f})", figure.value, digits, unit, figure.low,
                       digits, figure.high, digits);
  };
  for (const GilRow& row : report.rows) {
    LaneSpec named = row.lane;
    named.python.clear();
    text += fmt::format("{:<16}{:<22}{:>24}  {:>24}\n", to_text(row.workload), to_text(named),
                        cell(row.time_ms, 0, " ms"), cell(row.speedup, 2, "×"));
  }
  const std::string machine = core_shares_words(report.machine);
  return machine.empty() ? text : text + "\n" + machine + "\n";
}

}  // namespace sharedfate
