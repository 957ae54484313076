#include "core/measure/measurement_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/statistics.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t line_max = 118;
/// The median of fewer points says little: such a series is not listed.
constexpr std::size_t points_listed_min = 5;

std::string fact_text(const MeasuredFact& fact) {
  return fact.in_words() ? fact.words : figure_text(fact.figure.value) + interval_text(fact.figure);
}

/// The object "machine": shares of the cores' time; null: not known.
Json machine_json(const CoreShares& shares) {
  if (!shares.known) return nullptr;
  return Json{{"own", shares.own}, {"others", shares.others}, {"throttled", shares.throttled}};
}

std::string with_unit(const std::string& text, const std::string& unit) {
  return unit.empty() ? text : text + " " + unit;
}

/// "12.5 µs (12.1 to 13)"
std::string in_unit(const MeasuredFact& fact) {
  if (fact.in_words()) return fact.words;
  return with_unit(figure_text(fact.figure.value), fact.unit) + interval_text(fact.figure);
}

/// Name and unit: "lost [increments]".
std::string column_title(const MeasuredFact& fact) {
  return fact.unit.empty() ? fact.name : fmt::format("{} [{}]", fact.name, fact.unit);
}

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
}

/// The facts that have a subject: a row for each subject, a column for each name.
class FactTable {
 public:
  explicit FactTable(const std::vector<MeasuredFact>& facts) : facts_(facts) {
    for (const MeasuredFact& fact : facts) {
      if (fact.of.empty()) continue;
      add_once(rows_, fact.of);
      add_once(columns_, column_title(fact));
    }
  }

  [[nodiscard]] std::string text() const {
    std::string text;
    for (std::size_t first = 0; first < columns_.size();) text += block(first);
    return text;
  }

 private:
  [[nodiscard]] std::string cell(const std::string& row, const std::string& column) const {
    for (const MeasuredFact& fact : facts_) {
      if (fact.of == row && column_title(fact) == column) return fact_text(fact);
    }
    return "";
  }
  [[nodiscard]] std::size_t column_width(const std::string& column) const {
    std::size_t width = column.size();
    for (const std::string& row : rows_) width = std::max(width, cell(row, column).size());
    return width + 2;
  }
  /// The rows with as many columns, from `first` on, as fit into a line. `first` becomes the next
  /// column.
  [[nodiscard]] std::string block(std::size_t& first) const {
    std::size_t label = 0, used = 0;
    for (const std::string& row : rows_) label = std::max(label, row.size());
    std::size_t end = first;
    for (used = label; end < columns_.size(); ++end) {
      used += column_width(columns_[end]);
      if (end > first && used > line_max) break;
    }
    std::string text = std::string(label, ' ');
    for (std::size_t i = first; i < end; ++i)
      text += fmt::format("{:>{}}", columns_[i], column_width(columns_[i]));
    text += '\n';
    for (const std::string& row : rows_) {
      std::string cells;
      for (std::size_t i = first; i < end; ++i)
        cells += fmt::format("{:>{}}", cell(row, columns_[i]), column_width(columns_[i]));
      // A subject that has none of these facts gets no line.
      cells.resize(cells.find_last_not_of(' ') + 1);
      if (!cells.empty()) text += fmt::format("{:<{}}", row, label) + cells + '\n';
    }
    first = end;
    return text;
  }

  const std::vector<MeasuredFact>& facts_;
  std::vector<std::string> rows_, columns_;
};

std::string series_text(const MeasuredSeries& series) {
  std::vector<double> values;
  for (const MeasuredPoint& point : series.points) values.push_back(point.y);
  const std::string subject = series.of.empty() ? series.name : series.of + ", " + series.name;
  if (values.empty()) return fmt::format("{} over {}: no points\n", subject, series.x_unit);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return fmt::format("{} over {}: {} points, {} to {}, median {}\n", subject, series.x_unit,
                     values.size(), figure_text(*least),
                     with_unit(figure_text(*most), series.y_unit),
                     with_unit(figure_text(median(values)), series.y_unit));
}

