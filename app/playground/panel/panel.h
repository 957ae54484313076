#pragma once

#include <string_view>
#include <vector>

#include "app/playground/draw/ui.h"
#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/panel/view_state.h"
#include "app/playground/scene/lane_motion.h"
#include "app/playground/window/command_request.h"
#include "core/model/model.h"
#include "core/report/fault_log.h"

namespace sharedfate {

/// What belongs to one lane on screen and lives longer than a frame.
struct LaneScene {
  LaneMotion motion;
  LaneAnchors anchors;         ///< of the last frame drawn
  double timeline_end_ns = 0;  ///< what the right end of the timelines shows
  RateWindow events;
};

/// What a panel is given: the model to show, the desk's choices, and where to put requests. It
/// keeps nothing itself.
struct PanelContext {
  Ui& ui;
  const Model& model;
  const LessonController& lesson_controller;
  ViewState& view_state;
  std::vector<LaneScene>& scenes;  ///< by lane, as many as the model has lanes
  std::vector<AddressedRequest>& requests;
  const FaultLog& fault_log;              ///< what was broken in these lanes
  const MeasurementRunner& measurements;  ///< what is being measured

  void send(LaneIndex lane, Request request) { requests.push_back({lane, std::move(request)}); }
  /// Whether the key was pressed; no key acts below a sheet,
  /// nor while somebody types.
  [[nodiscard]] bool key(char32_t character) {
    return view_state.keys_free() && ui.take_key(character);
  }
  [[nodiscard]] bool key(Key each) { return view_state.keys_free() && ui.take_key(each); }
  [[nodiscard]] bool key_repeated(Key each) {
    return view_state.keys_free() && ui.take_key_repeated(each);
  }
};

/// A panel is one file and one line in the table of playground.cpp.
struct Panel {
  enum class Place : std::uint8_t { top, bottom, side, rest, overlay };
  std::string_view name;
  Place place;
  /// The height that it needs at that width; null where it takes what is left.
  float (*height)(PanelContext&, float width);
  void (*draw)(PanelContext&, const Rect&);
  /// Whether it is there at all; null: always.
  bool (*shown)(const PanelContext&) = nullptr;
  bool in_labs = false;  ///< it is there, too, while the labs have the window; the others are not
};

extern const Panel top_bar_panel;
extern const Panel lanes_panel;
extern const Panel control_bar_panel;
extern const Panel status_line_panel;
extern const Panel keys_sheet_panel;
extern const Panel lesson_list_panel;
extern const Panel lesson_panel;
extern const Panel process_tree_panel;
extern const Panel speedup_chart_panel;
extern const Panel presenter_strip_panel;
extern const Panel blank_sheet_panel;
extern const Panel receipt_sheet_panel;
extern const Panel labs_panel;
extern const Panel lesson_findings_panel;
extern const Panel script_view_panel;
extern const Panel lesson_stepping_panel;

/// The chart's name among the widgets.
constexpr std::string_view speedup_chart_name = "chart";

/// The height at which nothing of the open step is cut.
float lesson_content_height(PanelContext& context, float width);

}  // namespace sharedfate
