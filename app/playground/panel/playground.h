#pragma once

#include <optional>
#include <vector>

#include "app/playground/draw/ui.h"
#include "app/playground/panel/panel.h"
#include "app/playground/window/window_options.h"

namespace sharedfate {

/// The main window's content: the panels, the view state, and the motion between two models.
class Playground {
 public:
  explicit Playground(const WindowOptions& options);

  /// Draws one frame of the model and appends requests to the lanes. Commands to the app go to
  /// Ui::ask().
  void frame(Ui& ui, const Model& model, const LessonController& lesson_controller,
             const FaultLog& fault_log, const MeasurementRunner& measurements,
             std::vector<AddressedRequest>& requests);

  /// Opens a lab in the next frame; without `settings`, with those that it had.
  void open_lab(const ExperimentRow& row, const std::optional<Parameters>& settings);

  /// Whether the receipt is on screen, which needs the fault log's measurements.
  [[nodiscard]] bool shows_receipt() const { return view_state_.receipt_open; }

  /// Whether the next frame will look different although the model stays the same.
  [[nodiscard]] bool animating() const { return animating_; }

 private:
  void choose_kept_place(const LessonController& lesson_controller);
  void follow_model(const Ui& ui, const Model& model);

  ViewState view_state_;
  const ExperimentRow* lab_to_open_ = nullptr;
  int opening_ = -1;  // LessonController::opening() that the view state was last reset for
  std::vector<LaneScene> scenes_;
  bool animating_ = false;
};

}  // namespace sharedfate
