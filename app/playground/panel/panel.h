#pragma once

#include <string_view>
#include <vector>

#include "app/playground/draw/ui.h"
#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/panel/view_state.h"
#include "app/playground/scene/lane_motion.h"
#include "app/playground/window/app_command.h"
#include "core/model/model.h"
#include "core/report/fault_log.h"

namespace sharedfate {

/// What one lane keeps on screen from frame to frame.
struct LaneScene {
  LaneMotion motion;
  LaneAnchors anchors;         ///< of the last frame drawn
  double timeline_end_ns = 0;  ///< the time at the right end of the timelines
  RateWindow events;
};

/// What a panel gets: the model to show, the view state, and where to put requests.
/// The panel itself keeps nothing.
struct PanelContext {
  Ui& ui;
  const Model& model;
  const LessonController& lesson_controller;
  ViewState& view_state;
  std::vector<LaneScene>& scenes;  ///< by lane, as many as the model has lanes
  std::vector<AddressedRequest>& requests;
  const FaultLog& fault_log;              ///< faults and deaths in these lanes
  const MeasurementRunner& measurements;  ///< what is being measured, or was last

  void send(LaneIndex lane, Request request) { requests.push_back({lane, std::move(request)}); }
  /// Takes a press of the key. False: there was none, or view_state.keys_free() is false.
  [[nodiscard]] bool key(char32_t character) {
    return view_state.keys_free() && ui.take_key(character);
  }
  [[nodiscard]] bool key(Key each) { return view_state.keys_free() && ui.take_key(each); }
  [[nodiscard]] bool key_repeated(Key each) {
    return view_state.keys_free() && ui.take_key_repeated(each);
  }
};

/// A panel: one file, and one line in the table of playground.cpp.
struct Panel {
  enum class Place : std::uint8_t { top, bottom, side, rest, overlay };
  std::string_view name;
  Place place;
  /// The height, pixels, that it needs at that width; null unless its place is top or bottom.
  float (*height)(PanelContext&, float width);
  void (*draw)(PanelContext&, const Rect&);
  /// Whether it is shown; null: always.
  bool (*shown)(const PanelContext&) = nullptr;
  bool in_labs = false;  ///< the labs show it, too; they hide all other panels
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

/// The widget name of the chart.
constexpr std::string_view speedup_chart_name = "chart";

/// The height, pixels, at which the open step needs no scrolling.
float lesson_content_height(PanelContext& context, float width);

}  // namespace sharedfate
