#include "app/playground/panel/panels.h"

// A black sheet over everything, so that the class looks at the teacher.
namespace sharedfate {
namespace {

class BlankSheet : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.view_state.open.blank;
  }
  void draw(PanelContext& context, const Rect& area) override {
    // On the top layer: a click must not act on what cannot be seen.
    const Interaction sheet = context.ui.region("blank", area, "Blank; any key ends it",
                                                {.enabled = true, .focusable = false, .layer = 1});
    context.ui.overlay().fill(area, Ink(0x000000));
    if (sheet.clicked) context.view_state.open.blank = false;
  }
};

}  // namespace

std::unique_ptr<Panel> make_blank_sheet() { return std::make_unique<BlankSheet>(); }

}  // namespace sharedfate
