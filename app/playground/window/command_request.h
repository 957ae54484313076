#pragma once

#include <cstdint>
#include <variant>

#include "app/playground/draw/theme.h"
#include "app/playground/labs/measurement_command.h"
#include "app/playground/lesson/lesson_command.h"
#include "core/catalog/script_code.h"
#include "core/chart/chart_data.h"
#include "core/lab/addressed_request.h"

namespace sharedfate {

// Requests to the app itself, as opposed to its lanes.
struct OpenLane {
  LaneSpec spec;
  ScriptCode code{};  ///< Python code to run in the place of tasks
};
struct CloseLane {
  LaneIndex lane;
};
struct QuitApp {};
struct SetTheme {
  ThemeName theme;
};
struct SetTextScale {
  float text_scale;  ///< clamped to 1..2
};
struct SetMotion {
  bool on;
};
enum class ChartFile : std::uint8_t { png, csv };
/// Saves a chart in the folder in which the app was started.
struct SaveChart {
  ChartData data;
  ChartFile file;
  int width, height;  ///< pixels, of the chart on the screen
};

using AppCommand = std::variant<OpenLane, CloseLane, QuitApp, SetTheme, SetTextScale, SetMotion,
                                SaveChart, LessonCommand, MeasurementCommand>;

}  // namespace sharedfate
