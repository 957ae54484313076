#include "app/playground/panel/press_control.h"

namespace sharedfate {
namespace {

ButtonLook dress(const PressControl& control, const PanelContext& context) {
  ButtonLook look = control.look(context);
  look.key = control.key_cap;
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
            const bool clicked = context.ui.button(
                control.name, rect, control.label(context, wording), dress(control, context));
            if (context.ui.widget_under_pointer() == control.name)
              context.view_state.hint = control.hint(context);
            // A slow frame may contain several presses: all of them count.
            int presses = clicked ? 1 : 0;
            while (control.pressed(context)) ++presses;
            for (; presses > 0; --presses) control.act(context);
          }};
}

}  // namespace sharedfate
