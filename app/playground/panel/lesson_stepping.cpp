#include "app/playground/panel/lab_view.h"

// Two real threads in a lesson's step: the class chooses which one goes next.
namespace sharedfate {
namespace {

void draw(PanelContext& context, const Rect& area) {
  const ExperimentRow& row = *find_experiment("stepping").value();
  Rect rest = area;
  const float settings = lab_settings_height(context, row, rest.w);
  draw_lab_settings(context, row, rest.cut_top(settings, context.ui.units(10)));
  draw_stepping_view(context, row, rest);
}

bool shown(const PanelContext& context) {
  return context.lesson_controller.mode() == AppMode::lesson &&
         context.lesson_controller.player()->step().view == StepView::interleaving;
}

}  // namespace

const Panel lesson_stepping_panel{.name = "stepping",
                                  .place = Panel::Place::rest,
                                  .height = nullptr,
                                  .draw = draw,
                                  .shown = shown};

}  // namespace sharedfate
