#pragma once

#include "app/playground/lanes/lane_view.h"
#include "app/playground/stage/stage_layout.h"

// One lane on the stage: thick frame = one address space, raised tile = one thread, square = one
// task, which is drawn exactly once.
namespace sharedfate {

/// A worker in one frame, and its place.
struct StageActor {
  int number;
  const WorkerModel* worker;  ///< nullptr: not started yet
  StageWorker place;          ///< of a replacement: on what is left of the dead one
  Rect remains;               ///< of the one that it replaced; empty: it replaced none
};

struct StageView {
  LaneView lane;                 ///< its layout holds what motion and wait cycles need
  const LaneMeasurement* notes;  ///< of the open step; nullptr: none yet
  StageInput input;
  StageLayout layout;
  std::vector<StageActor> workers;

  [[nodiscard]] Ui& ui() const { return lane.ui(); }
  [[nodiscard]] Canvas& canvas() const { return lane.canvas(); }
  /// Pixels; not scaled with the text.
  [[nodiscard]] float units(float design_units) const { return design_units * input.unit; }
};

/// Lays a lane out and notes its places for motion. `title_height`: pixels, the same for all lanes.
/// `has_caller`: what comes of the tasks is shown.
StageView make_stage_view(const LaneView& lane, const LaneMeasurement* notes, const Rect& bounds,
                          float title_height, bool has_caller);
/// The height of the lane's title in an area of that size: one line, or two.
float stage_title_height(const LaneView& lane, const Rect& area);
/// Draws all of the lane. Registers lane.N.account and the workers.
void draw_stage_lane(const StageView& view);
/// How many of the workers that were there at first live.
int survivors_of(const StageView& view);

/// The frame of a living address space.
void draw_space_frame(const StageView& view, const Rect& frame, float thickness, float radius);

// Its parts:
/// The workers, dead ones and those that replaced them among them.
void draw_stage_workers(const StageView& view);
/// The lock of a queue that worker processes share, with lines to its dead holder and to those that
/// wait for it.
void draw_stage_lock(const StageView& view);
/// The account as a sum; the caller, and what has left the workers.
void draw_stage_results(const StageView& view);

}  // namespace sharedfate
