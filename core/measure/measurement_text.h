#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/measure/measurement.h"

// A measurement for the terminal and for other programs.
namespace sharedfate {

/// Facts as a table, each series in a line, notes and trouble in words.
std::string measurement_text(const Measurement& measurement);

/// All of it, as the object that `lab NAME --json` prints.
nlohmann::ordered_json measurement_json(const Measurement& measurement);

/// "12.5 ns", "47 123": as exact as it can be read at a glance.
std::string figure_text(double value);

}  // namespace sharedfate
