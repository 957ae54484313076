#include <algorithm>
#include <cmath>

#include "app/playground/widgets/ui.h"

// The widgets that panels share, drawn in the palette of the theme.
namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 8, icon_size = 14, control_radius = 9;  // design units
constexpr float slider_step = 0.05F;

struct ButtonInks {
  Rgb ground, text, edge;
  bool has_edge;
};

ButtonInks button_inks(const Palette& palette, const ButtonLook& look) {
  const Rgb raised = palette.tone(Tone::raised), text = palette.tone(Tone::text);
  switch (look.kind) {
    case ButtonKind::primary:
      return {text, palette.tone(Tone::background), text, false};
    case ButtonKind::quiet:
      return {palette.tone(Tone::panel), text, text, look.chosen};
    case ButtonKind::danger:
      return {raised, palette.tone(Tone::lost), text, look.chosen};
    case ButtonKind::plain:
      break;
  }
  return {raised, text, text, look.chosen};
}

/// Between the key of a button and what stands before it, design units.
float key_gap(std::string_view label, const ButtonLook& look) {
  return label.empty() && !look.has_icon ? 0 : gap;
}

}  // namespace

float Ui::button_width(std::string_view label, const ButtonLook& look) {
  float width = 2 * units(padding) + canvas_.text_width(TextRole::label, label);
  if (look.has_icon) width += units(icon_size) + (label.empty() ? 0 : units(gap));
  if (!look.key.empty()) width += canvas_.key_cap_width(look.key) + units(key_gap(label, look));
  return std::ceil(width);
}

void Ui::draw_button(const Rect& rect, std::string_view label, const ButtonLook& look,
                     const Interaction& state) {
  Canvas& canvas = layer(look.layer);
  const ButtonInks inks = button_inks(*palette_, look);
  const float opacity = look.enabled ? 1.0F : 0.45F;
  const float radius = units(control_radius);
  // Hovering and pressing mix in the colour of text: lighter in the dark theme, darker in the light
  // one.
  const float towards_text = 0.10F * state.hover + 0.10F * state.press;
  const Rgb towards = look.kind == ButtonKind::primary ? inks.text : palette_->tone(Tone::text);
  canvas.fill(rect, Ink(mix(inks.ground, towards, towards_text), opacity), radius);
  if (inks.has_edge)
    canvas.outline(rect, Ink(inks.edge, opacity), std::max(1.5F, units(1.75F)), radius);

  Rect inner = rect.inset(std::min(units(padding), rect.w / 6), 0)
                   .moved(0, std::round(state.press * scale_));
  const float wanted = button_width(label, look) - 2 * units(padding);
  if (wanted < inner.w) inner = inner.inset((inner.w - wanted) / 2, 0);
  if (look.has_icon) {
    const Rect box = inner.cut_left(units(icon_size), units(gap));
    canvas.icon(look.icon, Rect{box.x, inner.centre().y - box.w / 2, box.w, box.w},
                Ink(inks.text, opacity));
  }
  if (!look.key.empty()) {
    const Rect box = inner.cut_right(canvas.key_cap_width(look.key), units(key_gap(label, look)));
    canvas.key_cap({box.x, box.centre().y}, look.key, Ink(inks.text, opacity * 0.9F));
  }
  canvas.text_in(inner, TextRole::label, Ink(inks.text, opacity), label, Align::left,
                 Overflow::shrink);
  if (state.focused && focus_visible_) focus_ring(rect, radius, look.layer);
}

bool Ui::button(std::string_view name, const Rect& rect, std::string_view label,
                const ButtonLook& look) {
  const Interaction state = region(name, rect, label, {look.enabled, look.focusable, look.layer});
  draw_button(rect, label, look, state);
  return state.clicked;
}

