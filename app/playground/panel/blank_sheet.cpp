#include "app/playground/panel/panel.h"

// A black sheet over everything, so that the class looks at the teacher.
namespace sharedfate {
namespace {

void draw(PanelContext& context, const Rect& area) {
  if (!context.view_state.blank) return;
  // On the top layer: a click must not act on what cannot be seen.
  const Interaction sheet = context.ui.region("blank", area, "Blank; any key ends it",
                                              {.enabled = true, .focusable = false, .layer = 1});
  context.ui.overlay().fill(area, Ink(0x000000));
  if (sheet.clicked) context.view_state.blank = false;
}

}  // namespace

const Panel blank_sheet_panel{.name = "blank",
                              .place = Panel::Place::overlay,
                              .height = nullptr,
                              .draw = draw,
                              .in_labs = true};

}  // namespace sharedfate
