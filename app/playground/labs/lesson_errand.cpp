#include "app/playground/labs/lesson_errand.h"

namespace sharedfate {

void LessonErrand::update(LessonPlayer* player, int opening, Bench& bench) {
  const auto wanted = player == nullptr ? std::nullopt : player->wants_measurement();
  const bool same = wanted && asked_ != 0 && opening == opening_ && wanted->number == number_;
  if (asked_ != 0 && !same) {
    // The lesson has gone on to something else, or was left.
    if (bench.asked() == asked_ && bench.busy()) bench.obey(CancelMeasurement{});
    asked_ = 0;
  }
  if (!wanted) return;
  if (!same) {
    bench.obey(StartMeasurement{wanted->what->lab, wanted->what->parameters});
    opening_ = opening;
    number_ = wanted->number;
    asked_ = bench.asked();
  } else if (bench.asked() != asked_) {
    asked_ = 0;
    player->give_up_measurement("somebody has measured something else meanwhile; r does it again");
  } else if (bench.asked_of_latest() == asked_ && !bench.busy()) {
    asked_ = 0;
    player->take_measurement(*bench.measurement());
  }
}

}  // namespace sharedfate
