#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "app/playground/draw/theme.h"
#include "core/catalog/script_code.h"
#include "core/chart/chart_data.h"
#include "core/experiment/experiment.h"
#include "core/lab/lab.h"

// Requests to the app itself, as opposed to its lanes: panels pass them to Ui::ask().
namespace sharedfate {

// To the measurement runner.

/// Starts a measurement; the one under way is cancelled first.
struct StartMeasurement {
  const ExperimentRow* experiment;
  Parameters parameters;
};
struct CancelMeasurement {};
/// Sends an order to an experiment that is run by hand; that experiment defines the numbers.
struct OrderMeasurement {
  std::uint64_t number;
};

using MeasurementCommand = std::variant<StartMeasurement, CancelMeasurement, OrderMeasurement>;

// To the lesson controller.

/// Opens a lesson, by its index in the list, at a step (from 0). Its lanes replace the open ones.
struct OpenLesson {
  std::size_t lesson_index;
  int step = 0;
};
/// Closes the lesson's lanes and returns to the list.
struct LeaveLesson {};
struct LessonForward {};
struct LessonBack {};
struct ResetStep {};
/// One vote more (1) or less (-1) for a choice, from 0.
struct Vote {
  int choice;
  int difference = 1;
};
/// A digit of the number of hands that are raised for the lit choice.
struct TypeDigit {
  int digit;  ///< 0 to 9
};
/// Takes the last one away.
struct EraseDigit {};
/// Runs the step without a prediction or, if its results are shown, once more.
struct RunStep {};
/// Opens or closes the presenter's own window.
struct TogglePresenterWindow {};

using LessonCommand = std::variant<OpenLesson, LeaveLesson, LessonForward, LessonBack, ResetStep,
                                   Vote, TypeDigit, EraseDigit, RunStep, TogglePresenterWindow>;

// To the window's session.

struct OpenLane {
  LaneSpec spec;
  ScriptCode code{};  ///< Python code to run in the place of tasks
};
struct CloseLane {
  LaneIndex lane;
};
struct SetTheme {
  ThemeName theme;
};
struct SetTextScale {
  float text_scale;  ///< clamped to 1..2
};
enum class ChartFile : std::uint8_t { png, csv };
/// Saves a chart in the folder in which the app was started.
struct SaveChart {
  ChartData data;
  ChartFile file;
  int width, height;  ///< pixels, of the chart on the screen
};

using AppCommand = std::variant<OpenLane, CloseLane, SetTheme, SetTextScale, SaveChart,
                                LessonCommand, MeasurementCommand>;

}  // namespace sharedfate
