#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/panel/panel.h"
#include "app/playground/widgets/ui.h"
#include "app/playground/window/window_options.h"

namespace sharedfate {

class CodePanel;
class LabsPanel;

/// The main window's content: the panels, what they share, and the motion between two models.
class Playground {
 public:
  explicit Playground(const WindowOptions& options);
  ~Playground();
  Playground(const Playground&) = delete;
  Playground& operator=(const Playground&) = delete;

  /// Draws one frame of the model and appends requests to the lanes. Commands to the app go to
  /// Ui::ask(). `slow_motion`: that made the model; nullptr: it is the machine's.
  void frame(Ui& ui, const Model& model, const LessonController& lesson_controller,
             const FaultLog& fault_log, const MeasurementRunner& measurements,
             std::vector<AddressedRequest>& requests, const SlowMotion* slow_motion = nullptr);

  /// Does what a person asked for with a key or a control. Returns whether anything did it.
  bool act(PanelContext& context, UserAction action);

  /// Opens a lab in the next frame; without `settings`, with those that it had.
  void open_lab(const ExperimentRow& row, const std::optional<Parameters>& settings);

  /// Whether the receipt is on screen, which needs the fault log's measurements.
  [[nodiscard]] bool shows_receipt() const { return view_state_.open.receipt; }

  /// Whether the next frame will look different although the model stays the same.
  [[nodiscard]] bool animating() const { return animating_; }

 private:
  struct PlacedPanel {
    std::unique_ptr<Panel> panel;
    Panel::Place place;
    bool in_labs;  ///< the labs show it, too; they hide all other panels
  };

  void add(std::unique_ptr<Panel> panel, Panel::Place place, bool in_labs = false);
  void follow_lesson(PanelContext& context);
  void follow_model(const Ui& ui, const Model& model);
  [[nodiscard]] bool is_shown(const PanelContext& context, std::size_t panel) const;
  [[nodiscard]] KeyScope scope_below_sheets(const PanelContext& context) const;
  void dispatch_keys(PanelContext& context);
  [[nodiscard]] std::vector<std::optional<Rect>> lay_out(PanelContext& context);
  void end_hidden_experiment(PanelContext& context);

  ViewState view_state_;
  /// In the order in which they are drawn. The last of those at the bottom is at the edge.
  std::vector<PlacedPanel> panels_;
  LabsPanel* labs_ = nullptr;  ///< one of them
  CodePanel* code_ = nullptr;  ///< another
  std::string hint_;
  int opening_ = -1;  ///< LessonController::opening() that the panels were last told of
  int step_ = -1;     ///< the step of it that they were last told of
  std::vector<LaneScene> scenes_;
  bool animating_ = false;
};

}  // namespace sharedfate
