#include "app/playground/panel/panel.h"

// Nothing, over everything: so that the room looks at the teacher.
namespace sharedfate {
namespace {

void draw(PanelContext& context, const Rect& area) {
  if (!context.desk.blank) return;
  context.ui.overlay().fill(area, Ink(0x000000));
}

}  // namespace

const Panel blank_sheet_panel{
    .name = "blank", .place = Panel::Place::overlay, .height = nullptr, .draw = draw};

}  // namespace sharedfate
