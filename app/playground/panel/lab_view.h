#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/panel/panel.h"
#include "core/measure/wait_circle.h"

// A lab in the window: its settings, what it found, and, for some, a picture of their own.
namespace sharedfate {

/// A lab that is shown in a way of its own, below its settings. One row of the table in
/// lab_view.cpp.
struct LabView {
  std::string_view experiment;
  /// Draws all below the settings and acts on its keys; may call draw_lab_findings() for a part.
  void (*draw)(PanelContext& context, const ExperimentRow& row, const Rect& area);
};
/// "stepping": two real threads at their gates; the room says who goes.
void draw_stepping_view(PanelContext& context, const ExperimentRow& row, const Rect& area);
/// One variable in threads and in processes, and the pages behind it: the room says who writes.
void draw_memory_view(PanelContext& context, const ExperimentRow& row, const Rect& area);

/// nullptr: it has its settings, charts and sentences, as every lab has.
const LabView* find_lab_view(const ExperimentRow& row);

/// The labs of the list: what goes by hand is there if it has a view of its own.
std::vector<const ExperimentRow*> listed_labs();
/// "Readers writers": for the room.
std::string lab_title(const ExperimentRow& row);

/// Goes from a lab to the list of them, and from there to where one was before.
void leave_labs(PanelContext& context);

/// Every lab, one to choose.
void draw_lab_list(PanelContext& context, const Rect& area);

/// The height at which all settings of a lab have their place.
float lab_settings_height(PanelContext& context, const ExperimentRow& row, float width);
/// A control for each parameter: steps for a number, a button for each word. What is typed as
/// letters has none. Says in the hint what the one under the pointer means.
void draw_lab_settings(PanelContext& context, const ExperimentRow& row, const Rect& area);

/// Run, Cancel, how far it is, or what became of it; in one line.
void draw_lab_run(PanelContext& context, const ExperimentRow& row, const Rect& area);
float lab_run_height(PanelContext& context);

/// What was found, wherever it is shown. What it refers to must outlive it.
struct Findings {
  std::string_view name;  ///< before the names of its widgets
  const std::vector<MeasuredParagraph>& paragraphs;
  const std::vector<ChartData>& charts;
  FindingsView& view;
  bool has_keys = false;               ///< the keys scroll it, not only the wheel
  std::vector<WaitArrow> circle = {};  ///< of a deadlock; empty: there was none
};
/// Who waits for whom in a circle, with the locks.
void draw_wait_circle(Ui& ui, std::string_view name, const std::vector<WaitArrow>& arrows,
                      const Rect& box);
/// Sentences, and charts beside them, or above them where it is narrow.
void draw_findings(PanelContext& context, const Findings& findings, const Rect& area);

/// What was measured of this lab: sentences, and charts beside them; scrolled by wheel and keys.
void draw_lab_findings(PanelContext& context, const ExperimentRow& row, const Rect& area);

}  // namespace sharedfate
