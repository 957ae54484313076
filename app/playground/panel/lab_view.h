#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/panel/panel.h"
#include "core/measure/wait_circle.h"

// A lab in the window: its settings, its results and, for some labs, a view of their own.
namespace sharedfate {

/// A lab with its own view below its settings. One row of the table in lab_view.cpp.
struct LabView {
  std::string_view experiment;
  /// Draws everything below the settings and handles its keys; may call draw_lab_findings() for a
  /// part.
  void (*draw)(PanelContext& context, const ExperimentRow& row, const Rect& area);
};
/// "stepping": two real threads at their gates; the class chooses which one goes next.
void draw_stepping_view(PanelContext& context, const ExperimentRow& row, const Rect& area);
/// "cells": one variable in threads and in processes, and the pages behind it; the class chooses
/// which worker writes.
void draw_memory_view(PanelContext& context, const ExperimentRow& row, const Rect& area);

/// The lab's own view; nullptr: it has only settings, charts and sentences.
const LabView* find_lab_view(const ExperimentRow& row);

/// The labs of the list. An experiment that is run by hand is listed if it has its own view.
std::vector<const ExperimentRow*> listed_labs();
/// The title of a lab: "Readers writers".
std::string lab_title(const ExperimentRow& row);

/// Leaves a lab for the list of labs, and the list for what was shown before.
void leave_labs(PanelContext& context);

/// Draws the list of labs and handles its keys.
void draw_lab_list(PanelContext& context, const Rect& area);

/// The height, pixels, that all settings of a lab need at that width.
float lab_settings_height(PanelContext& context, const ExperimentRow& row, float width);
/// Draws a control for each parameter: a stepper for a number, a button for each word, none for
/// free text. Sets the hint for the parameter under the pointer.
void draw_lab_settings(PanelContext& context, const ExperimentRow& row, const Rect& area);

/// Draws Run, Cancel, and the progress or the outcome, in one line.
void draw_lab_run(PanelContext& context, const ExperimentRow& row, const Rect& area);
float lab_run_height(PanelContext& context);

/// Results, wherever they are shown. Everything it refers to must outlive it.
struct Findings {
  std::string_view name;  ///< prefix of its widgets' names
  const std::vector<MeasuredParagraph>& paragraphs;
  const std::vector<ChartData>& charts;
  FindingsView& view;
  bool has_keys = false;               ///< keys scroll it as well as the wheel
  std::vector<WaitArrow> circle = {};  ///< the wait-for cycle of a deadlock; empty: none
};
/// Draws a wait-for cycle with its locks.
void draw_wait_circle(Ui& ui, std::string_view name, const std::vector<WaitArrow>& arrows,
                      const Rect& box);
/// Draws sentences with charts beside them; in a narrow area the charts come first.
void draw_findings(PanelContext& context, const Findings& findings, const Rect& area);

/// Draws the results of this lab, or that there are none yet; scrolled by wheel and keys.
void draw_lab_findings(PanelContext& context, const ExperimentRow& row, const Rect& area);

}  // namespace sharedfate
