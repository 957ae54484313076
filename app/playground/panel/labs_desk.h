#pragma once

#include <optional>
#include <vector>

#include "app/playground/draw/chart.h"
#include "core/experiment/experiment.h"

namespace sharedfate {

/// What the person at the desk has chosen among the labs. View state only: what was measured is on
/// the bench.
struct LabsDesk {
  bool open = false;                      ///< the labs have the window
  const ExperimentRow* chosen = nullptr;  ///< nullptr: the list of labs
  std::size_t choice = 0;                 ///< in that list
  float scroll = 0;                       ///< of the chosen lab's findings, pixels
  std::vector<ChartView> charts;          ///< of the chosen lab, in their order
  int charts_of_start = 0;                ///< the bench's start that these belong to

  /// What an experiment is to be measured with, as it was left.
  Parameters& settings_of(const ExperimentRow& row) {
    settings_.resize(experiments().size());
    auto& settings = settings_[experiment_index(row)];
    if (!settings) settings.emplace(row.parameters);
    return *settings;
  }
  /// Opens a lab from its top.
  void enter(const ExperimentRow& row) {
    open = true;
    chosen = &row;
    scroll = 0;
    charts.clear();
  }

 private:
  std::vector<std::optional<Parameters>> settings_;  ///< by the experiment's place in its table
};

}  // namespace sharedfate
