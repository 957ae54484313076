#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/lesson/prediction.h"
#include "app/playground/lesson/presenter_strip.h"

// The presenter's own window, to be read at arm's length: the steps, the notes, the clock, and the
// votes, which the class does not see.
namespace sharedfate {
namespace {

constexpr float padding = 24, gap = 14, column_gap = 32, left_share = 0.27F, right_share = 0.3F;
constexpr int s_per_min = 60;

void draw_heading(Ui& ui, Rect& box, std::string_view text) {
  Canvas& canvas = ui.canvas();
  canvas.text_in(box.cut_top(canvas.line_height(TextRole::label), ui.units(6)), TextRole::label,
                 ui.tone(Tone::muted), text);
}

/// The steps of the demo, the open one lit.
void draw_steps(Ui& ui, const LessonPlayer& player, Rect box) {
  Canvas& canvas = ui.canvas();
  draw_heading(ui, box, "Steps");
  const auto& steps = player.lesson().steps;
  const float line = canvas.line_height(TextRole::body) * 1.5F;
  const float tall =
      std::min(line, box.h / static_cast<float>(std::max<std::size_t>(1, steps.size())));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool open = static_cast<int>(i) == player.step_index();
    Rect row = box.cut_top(tall);
    if (open) canvas.fill(row, ui.tone(Tone::raised), ui.units(8));
    row = row.inset(ui.units(10), 0);
    const Tone tone = open ? Tone::text : Tone::muted;
    canvas.text_in(row.cut_left(ui.units(30)), TextRole::body_bold, ui.tone(tone),
                   fmt::format("{}", i + 1));
    if (!steps[i].prediction.empty())
      canvas.text_in(row.cut_right(canvas.text_width(TextRole::label, "vote"), ui.units(8)),
                     TextRole::label, ui.tone(Tone::muted), "vote");
    canvas.text_in(row, open ? TextRole::body_bold : TextRole::body, ui.tone(tone), steps[i].title,
                   Align::left, Overflow::shrink);
  }
}

void draw_notes(Ui& ui, const LessonPlayer& player, Rect box) {
  Canvas& canvas = ui.canvas();
  const LessonStep& step = player.step();
  Rect foot = box.cut_bottom(canvas.line_height(TextRole::body) * 3.4F, ui.units(gap));
  canvas.fill(foot, ui.tone(Tone::raised), ui.units(10));
  foot = foot.inset(ui.units(gap), ui.units(gap * 0.7F));
  draw_heading(ui, foot, "Page Down");
  canvas.text_wrapped(foot, TextRole::body_bold, ui.tone(Tone::text),
                      next_move_text(player, ui.behind_s().has_value()));
  if (const std::string unmet = unmet_text(player); !unmet.empty() && !ui.behind_s())
    canvas.text_wrapped(box.cut_bottom(canvas.line_height(TextRole::label) * 3, ui.units(gap)),
                        TextRole::label, ui.tone(Tone::lost), unmet);
  draw_heading(ui, box, "Notes");
  box.cut_top(canvas.text_wrapped(box, TextRole::lane_title, ui.tone(Tone::text), step.title),
              ui.units(gap));
  const std::string& file = player.lesson().file;
  WordSize size = WordSize::smaller;
  for (const WordSize next : {WordSize::smallest, WordSize::presenter})
    if (lesson_text_height(ui, file, step.notes, box.w, size) > box.h) size = next;
  canvas.clip(box);
  draw_lesson_text(ui, file, step.notes, box, size);
  canvas.unclip();
}

void draw_clock(Ui& ui, const LessonController& lessons, Rect& box) {
  Canvas& canvas = ui.canvas();
  const int minutes = lessons.player()->lesson().minutes;
  const double passed_s = std::max(0.0, ui.time_s() - lessons.opened_s());
  const auto whole = static_cast<int>(passed_s);
  draw_heading(ui, box, "Time");
  Rect line = box.cut_top(canvas.line_height(TextRole::class_headline), ui.units(4));
  const std::string clock = fmt::format("{}:{:02}", whole / s_per_min, whole % s_per_min);
  const float width = canvas.text_width(TextRole::class_headline, clock);
  canvas.text_in(line.cut_left(width, ui.units(12)), TextRole::class_headline, ui.tone(Tone::text),
                 clock);
  canvas.text_in(line, TextRole::body, ui.tone(Tone::muted), fmt::format("of {}:00", minutes));
  const auto share = static_cast<float>(passed_s / (std::max(1, minutes) * s_per_min));
  canvas.progress_bar(box.cut_top(ui.units(8), ui.units(2 * gap)), std::min(1.0F, share),
                      ui.tone(share > 1 ? Tone::lost : Tone::text), ui.tone(Tone::track));
  ui.refresh_within(1);
}

void draw_count(Ui& ui, Rect& row, const std::string& text, bool open) {
  Canvas& canvas = ui.canvas();
  const Rect cell = row.cut_right(canvas.text_width(TextRole::heading, "8888"), ui.units(6));
  canvas.text_in(cell, TextRole::heading, ui.tone(open ? Tone::text : Tone::muted), text,
                 Align::right);
}

/// How many hands were up for each choice, in both rounds.
void draw_votes(Ui& ui, const LessonPlayer& player, Rect box) {
  if (player.step().prediction.empty()) return;
  Canvas& canvas = ui.canvas();
  const auto& choices = player.step().prediction.front().choices;
  const Votes& votes = player.record().votes;
  const bool second = player.stage() != StepStage::asking;
  Rect head = box.cut_top(canvas.line_height(TextRole::label), ui.units(6));
  const auto title = [&](const char* words) {
    const Rect cell = head.cut_right(canvas.text_width(TextRole::heading, "8888"), ui.units(6));
    canvas.text_in(cell, TextRole::label, ui.tone(Tone::muted), words, Align::right,
                   Overflow::shrink);
  };
  title("second");
  title("first");
  canvas.text_in(head, TextRole::label, ui.tone(Tone::muted), "Hands, hidden from the class",
                 Align::left, Overflow::shrink);
  const auto count = static_cast<float>(choices.size()) + 1;
  const float tall = std::min(canvas.line_height(TextRole::body) * 2.2F, box.h / count);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    Rect row = box.cut_top(tall);
    if (player.lit_choice() == static_cast<int>(i))
      canvas.fill(row, ui.tone(Tone::raised), ui.units(8));
    row = row.inset(ui.units(8), 0);
    draw_count(ui, row, fmt::format("{}", votes[1][i]), second);
    draw_count(ui, row, fmt::format("{}", votes[0][i]), !second);
    const bool right = player.record().right_choice == static_cast<int>(i) && !ui.behind_s();
    canvas.text_in(row.cut_left(ui.units(26)), TextRole::body_bold,
                   ui.tone(right ? Tone::done : Tone::text), fmt::format("{}", i + 1));
    const float text =
        std::min(row.h, canvas.wrapped_height(row.w, TextRole::label, choices[i].text));
    canvas.text_wrapped({row.x, row.centre().y - text / 2, row.w, text}, TextRole::label,
                        ui.tone(Tone::text), choices[i].text);
  }
  Rect sum = box.cut_top(tall).inset(ui.units(8), 0);
  const auto total = [&](std::size_t round) {
    return fmt::format("{}", std::accumulate(votes[round].begin(), votes[round].end(), 0));
  };
  draw_count(ui, sum, total(1), second);
  draw_count(ui, sum, total(0), !second);
  canvas.text_in(sum, TextRole::body, ui.tone(Tone::muted), "in all");
}

}  // namespace

void draw_presenter_window(Ui& ui, const LessonController& lessons, const Rect& place) {
  const LessonPlayer& player = *lessons.player();
  ui.canvas().fill(place, ui.tone(Tone::background));
  Rect rest = place.inset(ui.units(padding));
  const float between = ui.units(column_gap);
  draw_steps(ui, player, rest.cut_left(rest.w * left_share, between));
  Rect right = rest.cut_right(place.w * right_share, between);
  draw_clock(ui, lessons, right);
  draw_votes(ui, player, right);
  draw_notes(ui, player, rest);
}

}  // namespace sharedfate
