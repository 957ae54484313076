#pragma once

#include <cstdint>

#include "app/playground/labs/measurement_runner.h"
#include "core/lesson/lesson_player.h"

namespace sharedfate {

/// Has the bench measure what the open lesson wants measured, and tells the lesson what was found.
class PendingMeasurement {
 public:
  /// Once a frame. `player`: of the open lesson; nullptr: none is. `opening`: another one for
  /// another player.
  void update(LessonPlayer* player, int opening, MeasurementRunner& measurements);
  /// The bench is at it.
  [[nodiscard]] bool waits() const { return asked_ != 0; }

 private:
  int opening_ = 0;
  std::uint64_t number_ = 0;  ///< of what the lesson wanted
  int asked_ = 0;             ///< of the bench; 0: for nothing
};

}  // namespace sharedfate
