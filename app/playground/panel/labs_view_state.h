#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/draw/chart.h"
#include "core/experiment/experiment.h"

namespace sharedfate {

/// Which part of what was found is looked at.
struct FindingsView {
  float scroll = 0;  ///< pixels
  std::vector<ChartView> charts;
};

/// What the person at the desk has chosen among the labs. View state only: what was measured is on
/// the bench.
struct LabsViewState {
  bool open = false;                      ///< the labs have the window
  const ExperimentRow* chosen = nullptr;  ///< nullptr: the list of labs
  std::size_t choice = 0;                 ///< in that list
  FindingsView findings;                  ///< of the chosen lab
  int findings_of_start = 0;              ///< the bench's start that these belong to
  float orders_scroll = 0;                ///< of all interleavings, pixels
  bool by_hand_shown = false;             ///< somebody sees in this frame what goes by hand

  /// The lab in which two threads go by hand.
  struct Stepping {
    std::string started_with;   ///< the settings that the bench was last asked to start with
    std::string replayed;       ///< the order that was picked; empty: a person says who goes
    std::size_t sent = 0;       ///< how much of it has been sent
    std::uint64_t awaited = 0;  ///< orders that are obeyed before the next one is sent
    double next_s = 0;          ///< when that is, so that the room can follow
  };
  Stepping stepping;

  /// The lab in which somebody says who writes what.
  struct Memory {
    std::string started_with;  ///< as above
    std::size_t worker = 0;    ///< who writes next: threads, the parent, its copies
    bool shared = false;       ///< into the shared cell, not into the variable
    std::uint32_t value = 1;   ///< what is written next
  };
  Memory memory;

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
    findings = {};
    orders_scroll = 0;
    stepping = {};
    memory = {};
  }

 private:
  std::vector<std::optional<Parameters>> settings_;  ///< by the experiment's place in its table
};

}  // namespace sharedfate
