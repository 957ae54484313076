#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/measure/measurement.h"

// A measurement as text for the terminal, and as JSON for other programs.
namespace sharedfate {

/// The facts as a table, and how busy the machine was, a line for each series of at least 5 points,
/// then notes and trouble.
std::string measurement_text(const Measurement& measurement);

/// The whole measurement, as the object that `lab NAME --json` prints.
nlohmann::ordered_json measurement_json(const Measurement& measurement);

/// A number without its unit: "12.5", "47123". Whole numbers are exact, others are rounded to three
/// digits or, from 1000 on, to a whole number.
std::string figure_text(double value);

/// " (12.1 to 13)": the interval of a figure. Empty: it is exact, or has no width.
std::string interval_text(const Estimate& figure);

}  // namespace sharedfate
