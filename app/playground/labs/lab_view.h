#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/panel/panel.h"
#include "app/playground/widgets/chart.h"
#include "app/playground/widgets/scroll.h"

// A lab in the window: its settings, its results and, for some labs, a view of their own.
namespace sharedfate {

/// What a lab shows below its settings in place of results: real workers that a person leads by
/// hand.
class LabView {
 public:
  /// `experiment`: its name, which must exist.
  explicit LabView(std::string_view experiment);
  virtual ~LabView() = default;
  LabView(const LabView&) = delete;
  LabView& operator=(const LabView&) = delete;

  virtual void draw(PanelContext& context, const Parameters& settings, const Rect& area) = 0;
  virtual bool act(PanelContext& context, const Parameters& settings, UserAction action) = 0;
  [[nodiscard]] virtual KeyScope key_scope() const = 0;

 protected:
  /// Starts the workers, once for each choice of settings, and anew if they were ended because
  /// something else was shown or measured. Call it in each frame. Whether it did.
  bool keep_started(PanelContext& context, const Parameters& settings);
  /// Starts them anew with the next keep_started().
  void forget_start() { asked_ = 0; }
  /// What the workers report, or reported before they ended; nullptr: they are being started.
  [[nodiscard]] const Measurement* latest(const PanelContext& context) const {
    return context.measurements.asked_of_latest() == asked_ ? context.measurements.measurement()
                                                            : nullptr;
  }
  /// Why there are no workers to lead, as a sentence, and whether they have ended. `workers`: "The
  /// threads". Precondition: live() has none.
  struct Trouble {
    std::string text;
    bool ended = false;
  };
  [[nodiscard]] Trouble trouble_of(const PanelContext& context, std::string_view workers) const;
  /// The same while they live; otherwise nullptr.
  [[nodiscard]] const Measurement* live(const PanelContext& context) const;

 private:
  const ExperimentRow& row_;
  std::string started_with_;  ///< the settings of the last start that was asked for
  int asked_ = 0;             ///< MeasurementRunner::asked() of that start; 0: none
};
/// "stepping": two real threads at their gates; the class chooses which one goes next.
std::unique_ptr<LabView> make_stepping_view();
/// The same without the list of all orders, which would answer what a class is asked.
std::unique_ptr<LabView> make_stepping_view_for_class();
/// "cells": one variable in threads and in processes, and the pages behind it; the class chooses
/// which worker writes.
std::unique_ptr<LabView> make_memory_view();

/// The lab's own view; nullptr: it has only settings, charts and sentences.
std::unique_ptr<LabView> make_lab_view(const ExperimentRow& row);

/// The labs of the list. An experiment that is run by hand is listed if it has its own view.
std::vector<const ExperimentRow*> listed_labs();
/// The title of a lab: "Readers writers".
std::string lab_title(const ExperimentRow& row);

/// The height, pixels, that all settings of a lab need at that width.
float lab_settings_height(PanelContext& context, const ExperimentRow& row, float width);
/// Draws a control for each parameter: a stepper for a number, a button for each word, none for
/// free text. Sets the hint for the parameter under the pointer.
void draw_lab_settings(PanelContext& context, const ExperimentRow& row, Parameters& settings,
                       const Rect& area);

/// Draws Run, Cancel, and the progress or the outcome, in one line.
void draw_lab_run(PanelContext& context, const ExperimentRow& row, const Parameters& settings,
                  const Rect& area);
float lab_run_height(PanelContext& context);
/// Starts or cancels the measurement.
bool act_on_lab_run(PanelContext& context, const ExperimentRow& row, const Parameters& settings,
                    UserAction action);

/// Which part of some results is visible.
struct FindingsView {
  Scroll scroll;
  std::vector<ChartView> charts;
};

/// Results, wherever they are shown. Everything it refers to must outlive it.
struct Findings {
  std::string_view name;  ///< prefix of its widgets' names
  const std::vector<MeasuredParagraph>& paragraphs;
  const std::vector<ChartData>& charts;
  FindingsView& view;
  const MeasuredFact* wait_cycle = nullptr;  ///< of the last deadlock; nullptr: none
};
/// Draws a wait-for cycle with its locks. Precondition: the fact is one.
void draw_lab_wait_cycle(Ui& ui, std::string_view name, const MeasuredFact& cycle, const Rect& box);
/// Draws sentences with charts beside them; in a narrow area the charts come first.
void draw_findings(PanelContext& context, const Findings& findings, const Rect& area);

/// Draws the results of this lab, or that there are none yet.
void draw_lab_findings(PanelContext& context, const ExperimentRow& row, FindingsView& view,
                       const Rect& area);

}  // namespace sharedfate