Json fact_json(const MeasuredFact& fact) {
  Json json{{"of", fact.of}, {"name", fact.name}};
  if (fact.in_words()) {
    json["words"] = fact.words;
    for (std::size_t i = 0; i < fact.waits.size(); ++i)
      json["waits"].push_back({{"tid", fact.waits[i].tid},
                               {"lock", fact.waits[i].lock},
                               {"holder", fact.waits[(i + 1) % fact.waits.size()].tid}});
  } else {
    json["value"] = fact.figure.value;
    if (fact.figure.repeats > 0)
      json["interval"] = {
          {"low", fact.figure.low}, {"high", fact.figure.high}, {"repeats", fact.figure.repeats}};
    json["unit"] = fact.unit;
  }
  return json;
}

Json series_json(const MeasuredSeries& series) {
  Json points = Json::array();
  for (const MeasuredPoint& point : series.points)
    points.push_back(Json::array({point.x, point.y}));
  return Json{{"of", series.of},
              {"name", series.name},
              {"x_unit", series.x_unit},
              {"y_unit", series.y_unit},
              {"points", std::move(points)}};
}

}  // namespace

std::string figure_text(double value) {
  const double size = std::fabs(value);
  if (value == std::floor(value) && size < 1e15) return fmt::format("{:.0f}", value);
  if (size >= 1000) return fmt::format("{:.0f}", value);
  if (size >= 0.01) return fmt::format("{:.3g}", value);
  return fmt::format("{:.2e}", value);
}

std::string interval_text(const Estimate& figure) {
  if (figure.repeats == 0 || figure.low == figure.high) return "";
  return fmt::format(" ({} to {})", figure_text(figure.low), figure_text(figure.high));
}

std::string measurement_text(const Measurement& measurement) {
  std::string text =
      fmt::format("{}: {}\n", measurement.experiment->name, measurement.experiment->sentence);
  if (!measurement.parameters.empty()) text += fmt::format("with {}\n", measurement.parameters);
  text += '\n';
  for (const MeasuredFact& fact : measurement.facts) {
    if (fact.of.empty()) text += fmt::format("{}: {}\n", fact.name, in_unit(fact));
  }
  text += FactTable(measurement.facts).text();
  std::size_t left_out = 0;
  for (const MeasuredSeries& series : measurement.series) {
    if (series.points.size() >= points_listed_min) {
      text += series_text(series);
    } else {
      ++left_out;
    }
  }
  if (left_out > 0)
    text +=
        fmt::format("{} series of fewer than {} points: see --json\n", left_out, points_listed_min);
  const std::string machine = core_shares_words(measurement.machine);
  if (!machine.empty()) text += machine + '\n';
  for (const std::string& note : measurement.notes) text += fmt::format("note: {}\n", note);
  if (measurement.records_rejected > 0)
    text += fmt::format("note: {} records made no sense and are not in these figures\n",
                        measurement.records_rejected);
  if (!measurement.trouble.empty()) text += fmt::format("FAILED: {}\n", measurement.trouble);
  if (measurement.state == MeasurementState::cancelled)
    text += fmt::format("cancelled at {:.0f} %\n", measurement.progress * 100);
  return text;
}

Json measurement_json(const Measurement& measurement) {
  Json parameters = Json::object(), facts = Json::array(), series = Json::array();
  const auto values = Parameters::parse(measurement.experiment->parameters, measurement.parameters);
  for (const ParameterRow& row : measurement.experiment->parameters) {
    if (!values) break;
    if (row.kind == ParameterKind::number) {
      parameters[std::string(row.name)] = values.value().number(row.name);
    } else {
      parameters[std::string(row.name)] = values.value().text(row.name);
    }
  }
  for (const MeasuredFact& fact : measurement.facts) facts.push_back(fact_json(fact));
  for (const MeasuredSeries& each : measurement.series) series.push_back(series_json(each));
  return Json{{"experiment", measurement.experiment->name},
              {"parameters", std::move(parameters)},
              {"state", measurement_state_name(measurement.state)},
              {"progress", measurement.progress},
              {"facts", std::move(facts)},
              {"series", std::move(series)},
              {"machine", machine_json(measurement.machine)},
              {"notes", measurement.notes},
              {"trouble", measurement.trouble.empty() ? Json(nullptr) : Json(measurement.trouble)},
              {"records_rejected", measurement.records_rejected}};
}

}  // namespace sharedfate
