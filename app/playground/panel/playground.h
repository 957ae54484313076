#pragma once

#include <optional>
#include <vector>

#include "app/playground/draw/ui.h"
#include "app/playground/panel/panel.h"
#include "app/playground/window/window_options.h"

namespace sharedfate {

/// What the room sees: the panels, what the person at the desk has chosen, and the motion between
/// two models.
class Playground {
 public:
  explicit Playground(const WindowOptions& options);

  /// Draws one frame of the model and appends what was asked for. Everything asked of the app
  /// itself goes to Ui::ask().
  void frame(Ui& ui, const Model& model, const LessonController& lesson_controller,
             const FaultLog& fault_log, const MeasurementRunner& measurements,
             std::vector<AddressedRequest>& requests);

  /// Opens a lab, with settings or as they were left, in the next frame.
  void open_lab(const ExperimentRow& row, const std::optional<Parameters>& settings);

  /// Whether the journal's measurements are on screen.
  [[nodiscard]] bool shows_receipt() const { return view_state_.receipt_open; }

  /// Whether the next frame will look different although the model stays the same.
  [[nodiscard]] bool animating() const { return animating_; }

 private:
  void choose_kept_place(const LessonController& lesson_controller);
  void follow_model(const Ui& ui, const Model& model);

  ViewState view_state_;
  const ExperimentRow* lab_to_open_ = nullptr;
  int opening_ = -1;  // of the classroom, as the desk was last laid out for
  std::vector<LaneScene> scenes_;
  bool animating_ = false;
};

}  // namespace sharedfate
