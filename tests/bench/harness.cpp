#include "tests/bench/harness.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace sharedfate::bench {
namespace {

struct Measurements {
  std::vector<double> times;
  std::string trouble;
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool row_selected(const Settings& settings, const Comparison& comparison, const Row& row) {
  return contains(comparison.name, settings.filter) || contains(row.name, settings.filter);
}

bool needs(const Row& row, const std::string& contestant) {
  return row.ours == contestant ||
         std::find(row.peers.begin(), row.peers.end(), contestant) != row.peers.end();
}

bool needed(const Settings& settings, const Comparison& comparison, const std::string& contestant) {
  return std::any_of(comparison.rows.begin(), comparison.rows.end(), [&](const Row& row) {
    return row_selected(settings, comparison, row) && needs(row, contestant);
  });
}

RowOutcome outcome_of(const Row& row, const std::map<std::string, Measurements>& measured) {
  RowOutcome outcome;
  outcome.row = row;
  const Measurements& ours = measured.at(row.ours);
  if (!ours.trouble.empty()) {
    outcome.trouble = ours.trouble;
    return outcome;
  }
  outcome.ours = median(ours.times);
  for (const std::string& name : row.peers) {
    const Measurements& peer = measured.at(name);
    if (!peer.trouble.empty()) {
      outcome.trouble = name + ": " + peer.trouble;
      continue;
    }
    const double time = median(peer.times);
    if (outcome.peer.empty() || time < outcome.peer_time) {
      outcome.peer = name;
      outcome.peer_time = time;
    }
  }
  return outcome;
}

std::string figure(double value, const std::string& unit) {
  if (value >= 100) return fmt::format("{:.0f} {}", value, unit);
  return fmt::format("{:.{}f} {}", value, value >= 10 ? 1 : 2, unit);
}

std::string wanted_text(const RowOutcome& outcome) {
  switch (outcome.row.wanted.kind) {
    case Wanted::Kind::nothing:
      return "";
    case Wanted::Kind::speed_at_least:
      return fmt::format(">= {:g}x", outcome.row.wanted.bound);
    case Wanted::Kind::time_ratio_at_most:
      return fmt::format("<= {:g}x time", outcome.row.wanted.bound);
    case Wanted::Kind::figure_at_most:
      return fmt::format("<= {:g} {}", outcome.row.wanted.bound, outcome.row.unit);
  }
  return "";
}

std::string reached_text(const RowOutcome& outcome) {
  if (!outcome.trouble.empty()) return "could not run";
  if (outcome.row.wanted.kind == Wanted::Kind::nothing) return "-";
  return outcome.reached() ? "yes" : "no";
}

std::vector<std::string> cells(const RowOutcome& outcome) {
  const bool measured = outcome.trouble.empty();
  const std::string unit = outcome.row.unit;
  std::string ratio = "-";
  if (measured && outcome.compared()) {
    const char* mark = outcome.row.wanted.kind == Wanted::Kind::time_ratio_at_most ? "x time" : "x";
    ratio = fmt::format("{:.{}f}{}", outcome.ratio(), outcome.ratio() >= 100 ? 0 : 2, mark);
  }
  return {outcome.row.name,
          measured ? figure(outcome.ours, unit) : "-",
          measured && outcome.compared()
              ? fmt::format("{} ({})", figure(outcome.peer_time, unit), outcome.peer)
              : "-",
          ratio,
          wanted_text(outcome),
          reached_text(outcome)};
}

std::string line_of(const std::vector<std::string>& texts, const std::vector<std::size_t>& widths) {
  std::string line = "|";
  for (std::size_t i = 0; i < texts.size(); ++i)
    line += fmt::format(" {:<{}} |", texts[i], widths[i]);
  return line + "\n";
}

}  // namespace

double RowOutcome::ratio() const {
  const bool of_times = row.wanted.kind == Wanted::Kind::time_ratio_at_most;
  return of_times ? ours / peer_time : peer_time / ours;
}

bool RowOutcome::reached() const {
  if (!trouble.empty()) return false;
  switch (row.wanted.kind) {
    case Wanted::Kind::nothing:
      return true;
    case Wanted::Kind::speed_at_least:
      return ratio() >= row.wanted.bound;
    case Wanted::Kind::time_ratio_at_most:
      return ratio() <= row.wanted.bound;
    case Wanted::Kind::figure_at_most:
      return ours <= row.wanted.bound;
  }
  return false;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

bool selected(const Settings& settings, const Comparison& comparison) {
  return std::any_of(comparison.rows.begin(), comparison.rows.end(),
                     [&](const Row& row) { return row_selected(settings, comparison, row); });
}

std::vector<RowOutcome> run(const Settings& settings, const Comparison& comparison) {
  std::map<std::string, Measurements> measured;
  for (int round = 0; round < settings.rounds; ++round) {
    for (const Contestant& contestant : comparison.contestants) {
      if (!needed(settings, comparison, contestant.name)) continue;
      Measurements& measurements = measured[contestant.name];
      if (!measurements.trouble.empty()) continue;
      const Result<double> time = contestant.measure();
      if (time)
        measurements.times.push_back(time.value());
      else
        measurements.trouble = time.error().text();
    }
  }
  std::vector<RowOutcome> outcomes;
  for (const Row& row : comparison.rows) {
    if (row_selected(settings, comparison, row)) outcomes.push_back(outcome_of(row, measured));
  }
  return outcomes;
}

std::string to_table(const std::vector<RowOutcome>& outcomes) {
  std::vector<std::vector<std::string>> lines = {
      {"what", "ours (median)", "peer (median)", "ratio", "wanted", "reached"}};
  for (const RowOutcome& outcome : outcomes) lines.push_back(cells(outcome));
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string table = line_of(lines.front(), widths) + "|";
  for (const std::size_t width : widths) table += std::string(width + 2, '-') + "|";
  table += "\n";
  for (std::size_t i = 1; i < lines.size(); ++i) table += line_of(lines[i], widths);
  for (const RowOutcome& outcome : outcomes) {
    if (!outcome.trouble.empty())
      table += fmt::format("{}: {}\n", outcome.row.name, outcome.trouble);
  }
  return table;
}

nlohmann::json to_json(const std::vector<RowOutcome>& outcomes) {
  auto rows = nlohmann::json::array();
  for (const RowOutcome& outcome : outcomes) {
    nlohmann::json row = {
        {"name", outcome.row.name}, {"unit", outcome.row.unit}, {"wanted", wanted_text(outcome)}};
    if (!outcome.trouble.empty()) {
      row["trouble"] = outcome.trouble;
    } else {
      row["ours"] = outcome.ours;
      if (outcome.row.wanted.kind != Wanted::Kind::nothing) row["reached"] = outcome.reached();
      if (outcome.compared()) {
        row["peer"] = outcome.peer;
        row["peer_time"] = outcome.peer_time;
        row["ratio"] = outcome.ratio();
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace sharedfate::bench
