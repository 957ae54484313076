#pragma once

#include <cstdint>

#include "app/playground/labs/measurement_runner.h"
#include "core/lesson/lesson_player.h"

namespace sharedfate {

/// Starts the measurement that the open lesson asks for and passes the result to its player.
class PendingMeasurement {
 public:
  /// Call it once a frame. `player`: of the open lesson, nullptr if none is open. `opening`: a
  /// number that differs from player to player.
  void update(LessonPlayer* player, int opening, MeasurementRunner& measurements);
  /// Whether the open lesson waits for the measurement runner.
  [[nodiscard]] bool waits() const { return asked_ != 0; }

 private:
  int opening_ = 0;
  std::uint64_t number_ = 0;  ///< of the measurement that the lesson asked for
  int asked_ = 0;             ///< MeasurementRunner::asked() of that start; 0: none
};

}  // namespace sharedfate