bool Ui::slider(std::string_view name, const Rect& rect, std::string_view label, float& share,
                const WidgetLook& look) {
  const Interaction state = region(name, rect, label, look);
  Canvas& canvas = layer(look.layer);
  const float knob = std::min(rect.h / 2, units(8));
  const float from = rect.x + knob, length = std::max(1.0F, rect.w - 2 * knob);
  float wanted = share;
  if (state.held || state.clicked) {
    if (input_.pointer_inside && (state.held || hovered_ == name))
      wanted = (input_.pointer.x - from) / length;
  }
  if (state.hovered && input_.wheel != 0) wanted += input_.wheel * slider_step;
  if (state.focused) {
    if (take_key_repeated(Key::left)) wanted -= slider_step;
    if (take_key_repeated(Key::right)) wanted += slider_step;
  }
  wanted = std::clamp(wanted, 0.0F, 1.0F);
  const bool changed = wanted != share;
  share = wanted;

  const float opacity = look.enabled ? 1.0F : 0.45F;
  const float middle = rect.centre().y, thick = std::max(2.0F, units(4));
  const float at = from + length * share;
  canvas.fill({from, middle - thick / 2, length, thick}, Ink(tone(Tone::muted), opacity * 0.55F),
              thick / 2);
  canvas.fill({from, middle - thick / 2, at - from, thick}, Ink(tone(Tone::text), opacity),
              thick / 2);
  canvas.circle({at, middle}, knob * (0.85F + 0.15F * std::max(state.hover, state.press)),
                Ink(tone(Tone::text), opacity));
  if (state.focused && focus_visible_) focus_ring(rect, knob, look.layer);
  return changed;
}

float Ui::stepper_width(std::string_view label, std::string_view value) {
  const float sign = units(32);
  return std::ceil(units(padding) + canvas_.text_width(TextRole::label, label) + units(4) +
                   2 * sign + canvas_.text_width(TextRole::figure, value) + units(4));
}

int Ui::stepper(std::string_view name, const Rect& rect, std::string_view label,
                std::string_view value, bool can_less, bool can_more, int layer_index) {
  Canvas& canvas = layer(layer_index);
  const float radius = units(control_radius);
  canvas.fill(rect, tone(Tone::raised), radius);
  Rect inner = rect;
  inner.cut_left(units(padding));
  inner.cut_right(units(4));
  const Rect more = inner.cut_right(std::min(units(32), inner.w / 4));
  const Rect number = inner.cut_right(canvas.text_width(TextRole::figure, value));
  const Rect less = inner.cut_right(more.w, units(4));
  canvas.text_in(inner, TextRole::label, tone(Tone::text), label, Align::left, Overflow::shrink);
  canvas.text_in(number, TextRole::figure, tone(Tone::text), value, Align::centre,
                 Overflow::shrink);

  const auto sign = [&](const Rect& place, std::string_view suffix, Icon icon, bool enabled) {
    const Interaction state = region(std::string(name) + std::string(suffix), place,
                                     std::string(label) + (icon == Icon::plus ? " +" : " −"),
                                     {enabled, true, layer_index});
    const Rect spot = place.inset(units(3), (place.h - place.w) / 2 + units(3));
    canvas.fill(spot, Ink(tone(Tone::text), 0.12F * state.hover + 0.12F * state.press), units(6));
    const float side = units(12);
    canvas.icon(icon, Rect{place.centre().x - side / 2, place.centre().y - side / 2, side, side},
                Ink(tone(Tone::text), enabled ? 1.0F : 0.35F));
    if (state.focused && focus_visible_) focus_ring(spot, units(6), layer_index);
    return state.clicked;
  };
  const bool down = sign(less, ".less", Icon::minus, can_less);
  const bool up = sign(more, ".more", Icon::plus, can_more);
  return static_cast<int>(up) - static_cast<int>(down);
}

void Ui::focus_ring(const Rect& rect, float radius, int layer_index) {
  const float out = units(3);
  layer(layer_index)
      .outline(rect.inset(-out), tone(Tone::text), std::max(2.0F, units(2)), radius + out);
}

}  // namespace sharedfate
