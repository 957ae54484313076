#include "app/playground/lanes/control.h"

namespace sharedfate {
namespace {

ButtonLook dress(const PressControl& control, const PanelContext& context) {
  ButtonLook look = control.look(context);
  look.key = key_cap_of(control.action);
  look.focusable = false;
  return look;
}

}  // namespace

Control make_control(const PressControl& control) {
  return {[control](PanelContext& context, Wording wording) {
            return context.ui.button_width(control.widest(context, wording),
                                           dress(control, context));
          },
          [control](PanelContext& context, const Rect& rect, Wording wording) {
            if (context.ui.button(control.name, rect, control.label(context, wording),
                                  dress(control, context)))
              context.act(control.action);
            if (context.ui.widget_under_pointer() == control.name)
              context.hint = control.hint(context);
          }};
}

void draw_control_ground(Ui& ui, const Rect& rect, const Interaction& pointer, bool chosen) {
  const float lift = 0.10F * pointer.hover + 0.10F * pointer.press;
  ui.canvas().fill(rect, mix(ui.tone(Tone::raised), ui.tone(Tone::text), lift), ui.units(9));
  if (chosen)
    ui.canvas().outline(rect, ui.tone(Tone::text), std::max(1.5F, ui.units(1.75F)), ui.units(9));
}

}  // namespace sharedfate
