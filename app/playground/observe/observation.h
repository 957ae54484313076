#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/playground/draw/ui.h"
#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_controller.h"
#include "core/base/result.h"
#include "core/model/model.h"

namespace sharedfate {

/// Of what is on the screen.
struct ScreenFacts {
  bool at_rest;   ///< it stays until something happens
  bool in_parts;  ///< only what has changed is copied to it
};

/// Keeps ui.json and state.json in a directory for tests and accessibility tools: what can be acted
/// on and where, and what the model holds. A file is replaced as a whole (written beside, then
/// renamed), and only if it has changed.
class Observation {
 public:
  /// Makes the directory if there is none. An empty path observes nothing.
  static Result<Observation> open(const std::string& directory);

  /// Whether a write would be due at that time (it is every 50 ms, while things move).
  [[nodiscard]] bool due(double time_s) const {
    return !directory_.empty() && time_s - written_s_ >= 0.05;
  }
  [[nodiscard]] bool on() const { return !directory_.empty(); }
  Status write(const Ui& ui, const Model& model, const LessonController& lesson_controller,
               const MeasurementRunner& measurements, const ScreenFacts& screen);

 private:
  Status replace(const std::string& name, const std::string& text) const;

  std::string directory_;
  std::string widgets_text_, state_text_;  // as last written
  double written_s_ = -1;
};

}  // namespace sharedfate
