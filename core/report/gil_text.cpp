#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/model/model.h"
#include "core/report/json_text.h"
#include "core/report/run_text.h"

namespace sharedfate {

std::string gil_json(const GilReport& report) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const GilRow& row : report.rows) {
    rows.push_back(Json{{"workload", to_text(row.workload)},
                        {"tasks", row.tasks},
                        {"lane", to_text(row.lane)},
                        {"workers", row.lane.workers},
                        {"wall_ms", row.wall_ms},
                        {"median_ms", row.median_ms},
                        {"speedup", row.speedup}});
  }
  return json_text(Json{
      {"python", python_version_text(report.python_version)},
      {"gil", report.gil == GilState::unknown ? Json(nullptr) : Json(report.gil == GilState::on)},
      {"cores", report.cores},
      {"interrupted", report.interrupted},
      {"rows", std::move(rows)}});
}

std::string gil_text(const GilReport& report) {
  std::string text = fmt::format(
      "CPython {}, GIL {}, {} cores. Speed-up over one worker of the same language, by medians.\n\n"
      "{:<16}{:<22}{:>12}{:>10}\n",
      python_version_text(report.python_version),
      report.gil == GilState::off ? "off" : (report.gil == GilState::on ? "on" : "unknown"),
      report.cores, "work", "lane", "median", "speed-up");
  for (const GilRow& row : report.rows) {
    LaneSpec named = row.lane;
    named.python.clear();
    text += fmt::format("{:<16}{:<22}{:>9.0f} ms{:>9.2f}×\n", to_text(row.workload), to_text(named),
                        row.median_ms, row.speedup);
  }
  return text;
}

}  // namespace sharedfate
