#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/draw/chart.h"
#include "core/experiment/experiment.h"

namespace sharedfate {

/// Which part of some results is visible.
struct FindingsView {
  float scroll = 0;  ///< pixels
  std::vector<ChartView> charts;
};

/// What the user has chosen in the labs. View state only: the results are in MeasurementRunner.
struct LabsViewState {
  bool open = false;                      ///< the labs are shown
  const ExperimentRow* chosen = nullptr;  ///< nullptr: the list of labs is shown
  std::size_t choice = 0;                 ///< index in that list
  FindingsView findings;                  ///< of the chosen lab
  int findings_of_start = 0;              ///< MeasurementRunner::starts() of these
  float orders_scroll = 0;                ///< of the list of interleavings, pixels
  bool by_hand_shown = false;             ///< an experiment run by hand is on screen in this frame

  /// The lab in which two threads are stepped by hand.
  struct Stepping {
    std::string started_with;  ///< the settings of the last start that was asked for
    std::string replayed;      ///< the order picked for a replay; empty: a person chooses each step
    std::size_t sent = 0;      ///< how many of its steps have been sent
    std::uint64_t awaited = 0;  ///< the next step waits until this many orders have been obeyed
    double next_s = 0;  ///< when the next step is due, seconds: slow enough for the class to follow
  };
  Stepping stepping;

  /// The lab in which a person chooses what each worker writes.
  struct Memory {
    std::string started_with;  ///< the settings of the last start that was asked for
    std::size_t worker = 0;    ///< the next to write, by index: threads, the parent, its copies
    bool shared = false;       ///< it writes to the shared cell, not to the variable
    std::uint32_t value = 1;   ///< the value that it writes
  };
  Memory memory;

  /// The settings of an experiment as they were left; at first its defaults.
  Parameters& settings_of(const ExperimentRow& row) {
    settings_.resize(experiments().size());
    auto& settings = settings_[experiment_index(row)];
    if (!settings) settings.emplace(row.parameters);
    return *settings;
  }
  /// Opens a lab, scrolled to its top.
  void enter(const ExperimentRow& row) {
    open = true;
    chosen = &row;
    findings = {};
    orders_scroll = 0;
    stepping = {};
    memory = {};
  }

 private:
  std::vector<std::optional<Parameters>> settings_;  ///< by index in experiments()
};

}  // namespace sharedfate
