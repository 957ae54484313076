#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/playground/labs/lab_view.h"
#include "app/playground/panel/panel.h"

namespace sharedfate {

/// The list of labs, or one lab with its settings and results, in place of all that is shown
/// otherwise.
class LabsPanel : public Panel {
 public:
  /// Opens a lab in the next frame; without `settings`, with those that it had.
  void open_soon(const ExperimentRow& row, const std::optional<Parameters>& settings);

  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.view_state.open.labs;
  }
  void draw(PanelContext& context, const Rect& area) override;
  [[nodiscard]] KeyScope key_scope(const PanelContext& context, KeyScope otherwise) const override;
  bool act(PanelContext& context, UserAction action) override;
  void follow(PanelContext& context) override;

 private:
  void open(const ExperimentRow& row);
  void draw_list(PanelContext& context, const Rect& area);
  void draw_card(PanelContext& context, const ExperimentRow& row, std::size_t place,
                 const Rect& box, const Rect& visible);
  void choose(int difference);
  bool act_on_list(PanelContext& context, UserAction action);
  void draw_lab(PanelContext& context, const ExperimentRow& row, const Rect& area);
  bool act_on_lab(PanelContext& context, UserAction action);
  /// The settings of an experiment as they were left; at first its defaults.
  Parameters& settings_of(const ExperimentRow& row);

  const ExperimentRow* soon_ = nullptr;              ///< to be opened in the next frame
  const ExperimentRow* opened_ = nullptr;            ///< nullptr: the list of labs is shown
  std::size_t choice_ = 0;                           ///< index in that list
  int columns_ = 1;                                  ///< of the list in the last frame
  std::vector<std::optional<Parameters>> settings_;  ///< by index in experiments()
  std::unique_ptr<LabView> view_;                    ///< of the open lab; nullptr: it has results
  FindingsView findings_;                            ///< of the open lab
  int findings_of_start_ = 0;                        ///< MeasurementRunner::starts() of these
};

}  // namespace sharedfate
