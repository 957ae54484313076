#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

// Measures contestants in turns (A B C A B C …), so that what else the machine does hits all of
// them alike, and compares their medians. Nothing here judges: a missed figure is a row that says
// "no".
namespace sharedfate::bench {

struct Settings {
  int rounds = 11;
  std::uint64_t tasks = 1'000'000;
  std::uint64_t python_tasks = 20'000;  ///< the Python peers run fewer and are compared per task
  std::string filter;                   ///< part of a comparison's or a row's name; empty: all
  bool json = false;
  std::string program_directory;  ///< where sharedfate and sharedfate-lane are
};

/// One thing that is measured once per round. All figures are times: less is better.
struct Contestant {
  std::string name;
  std::function<Result<double>()> measure;
};

/// What a row promises. Speed is peer / ours, the times that ours is as fast.
struct Wanted {
  enum class Kind : std::uint8_t {
    nothing,             ///< shown for the reader
    speed_at_least,      ///< peer / ours >= bound
    time_ratio_at_most,  ///< ours / peer <= bound
    figure_at_most,      ///< ours <= bound, in the row's unit
  };
  Kind kind = Kind::nothing;
  double bound = 0;
};

/// One line of the table: one of the contestants beside the fastest of some others.
struct Row {
  std::string name;
  std::string unit;
  std::string ours;
  std::vector<std::string> peers;  ///< empty: compared with nothing
  Wanted wanted;
};

/// Contestants that take turns, and the rows that are read off their medians.
struct Comparison {
  std::string name;
  std::vector<Contestant> contestants;
  std::vector<Row> rows;
  std::vector<std::string> notes;  ///< what the figures mean; printed below the table
};

/// What was measured of a row.
struct RowOutcome {
  Row row;
  std::string peer;  ///< the fastest peer; empty: none
  double ours = 0, peer_time = 0;
  std::string trouble;  ///< why it could not be measured; empty: it was
  [[nodiscard]] bool compared() const { return !peer.empty(); }
  /// As the row's promise counts it: peer / ours for speeds, ours / peer for times.
  [[nodiscard]] double ratio() const;
  [[nodiscard]] bool reached() const;
};

double median(std::vector<double> values);

/// Whether the filter lets the comparison run at all, and which of its rows are wanted.
bool selected(const Settings& settings, const Comparison& comparison);

/// Runs all rounds. A contestant that fails is left out of the later rounds, and the rows that need
/// it say why.
std::vector<RowOutcome> run(const Settings& settings, const Comparison& comparison);

std::string to_table(const std::vector<RowOutcome>& outcomes);
nlohmann::json to_json(const std::vector<RowOutcome>& outcomes);

}  // namespace sharedfate::bench
