#include <fmt/format.h>

#include <vector>

#include "app/playground/panel/panels.h"

// All keys on one sheet over the whole window.
namespace sharedfate {
namespace {

/// A line of the sheet: the keys that share its words.
struct KeyLine {
  std::string keys;
  std::string_view words;
};

/// Rows with the same words share a line: "[ ]", and, of more than two, "1 … 6".
std::vector<KeyLine> lines_of(KeyScope scope) {
  std::vector<KeyLine> lines;
  if (scope == KeyScope::typing_code || scope == KeyScope::typing_fault)
    lines.push_back({"a … z", "all letters, digits and signs type text"});
  std::string first;
  for (const KeyRow& row : key_rows()) {
    if (!row.scopes.has(scope) || row.words.empty()) continue;
    if (lines.empty() || lines.back().words != row.words) {
      lines.push_back({std::string(row.cap), row.words});
      first = row.cap;
      continue;
    }
    std::string& keys = lines.back().keys;
    keys = keys == first ? fmt::format("{} {}", first, row.cap)
                         : fmt::format("{} … {}", first, row.cap);
  }
  return lines;
}

void draw_rows(Ui& ui, const Rect& area, std::span<const KeyLine> rows, float line) {
  Canvas& canvas = ui.overlay();
  float caps = 0;
  for (const KeyLine& row : rows) caps = std::max(caps, canvas.key_cap_width(row.keys));
  Rect rest = area;
  for (const KeyLine& row : rows) {
    Rect place = rest.cut_top(line);
    const Rect cap = place.cut_left(caps, ui.units(14));
    canvas.key_cap({cap.x, cap.centre().y}, row.keys, ui.tone(Tone::text));
    canvas.text_in(place, TextRole::label, ui.tone(Tone::text), row.words, Align::left,
                   Overflow::shrink);
  }
}

class KeysSheet : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.view_state.open.keys;
  }
  void draw(PanelContext& context, const Rect& area) override;
  bool act(PanelContext& context, UserAction action) override;
};

bool KeysSheet::act(PanelContext& context, UserAction action) {
  if (action != Verb::leave) return false;
  context.view_state.open.keys = false;
  return true;
}

void KeysSheet::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.overlay();
  const Interaction sheet =
      ui.region("keys.sheet", area, "Keys", {.enabled = true, .focusable = false, .layer = 1});
  canvas.fill(area, Ink(ui.tone(Tone::background), 0.82F));

  const std::vector<KeyLine> rows = lines_of(context.scope);
  const float wide = std::min(area.w - ui.units(32), ui.units(1120));
  const int columns = wide > ui.units(620) ? 2 : 1;
  const std::size_t per_column =
      (rows.size() + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
  const float head = ui.units(56), padding = ui.units(28);
  const float room = area.h - ui.units(32) - head - 2 * padding;
  const float line = std::min(ui.units(36), room / static_cast<float>(per_column));
  const float tall = head + 2 * padding + line * static_cast<float>(per_column);
  const Rect card{area.centre().x - wide / 2, area.centre().y - tall / 2, wide, tall};
  canvas.glow(card, Ink(0x000000, 0.4F), ui.units(24), ui.units(14));
  canvas.fill(card, ui.tone(Tone::panel), ui.units(14));
  canvas.outline(card, ui.tone(Tone::line), std::max(1.0F, ui.units(1)), ui.units(14));
  Rect inner = card.inset(padding);
  Rect title = inner.cut_top(head - ui.units(14), ui.units(14));
  const ButtonLook look{.has_icon = true,
                        .icon = Icon::close,
                        .key = key_cap_of(Verb::leave),
                        .focusable = false,
                        .layer = 1};
  const Rect button = title.cut_right(ui.button_width("Close", look), ui.units(12));
  const bool clicked = ui.button("keys.close", button, "Close", look);
  canvas.text_in(title, TextRole::lane_title, ui.tone(Tone::text), "Keys", Align::left,
                 Overflow::shrink);
  const float gap = ui.units(36), width = (inner.w - gap * static_cast<float>(columns - 1)) /
                                          static_cast<float>(columns);
  const std::span<const KeyLine> all(rows);
  draw_rows(ui, {inner.x, inner.y, width, inner.h}, all.first(per_column), line);
  if (columns == 2)
    draw_rows(ui, {inner.x + width + gap, inner.y, width, inner.h}, all.subspan(per_column), line);
  if (sheet.clicked || clicked) act(context, Verb::leave);
}

}  // namespace

std::unique_ptr<Panel> make_keys_sheet() { return std::make_unique<KeysSheet>(); }

}  // namespace sharedfate
