#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lanes/lane_motion.h"
#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/panel/key_table.h"
#include "app/playground/panel/view_state.h"
#include "app/playground/widgets/app_command.h"
#include "app/playground/widgets/ui.h"
#include "core/model/model.h"
#include "core/model/slow_motion.h"
#include "core/report/fault_log.h"

namespace sharedfate {

class Playground;

/// What one lane keeps on screen from frame to frame.
struct LaneScene {
  LaneMotion motion;
  LaneAnchors anchors;         ///< of the last frame drawn
  double timeline_end_ns = 0;  ///< the time at the right end of the timelines
  RateWindow events;
};

/// What a panel gets in each frame: the model to show, what panels share, and where to put
/// requests.
struct PanelContext {
  Ui& ui;
  const Model& model;
  const LessonController& lesson_controller;
  ViewState& view_state;
  std::vector<LaneScene>& scenes;  ///< by lane, as many as the model has lanes
  std::vector<AddressedRequest>& requests;
  const FaultLog& fault_log;              ///< faults and deaths in these lanes
  const MeasurementRunner& measurements;  ///< what is being measured, or was last
  Playground& playground;
  std::string& hint;  ///< describes what is under the pointer; empty at the beginning of a frame
  KeyScope scope = KeyScope::list;  ///< where keys mean something, were there no sheet
  bool by_hand_shown = false;       ///< an experiment that is run by hand is drawn in this frame
  const SlowMotion* slow_motion = nullptr;  ///< that made `model`; nullptr: it is the machine's

  /// Whether a crash is about to be shown, in any lane.
  [[nodiscard]] bool crash_is_next() const {
    for (std::size_t i = 0; slow_motion != nullptr && i < model.lanes.size(); ++i)
      if (slow_motion->about_to_crash(static_cast<LaneIndex>(i)) != 0) return true;
    return false;
  }

  void send(LaneIndex lane, Request request) { requests.push_back({lane, std::move(request)}); }
  /// Does what a person asked for, as if its key had been pressed. Returns whether anything did it.
  bool act(UserAction action);
  /// Shows what a control does while the pointer is over it.
  void hint_at(std::string_view widget, std::string_view words) {
    if (ui.widget_under_pointer() == widget) hint = words;
  }
};

/// Whether a lesson's step is open that shows this beside its words.
[[nodiscard]] inline bool step_shows(const PanelContext& context, StepView view) {
  return context.lesson_controller.mode() == AppMode::lesson &&
         context.lesson_controller.player()->step().view == view;
}

/// A part of the screen, which owns the state of what it shows. One file, and one line in the list
/// of playground.cpp.
class Panel {
 public:
  enum class Place : std::uint8_t { top, bottom, side, rest, overlay };

  Panel() = default;
  virtual ~Panel() = default;
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  [[nodiscard]] virtual bool shown(const PanelContext&) const { return true; }
  /// The height, pixels, that it needs at that width, if its place is top, bottom, or above what it
  /// is at the side of.
  virtual float height(PanelContext&, float /*width*/) { return 0; }
  /// May be called once more in the frame in which a click hides it.
  virtual void draw(PanelContext&, const Rect&) = 0;
  /// Where keys mean something while it is shown; `otherwise`: as the panels before it say.
  [[nodiscard]] virtual KeyScope key_scope(const PanelContext&, KeyScope otherwise) const {
    return otherwise;
  }
  /// Does what a person asked for while it is shown. False: that is not for this panel.
  virtual bool act(PanelContext&, UserAction) { return false; }

  // For every panel, shown or not.
  /// Other lanes were opened. `lesson`: by this one; nullptr: the list is shown.
  virtual void enter(PanelContext&, const Lesson* /*lesson*/) {}
  /// The open lesson is at another step, or another one was opened.
  virtual void follow_step() {}
  /// A frame begins; keys come next.
  virtual void follow(PanelContext&) {}
};

}  // namespace sharedfate
