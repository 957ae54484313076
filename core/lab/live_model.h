#pragma once

#include "core/lab/lab.h"
#include "core/model/model.h"

namespace sharedfate {

/// A model that follows the events of a lab. The lab must outlive it.
class LiveModel {
 public:
  explicit LiveModel(Lab& lab) : lab_(lab) {}

  /// Applies the events since the last call; `watch` is given each event after the model has
  /// applied it.
  void drain(const Lab::EventSink& watch = {});

  [[nodiscard]] const Model& model() const { return model_; }
  /// Lane `index` of the model, or nullptr if it does not exist.
  [[nodiscard]] const LaneModel* lane(LaneIndex index) const;

 private:
  Lab& lab_;
  Model model_;
};

}  // namespace sharedfate
