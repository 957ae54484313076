#include "app/playground/labs/pending_measurement.h"

namespace sharedfate {

void PendingMeasurement::update(LessonPlayer* player, int opening,
                                MeasurementRunner& measurements) {
  const auto wanted = player == nullptr ? std::nullopt : player->wants_measurement();
  const bool same = wanted && asked_ != 0 && opening == opening_ && wanted->number == number_;
  if (asked_ != 0 && !same) {
    // The lesson has moved on to something else, or was left.
    if (measurements.asked() == asked_ && measurements.busy())
      measurements.obey(CancelMeasurement{});
    asked_ = 0;
  }
  if (!wanted) return;
  if (!same) {
    measurements.obey(StartMeasurement{wanted->what->lab, wanted->what->parameters});
    opening_ = opening;
    number_ = wanted->number;
    asked_ = measurements.asked();
  } else if (measurements.asked() != asked_) {
    asked_ = 0;
    player->give_up_measurement("somebody has measured something else meanwhile; r does it again");
  } else if (measurements.asked_of_latest() == asked_ && !measurements.busy()) {
    asked_ = 0;
    player->take_measurement(*measurements.measurement());
  }
}

}  // namespace sharedfate
