#pragma once

#include <string>

#include "app/playground/panel/panel.h"
#include "core/measure/stepping_picture.h"

// The parts of the lab in which two real threads go by hand.
namespace sharedfate {

/// The lines of both workers with the next one lit, each one's own value, and what they share.
void draw_stepping_scene(Ui& ui, const SteppingPicture& picture, const Rect& area);

/// What has just happened, or what it has come to.
struct SteppingNews {
  std::string text;
  bool bad = false;  ///< an update was lost, or nobody will ever go again
};
SteppingNews stepping_news(const SteppingPicture& picture);

/// Every order that there is, grouped by outcome. One that is picked is replayed on the threads.
void draw_stepping_orders(PanelContext& context, const SteppingPicture& picture, const Rect& area);

/// Has the threads start over and go in an order, one step after the other.
void begin_replay(PanelContext& context, const SteppingPicture& picture, std::string order);
/// Sends the next step of what is replayed once its time has come. Once a frame.
void continue_replay(PanelContext& context, const SteppingPicture& picture);
/// A person's order waits until it is over.
bool replay_runs(const PanelContext& context);

}  // namespace sharedfate
