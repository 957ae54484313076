#pragma once

#include "core/lab/lab.h"
#include "core/model/model.h"

namespace sharedfate {

/// A model that is kept up to date with a lab. The lab must outlive it.
class LiveModel {
 public:
  explicit LiveModel(Lab& lab) : lab_(lab) {}

  /// Applies what has happened since the last call; `watch` sees each event after the model has
  /// changed by it.
  void drain(const Lab::EventSink& watch = {});

  [[nodiscard]] const Model& model() const { return model_; }
  /// Lane `index` of the model, or nullptr while nothing is known of it.
  [[nodiscard]] const LaneModel* lane(LaneIndex index) const;

 private:
  Lab& lab_;
  Model model_;
};

/// The lane has what it needs to take tasks: a head, and all its workers, which have said hello.
bool is_ready(const LaneModel& lane);
/// The lane is over until somebody restarts it: dead, stopped, or never started.
bool is_over(const LaneModel& lane);

}  // namespace sharedfate
