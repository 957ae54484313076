#include "app/playground/labs/lab_view.h"
#include "app/playground/panel/panels.h"

// Two real threads in a lesson's step: the class chooses which one goes next.
namespace sharedfate {
namespace {

class LessonStepping : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return step_shows(context, StepView::interleaving);
  }
  void draw(PanelContext& context, const Rect& area) override {
    Rect rest = area;
    const float settings = lab_settings_height(context, row_, rest.w);
    draw_lab_settings(context, row_, settings_, rest.cut_top(settings, context.ui.units(10)));
    view_->draw(context, settings_, rest);
  }
  [[nodiscard]] KeyScope key_scope(const PanelContext&, KeyScope) const override {
    return KeyScope::lesson_stepping;
  }
  bool act(PanelContext& context, UserAction action) override {
    return view_->act(context, settings_, action);
  }
  void enter(PanelContext&, const Lesson*) override { view_ = make_stepping_view_for_class(); }
  void follow_step() override { view_ = make_stepping_view_for_class(); }

 private:
  const ExperimentRow& row_ = *find_experiment("stepping").value();
  Parameters settings_{row_.parameters};
  std::unique_ptr<LabView> view_ = make_stepping_view_for_class();
};

}  // namespace

std::unique_ptr<Panel> make_lesson_stepping() { return std::make_unique<LessonStepping>(); }

}  // namespace sharedfate
