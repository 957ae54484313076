#pragma once

#include <string>

#include "app/playground/panel/panel.h"
#include "core/measure/stepping_picture.h"

// The parts of the lab "stepping".
namespace sharedfate {

/// Draws each worker's lines with the next one lit, its own value, and what both workers share.
void draw_stepping_scene(Ui& ui, const SteppingPicture& picture, const Rect& area);

/// What has just happened, or the outcome.
struct SteppingNews {
  std::string text;
  bool bad = false;  ///< a stale write, or a deadlock
};
SteppingNews stepping_news(const SteppingPicture& picture);

/// Draws every order, grouped by outcome. A click on one replays it on the threads.
void draw_stepping_orders(PanelContext& context, const SteppingPicture& picture, const Rect& area);

/// Has the threads start over and then take the steps of `order`, one after the other.
void begin_replay(PanelContext& context, const SteppingPicture& picture, std::string order);
/// Sends the next step of a replay when it is due. Call it once a frame.
void continue_replay(PanelContext& context, const SteppingPicture& picture);
/// Whether a replay is under way, during which a person's orders are not taken.
bool replay_runs(const PanelContext& context);

}  // namespace sharedfate
