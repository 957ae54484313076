#include <fmt/format.h>

#include <vector>

#include "app/playground/panel/control.h"

// All keys on one sheet over the whole window.
namespace sharedfate {
namespace {

struct KeyRow {
  std::string key, meaning;
};

/// Keys of the list and of a lesson: those that a clicker has, and some more.
std::vector<KeyRow> lesson_key_rows() {
  return {
      {"PgDn", "on: hands up, run, next step (also → ↓ space)"},
      {"PgUp", "back (also ← ↑)"},
      {"F5", "start; in a question: run without a prediction (also s)"},
      {"1 … 6", "one hand more for that choice"},
      {"backspace", "takes the last hand back"},
      {"r", "this step again, with new lanes"},
      {". b", "blank; any key brings it back"},
      {"n", "notes for the presenter, with a clock"},
      {"p", "the same in a window of its own"},
      {"f", "fold the words away"},
      {"esc", "the list of demos"},
      {"home", "in the list: from the first step; in a step: up (end: down)"},
      {"e", "the receipt: who died, what was left, how to repeat it"},
      {"x", "the labs: races, locks and costs, measured"},
      {"t", "light or dark"},
      {"+ −", "larger text, smaller text"},
      {"?", "open and close this sheet"},
  };
}

std::vector<KeyRow> lab_key_rows() {
  return {
      {"← → ↑ ↓", "in the list: choose a lab; F5 opens it"},
      {"F5", "run: measure with these settings (also enter, space)"},
      {"c", "cancel: what was measured stays"},
      {"a b", "interleaving by hand: A goes, B goes; r starts over"},
      {"← → ↑ ↓", "memory by hand: who writes, and what; enter writes"},
      {"s i r", "memory by hand: shared cell, side by side, start over"},
      {"tab", "from control to control; enter is its click"},
      {"PgDn PgUp", "through sentences and charts (also ↓ ↑, home, end)"},
      {"esc", "the list of labs, and from there where you were"},
      {".", "blank; any key brings it back"},
      {"t", "light or dark"},
      {"+ −", "larger text, smaller text"},
      {"?", "open and close this sheet"},
  };
}

std::vector<KeyRow> free_play_key_rows(const ViewState& view_state) {
  std::vector<KeyRow> rows{
      {"space", "run, pause: hold the workers at the gate"},
      {".", "step: one task leaves each queue"},
      {"r", "reset: new processes, new tasks"},
      {"a", "add tasks"},
      {"[ ]", "tempo: slower, faster (also ← →)"},
      {"< >", "fewer workers, more (also ↓ ↑)"},
      {"w", "next workload"},
      {"p", "what a pool of processes makes of a death"},
      {"c", "number of tasks that are added"},
      {"l", "two, three, four lanes"},
      {"g", "how long a Python thread may keep the GIL"},
      {"y", "the next Python interpreter of this computer"},
      {"tab", "choose the next worker; with shift the one before"},
      {"b", "hit the worker of that number in every lane"},
      {"k", "hit it now, or when it takes its next task"},
      {"enter", "inject the chosen fault into the chosen worker"},
  };
  // Only the keys of the open page: on other pages they inject other faults.
  const std::size_t first = view_state.fault_page * faults_per_page;
  for (std::size_t i = first; i < std::min(first + faults_per_page, faults().size()); ++i) {
    rows.push_back({fault_key(i), fmt::format("{}: into the chosen worker", faults()[i].title)});
  }
  if (faults().size() > faults_per_page)
    rows.push_back({"m", "more faults: turn the page of the palette"});
  rows.push_back({"v", "a fault in words: type it, or paste it with Ctrl+V; enter injects"});
  rows.push_back({"n", "restart the lanes that are dead"});
  rows.push_back({"d", "all about the last death, or one line"});
  rows.push_back({"s", "Python of your own: F5 runs or holds it, q stops it"});
  rows.push_back({"e", "the receipt: who died, what was left, how to repeat it"});
  rows.push_back({"x", "the labs: races, locks and costs, measured"});
  rows.push_back({"t", "light or dark"});
  rows.push_back({"+ −", "larger text, smaller text"});
  rows.push_back({"? esc", "open and close this sheet"});
  return rows;
}

std::vector<KeyRow> rows_of(const PanelContext& context) {
  if (context.view_state.labs.open) return lab_key_rows();
  return context.lesson_controller.mode() == AppMode::free_play
             ? free_play_key_rows(context.view_state)
             : lesson_key_rows();
}

void draw_rows(Ui& ui, const Rect& area, std::span<const KeyRow> rows, float line) {
  Canvas& canvas = ui.overlay();
  float caps = 0;
  for (const KeyRow& row : rows) caps = std::max(caps, canvas.key_cap_width(row.key));
  Rect rest = area;
  for (const KeyRow& row : rows) {
    Rect place = rest.cut_top(line);
    const Rect cap = place.cut_left(caps, ui.units(14));
    canvas.key_cap({cap.x, cap.centre().y}, row.key, ui.tone(Tone::text));
    canvas.text_in(place, TextRole::label, ui.tone(Tone::text), row.meaning, Align::left,
                   Overflow::shrink);
  }
}

void draw(PanelContext& context, const Rect& area) {
  if (!context.view_state.keys_open) return;
  Ui& ui = context.ui;
  Canvas& canvas = ui.overlay();
  const Interaction sheet =
      ui.region("keys.sheet", area, "Keys", {.enabled = true, .focusable = false, .layer = 1});
  const bool close = ui.take_key(Key::escape) || ui.take_key(U'?') || sheet.clicked;
  canvas.fill(area, Ink(ui.tone(Tone::background), 0.82F));

  const std::vector<KeyRow> rows = rows_of(context);
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
  const ButtonLook look{
      .has_icon = true, .icon = Icon::close, .key = "esc", .focusable = false, .layer = 1};
  const Rect button = title.cut_right(ui.button_width("Close", look), ui.units(12));
  const bool clicked = ui.button("keys.close", button, "Close", look);
  canvas.text_in(title, TextRole::lane_title, ui.tone(Tone::text), "Keys", Align::left,
                 Overflow::shrink);
  const float gap = ui.units(36), width = (inner.w - gap * static_cast<float>(columns - 1)) /
                                          static_cast<float>(columns);
  const std::span<const KeyRow> all(rows);
  draw_rows(ui, {inner.x, inner.y, width, inner.h}, all.first(per_column), line);
  if (columns == 2)
    draw_rows(ui, {inner.x + width + gap, inner.y, width, inner.h}, all.subspan(per_column), line);
  if (close || clicked) context.view_state.keys_open = false;
}

}  // namespace

const Panel keys_sheet_panel{.name = "keys",
                             .place = Panel::Place::overlay,
                             .height = nullptr,
                             .draw = draw,
                             .in_labs = true};

}  // namespace sharedfate
