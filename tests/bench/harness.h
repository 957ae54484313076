#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

// Measures contestants in turns (A B C A B C …), so that other load on the machine affects all of
// them alike, and compares their medians. A missed target is no error: its row says "no".
namespace sharedfate::bench {

struct Settings {
  int rounds = 11;
  std::uint64_t tasks = 1'000'000;
  std::uint64_t python_tasks = 20'000;  ///< fewer for the Python peers, compared per task
  std::string filter;                   ///< part of a comparison's or a row's name; empty: all
  bool json = false;
  std::string program_directory;  ///< where sharedfate and sharedfate-lane are
};

/// One thing that is measured once in each round. All figures are times: less is better.
struct Contestant {
  std::string name;
  std::function<Result<double>()> measure;
};

/// The target of a row. Times are compared: peer / ours says how many times as fast ours is.
struct Wanted {
  enum class Kind : std::uint8_t {
    nothing,             ///< no target: the row is for information
    speed_at_least,      ///< peer / ours >= bound
    time_ratio_at_most,  ///< ours / peer <= bound
    figure_at_most,      ///< ours <= bound, in the row's unit
  };
  Kind kind = Kind::nothing;
  double bound = 0;
};

/// One line of the table: one contestant compared with the fastest of some others.
struct Row {
  std::string name;
  std::string unit;
  std::string ours;
  std::vector<std::string> peers;  ///< empty: compared with nothing
  Wanted wanted;
};

/// Contestants that take turns, and the rows that are made from their medians.
struct Comparison {
  std::string name;
  std::vector<Contestant> contestants;
  std::vector<Row> rows;
  std::vector<std::string> notes;  ///< what the figures mean; printed below the table
};

/// The result of a row.
struct RowOutcome {
  Row row;
  std::string peer;  ///< the fastest peer; empty: none
  double ours = 0, peer_time = 0;
  std::string trouble;  ///< why a contestant of the row could not be measured; empty: all were
  [[nodiscard]] bool compared() const { return !peer.empty(); }
  /// ours / peer if the target is a ratio of times, else peer / ours. Precondition: compared().
  [[nodiscard]] double ratio() const;
  [[nodiscard]] bool reached() const;
};

double median(std::vector<double> values);

/// Whether the filter selects at least one row of the comparison.
bool selected(const Settings& settings, const Comparison& comparison);

/// Runs all rounds and returns the selected rows. A contestant that fails is left out of the later
/// rounds, and the rows that need it say why.
std::vector<RowOutcome> run(const Settings& settings, const Comparison& comparison);

std::string to_table(const std::vector<RowOutcome>& outcomes);
nlohmann::json to_json(const std::vector<RowOutcome>& outcomes);

}  // namespace sharedfate::bench
