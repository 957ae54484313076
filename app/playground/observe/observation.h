#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/widgets/ui.h"
#include "core/base/result.h"
#include "core/model/model.h"

namespace sharedfate {

/// Facts about the screen.
struct ScreenFacts {
  bool at_rest;   ///< it does not change until something happens
  bool in_parts;  ///< only changed parts are copied to it
};

/// Keeps ui.json (the widgets and their places) and state.json (the model) in a directory, for
/// tests. Each is written only if it has changed, and replaced as a whole:
/// written beside, then renamed.
class Observation {
 public:
  /// Makes the directory if there is none. With an empty path nothing is written.
  static Result<Observation> open(const std::string& directory);

  /// Whether a write is due at that time: while something moves, every 50 ms.
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
