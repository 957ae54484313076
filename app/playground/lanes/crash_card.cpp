#include <fmt/format.h>

#include <array>

#include "app/playground/lanes/death_words.h"
#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/words.h"

// The crash card: what died and why, what died with it and what was lost. It covers a dead
// lane, or stands below living workers.
namespace sharedfate {
namespace {

constexpr float card_padding = 18, card_width_max = 640, slim_height = 36, appear_s = 0.4F;
constexpr std::size_t stack_lines_max = 5;

/// One paragraph of a card.
struct CardLine {
  int importance;  ///< 0: always shown; the highest is left out first
  TextRole role;
  Tone tone;
  std::string lead;  ///< in bold before the text
  std::string text;
  bool one_line = false;
};

std::vector<CardLine> card_lines(const LaneModel& lane, const Death& death) {
  const DeathWords words = death_words(lane, death);
  std::vector<CardLine> lines;
  lines.push_back({0, TextRole::heading, Tone::lost, "", words.title});
  lines.push_back({3, TextRole::label, Tone::text, "", words.deed});
  if (!words.how.empty()) lines.push_back({6, TextRole::figure, Tone::muted, "", words.how, true});
  lines.push_back({1, TextRole::label, Tone::text, "Died with it: ", words.company});
  std::string losses = words.losses;
  if (!words.task.empty()) losses += "  (it was at task " + words.task + ")";
  lines.push_back({1, TextRole::label, Tone::text, "Lost: ", losses});
  std::size_t shown = 0;
  for (const std::string& frame : words.stack) {
    if (shown == stack_lines_max) break;
    lines.push_back({5 + static_cast<int>(shown), TextRole::figure_small, Tone::muted, "",
                     fmt::format("{} {}", shown == 0 ? "at" : "by", frame), true});
    ++shown;
  }
  lines.push_back({2, TextRole::figure, Tone::muted, "", words.kernel, true});
  return lines;
}

std::vector<CardLine> trouble_lines(const LaneModel& lane) {
  const bool stopped = lane.state == LaneState::stopped;
  return {{0, TextRole::heading, stopped ? Tone::text : Tone::lost, "",
           stopped ? "The lane was stopped" : "This lane could not go on"},
          {1, TextRole::label, Tone::text, "",
           lane.trouble.empty() ? "Restart brings it back." : lane.trouble}};
}

float line_height(Ui& ui, const CardLine& line, float width) {
  if (line.one_line) return ui.canvas().line_height(line.role) + ui.units(3);
  return ui.canvas().wrapped_height(width, line.role, line.lead + line.text) + ui.units(5);
}

float lines_height(Ui& ui, std::span<const CardLine> lines, float width) {
  float height = 0;
  for (const CardLine& line : lines) height += line_height(ui, line, width);
  return height;
}

/// Leaves out the least important lines until the rest fits.
void fit_lines(Ui& ui, std::vector<CardLine>& lines, float width, float height) {
  while (lines_height(ui, lines, width) > height) {
    const auto least = std::max_element(
        lines.begin(), lines.end(),
        [](const CardLine& a, const CardLine& b) { return a.importance < b.importance; });
    if (least->importance == 0) return;
    lines.erase(least);
  }
}

void draw_line(Ui& ui, const Rect& box, const CardLine& line, float alpha) {
  Canvas& canvas = ui.canvas();
  const Ink ink(ui.tone(line.tone), alpha);
  if (line.one_line) {
    canvas.text_in({box.x, box.y, box.w, canvas.line_height(line.role)}, line.role, ink, line.text,
                   Align::left, Overflow::shrink);
    return;
  }
  if (line.lead.empty()) {
    canvas.text_wrapped(box, line.role, ink, line.text);
    return;
  }
  // The bold lead precedes the first line of the text; further lines begin at the left edge.
  const float lead = canvas.text_width(TextRole::label_bold, line.lead);
  canvas.text({box.x, box.y}, TextRole::label_bold, ink, line.lead);
  const float rest = box.w - lead;
  if (canvas.text_width(line.role, line.text) <= rest) {
    canvas.text({box.x + lead, box.y}, line.role, ink, line.text);
    return;
  }
  const std::string first = canvas.fitted(line.role, line.text, rest);
  std::size_t end = std::min(first.size() >= 3 ? first.size() - 3 : 0, line.text.size());
  end = line.text.rfind(' ', end);
  if (end == std::string::npos) end = 0;
  canvas.text({box.x + lead, box.y}, line.role, ink, std::string_view(line.text).substr(0, end));
  const float height = canvas.line_height(line.role);
  canvas.text_wrapped({box.x, box.y + height, box.w, box.h - height}, line.role, ink,
                      std::string_view(line.text).substr(std::min(line.text.size(), end + 1)));
}

void draw_card(Ui& ui, const Rect& card, std::span<const CardLine> lines, Tone edge, float alpha) {
  Canvas& canvas = ui.canvas();
  const float radius = ui.units(14);
  canvas.glow(card, Ink(0x000000, 0.35F * alpha), ui.units(18), radius);
  canvas.fill(card, Ink(ui.tone(Tone::background), std::min(1.0F, alpha * 1.4F)), radius);
  canvas.outline(card, Ink(ui.tone(edge), alpha), std::max(1.0F, ui.units(2)), radius);
  Rect inner = card.inset(ui.units(card_padding), ui.units(card_padding - 4));
  for (const CardLine& line : lines) {
    const float height = line_height(ui, line, inner.w);
    draw_line(ui, inner.cut_top(height), line, alpha);
  }
}

const Death* last_death(const LaneModel& lane) {
  return lane.deaths.empty() ? nullptr : &lane.deaths.back();
}

const Death* death_of_lane_process(const LaneModel& lane) {
  for (auto death = lane.deaths.rbegin(); death != lane.deaths.rend(); ++death) {
    if (death->scope != Death::Scope::worker) return &*death;
  }
  return last_death(lane);
}

float full_notice_height(const LaneView& view, float width) {
  const std::vector<CardLine> lines = card_lines(view.lane, *last_death(view.lane));
  return lines_height(view.ui(), lines, width - 2 * view.units(card_padding)) +
         2 * view.units(card_padding - 4);
}

void draw_slim(const LaneView& view, const Rect& rect, const Interaction& pointer) {
  Canvas& canvas = view.canvas();
  const DeathWords words = death_words(view.lane, *last_death(view.lane));
  const Rgb tone = view.ui().tone(Tone::lost);
  canvas.fill(rect, mix(view.ui().tone(Tone::background), tone, 0.10F * pointer.hover),
              view.units(9));
  canvas.outline(rect, tone, std::max(1.0F, view.units(1.5F)), view.units(9));
  Rect inner = rect.inset(std::min(view.units(12), rect.w * 0.05F), 0);
  const float side = std::min(view.units(17), inner.h * 0.7F);
  const Rect icon = inner.cut_left(side, view.units(8));
  canvas.icon(Icon::skull, {icon.x, icon.centre().y - side / 2, side, side}, tone);
  if (inner.w > view.units(260)) {
    const std::string_view key = key_cap_of(Verb::toggle_details);
    const Rect cap = inner.cut_right(canvas.key_cap_width(key), view.units(8));
    canvas.key_cap({cap.x, cap.centre().y}, key, view.ui().tone(Tone::muted));
  }
  if (view.lane.death_count > 1 && inner.w > view.units(420)) {
    const std::string many = counted(view.lane.death_count, "death");
    const Rect place =
        inner.cut_right(canvas.text_width(TextRole::figure_small, many), view.units(10));
    canvas.text_in(place, TextRole::figure_small, view.ui().tone(Tone::muted), many, Align::right);
  }
  // A low row gets a smaller font, so that the text stays inside it.
  const bool low = rect.h < canvas.line_height(TextRole::label) * 1.15F;
  const TextRole bold = low ? TextRole::figure_small : TextRole::label_bold,
                 plain = low ? bold : TextRole::label;
  const float who_width = canvas.text_width(bold, words.who);
  const Rect who = inner.cut_left(std::min(who_width, inner.w), view.units(10));
  canvas.text_in(who, bold, tone, words.who, Align::left, Overflow::shrink);
  // What does not fit is left out: the account says what was lost, too.
  constexpr float smallest = 0.7F;
  if (smallest * canvas.text_width(plain, words.slim) <= inner.w) {
    canvas.text_in(inner, plain, view.ui().tone(Tone::text), words.slim, Align::left,
                   Overflow::shrink);
  }
}

ButtonLook restart_look() {
  return {.kind = ButtonKind::primary,
          .has_icon = true,
          .icon = Icon::reset,
          .key = key_cap_of(Verb::restart_lanes),
          .focusable = false};
}

/// In a lesson only its script restarts lanes.
bool can_restart(const LaneView& view) {
  return view.context.lesson_controller.mode() == AppMode::free_play;
}

void draw_restart_button(const LaneView& view, const Rect& place) {
  if (!can_restart(view)) return;
  if (view.ui().button(view.name("restart"), place, "Restart", restart_look()))
    restart_lane(view.context, view.index);
}

ButtonLook receipt_look() {
  return {.kind = ButtonKind::plain, .key = key_cap_of(Verb::show_receipt), .focusable = false};
}

/// Draws the button for the receipt at the right end of `room`. Returns its width; 0: no room, or
/// nothing has died.
float draw_receipt_button(const LaneView& view, const Rect& room) {
  const float width = view.ui().button_width("Receipt", receipt_look());
  if (width > room.w || view.lane.deaths.empty()) return 0;
  const Rect place{room.right() - width, room.y, width, room.h};
  if (view.ui().button(view.name("receipt"), place, "Receipt", receipt_look()))
    view.context.act(Verb::show_receipt);
  return width;
}

/// A card where space is short: what died, with the button below it or beside it; without a button,
/// also what was lost.
void draw_low_card(const LaneView& view, const Rect& card, const std::vector<CardLine>& lines) {
  Ui& ui = view.ui();
  const CardLine& title = lines.front();
  ui.region(view.name("card"), card, title.text, {.enabled = true, .focusable = false});
  draw_card(ui, card, {}, title.tone, 1);
  Rect inner = card.inset(ui.units(10), ui.units(6));
  if (!can_restart(view)) {
    std::string text = title.text;
    // The last line with a lead is the loss, which matters more than what died with it.
    for (const CardLine& line : lines) {
      const bool loss = &line == &lines.back() || (&line + 1)->lead.empty();
      if (!line.lead.empty() && (loss || inner.h > ui.units(100)))
        text += "\n" + line.lead + line.text;
    }
    ui.canvas().text_wrapped(inner, TextRole::small, ui.tone(title.tone), text);
    return;
  }
  const float button_width = std::min(ui.button_width("Restart", restart_look()), inner.w);
  const bool below = inner.h > ui.units(62);
  Rect side = below ? inner.cut_bottom(ui.units(34), ui.units(4))
                    : inner.cut_right(button_width, ui.units(10));
  const Rect button{side.right() - button_width,
                    side.centre().y - std::min(side.h, ui.units(34)) / 2, button_width,
                    std::min(side.h, ui.units(34))};
  ui.canvas().text_wrapped(inner, TextRole::small, ui.tone(title.tone), title.text);
  draw_restart_button(view, button);
}

}  // namespace

float notice_height(const LaneView& view, float width, float height) {
  if (view.lane.deaths.empty()) return 0;
  const float slim = view.units(slim_height);
  const bool open = view.context.view_state.open.details;
  const float wanted =
      open ? std::max(slim, std::min(full_notice_height(view, width), height * 0.4F)) : slim;
  return view.ui().follow(view.name("notice"), wanted, 0.2F);
}

void draw_notice(const LaneView& view) {
  const Rect& rect = view.layout.notice;
  if (rect.empty() || view.lane.deaths.empty()) return;
  const DeathWords words = death_words(view.lane, *last_death(view.lane));
  const Interaction pointer =
      view.ui().region(view.name("card"), rect, words.title, {.enabled = true, .focusable = false});
  // In a demo the details are a view of their own, which the card does not leave.
  const bool toggles = view.context.lesson_controller.mode() == AppMode::free_play;
  if (pointer.clicked && toggles) view.context.act(Verb::toggle_details);
  if (pointer.hovered && toggles) {
    view.context.hint = view.context.view_state.open.details
                            ? "Click: the short form again."
                            : "Click: all that is known of this death.";
  }
  if (rect.h < view.units(slim_height * 2.2F)) {
    draw_slim(view, rect, pointer);
    return;
  }
  std::vector<CardLine> lines = card_lines(view.lane, *last_death(view.lane));
  fit_lines(view.ui(), lines, rect.w - 2 * view.units(card_padding),
            rect.h - 2 * view.units(card_padding - 4));
  draw_card(view.ui(), rect, lines, Tone::lost, 1);
}

void draw_card_over_dead(const LaneView& view) {
  Ui& ui = view.ui();
  const Death* const death =
      view.lane.state == LaneState::dead ? death_of_lane_process(view.lane) : nullptr;
  std::vector<CardLine> lines =
      death != nullptr ? card_lines(view.lane, *death) : trouble_lines(view.lane);

  // Covers the dead workers; where these leave too little room, the queue as well.
  const Rect& workers = view.layout.workers_area;
  Rect area = workers.h > view.units(230)
                  ? workers
                  : Rect{view.layout.space.x, view.layout.space.y, view.layout.space.w,
                         workers.bottom() - view.layout.space.y};
  area = area.inset(std::min(view.units(14), area.w * 0.03F), view.units(4));
  const float width = std::min(area.w, view.units(card_width_max));
  const float padding = view.units(card_padding), edge = view.units(card_padding - 4);
  const bool narrow = area.w < view.units(250) && area.h < view.units(200);
  if (area.h < view.units(130) || narrow) {
    draw_low_card(view, area, lines);
    return;
  }
  const float button_height = can_restart(view) ? view.units(42) : 0;
  if (area.h < view.units(250)) lines.front().role = TextRole::body_bold;
  const float room = area.h - 2 * edge - button_height - view.units(6);
  fit_lines(ui, lines, width - 2 * padding, room);
  const float text_height =
      std::min(lines_height(ui, lines, width - 2 * padding), std::max(0.0F, room));
  const float height = std::min(area.h, text_height + 2 * edge + button_height + view.units(6));

  const float shown =
      ui.follow(view.name("card/" + std::to_string(view.lane.death_count)), 1, appear_s);
  Rect card{area.centre().x - width / 2, area.bottom() - height, width, height};
  card = card.moved(0, (1 - shown) * view.units(20));
  ui.region(view.name("card"), card, lines.front().text, {.enabled = true, .focusable = false});
  draw_card(ui, card, lines, death != nullptr ? Tone::lost : Tone::muted, shown);

  const float button_width =
      std::min(ui.button_width("Restart", restart_look()), card.w - 2 * padding);
  const Rect button{card.right() - padding - button_width, card.bottom() - edge - button_height,
                    button_width, button_height};
  const std::string note =
      death != nullptr && can_restart(view) ? "No process of this lane is left to restart it." : "";
  Rect beside{card.x + padding, button.y, card.w - 2 * padding - button_width - view.units(12),
              button_height};
  if (button_height > 0) beside.cut_right(draw_receipt_button(view, beside), view.units(12));
  if (!note.empty() && ui.canvas().text_width(TextRole::small, note) <= beside.w) {
    ui.canvas().text_in(beside, TextRole::small, Ink(ui.tone(Tone::muted), shown), note);
  }
  draw_restart_button(view, button);
}

}  // namespace sharedfate
