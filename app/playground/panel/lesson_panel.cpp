#include <fmt/format.h>

#include "app/playground/panel/code_listing.h"
#include "app/playground/panel/lesson_text.h"
#include "app/playground/panel/panel.h"
#include "app/playground/panel/prediction.h"
#include "app/playground/panel/presenter_strip.h"

// What the room reads of the open step: title, words, code, the question and what came of it.
namespace sharedfate {
namespace {

constexpr float padding = 20, gap = 14, foot_height = 40;

std::string where_text(const LessonPlayer& player) {
  std::string claims;
  for (const int claim : player.lesson().claim_numbers)
    claims += fmt::format("{}{}", claims.empty() ? "" : " and ", claim);
  const std::size_t count = player.lesson().claim_numbers.size();
  const std::string lead =
      claims.empty() ? "" : fmt::format("Claim{} {} · ", count > 1 ? "s" : "", claims);
  return fmt::format("{}step {} of {}", lead, player.step_index() + 1,
                     player.lesson().steps.size());
}

/// What the files' last version has wrong; empty: nothing.
std::string mistake_text(const PanelContext& context) {
  const ShelfEntry* entry = context.classroom.open_entry();
  if (entry == nullptr || entry->mistakes.empty()) return "";
  std::string text = entry->mistakes.front().sentence();
  if (entry->mistakes.size() > 1) text += fmt::format(" (and {} more)", entry->mistakes.size() - 1);
  return text + ". The last good version stays.";
}

struct Line {
  TextRole role;
  Tone tone;
  std::string text;
};

/// What stands below the question: the outcome, expectations that do not hold, troubles.
std::vector<Line> closing_lines(const PanelContext& context) {
  const LessonPlayer& player = *context.classroom.player();
  const StepRecord& record = player.record();
  std::vector<Line> lines;
  if (player.stage() == StepStage::discussing) {
    lines.push_back(
        {TextRole::body_bold, Tone::processes, "Convince your neighbour. Then vote again."});
  }
  if (player.stage() == StepStage::running && player.current_action() != nullptr)
    lines.push_back({TextRole::label, Tone::muted, "It runs …"});
  const std::string outcome = outcome_text(record);
  if (!outcome.empty()) lines.push_back({TextRole::body_bold, Tone::done, outcome});
  for (std::size_t i = 0; i < record.expectations.size(); ++i) {
    const auto& verdict = record.expectations[i];
    if (verdict.holds || i >= player.step().expectations.size()) continue;
    lines.push_back({TextRole::label, Tone::lost,
                     fmt::format("Expected {}, measured {}.",
                                 player.step().expectations[i].condition.text, verdict.measured)});
  }
  if (!record.trouble.empty()) lines.push_back({TextRole::label, Tone::lost, record.trouble});
  const std::string mistake = mistake_text(context);
  if (!mistake.empty()) lines.push_back({TextRole::label, Tone::lost, mistake});
  return lines;
}

float lines_height(Ui& ui, const std::vector<Line>& lines, float width) {
  float height = 0;
  for (const Line& line : lines)
    height += ui.canvas().wrapped_height(width, line.role, line.text) + ui.units(6);
  return height;
}

void draw_content(PanelContext& context, Rect box, WordSize size) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.classroom.player();
  const LessonStep& step = player.step();
  const std::string& file = player.lesson().file;
  const auto used = [&](float height) { box.cut_top(height, ui.units(gap)); };
  canvas.text_in(box.cut_top(canvas.line_height(TextRole::label), ui.units(6)), TextRole::label,
                 ui.tone(Tone::muted), where_text(player), Align::left, Overflow::shrink);
  used(canvas.text_wrapped(box, TextRole::lane_title, ui.tone(Tone::text), step.title));
  if (!step.blocks.empty()) used(draw_lesson_text(ui, file, step.blocks, box, size));
  if (!step.listings.empty()) {
    draw_code_listings(ui, step.listings, box);
    used(code_listings_height(ui, step.listings, box.w));
  }
  if (!step.prediction.empty()) {
    draw_prediction(context, box);
    used(prediction_height(context, box.w));
  }
  for (const Line& line : closing_lines(context)) {
    box.cut_top(canvas.text_wrapped(box, line.role, ui.tone(line.tone), line.text), ui.units(6));
  }
}

float content_height(PanelContext& context, float width, WordSize size) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.classroom.player();
  const LessonStep& step = player.step();
  float height = ui.canvas().line_height(TextRole::label) + ui.units(6) +
                 ui.canvas().wrapped_height(width, TextRole::lane_title, step.title) +
                 ui.units(gap);
  if (!step.blocks.empty()) {
    height +=
        lesson_text_height(ui, player.lesson().file, step.blocks, width, size) + ui.units(gap);
  }
  if (!step.listings.empty())
    height += code_listings_height(ui, step.listings, width) + ui.units(gap);
  if (!step.prediction.empty()) height += prediction_height(context, width) + ui.units(gap);
  return height + lines_height(ui, closing_lines(context), width);
}

/// The controls at the foot: what Page Down does, and the way back.
void draw_foot(PanelContext& context, Rect box) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.classroom.player();
  const ButtonLook quiet{.kind = ButtonKind::quiet, .key = "PgUp", .focusable = false};
  const float back_width = std::min(box.w * 0.3F, ui.button_width("", quiet));
  if (ui.button("lesson.back", box.cut_left(back_width, ui.units(8)), "", quiet))
    ui.ask(LessonBack{});
  const ButtonLook primary{.kind = ButtonKind::primary, .key = "PgDn", .focusable = false};
  if (ui.button("lesson.forward", box, next_move_text(player), primary)) ui.ask(LessonForward{});
}

void draw(PanelContext& context, const Rect& area) {
  if (area.empty()) return;
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding), ui.units(padding * 0.8F));
  draw_foot(context, inner.cut_bottom(ui.units(foot_height), ui.units(gap)));
  // Words are set smaller before any of them is out of sight.
  WordSize size = WordSize::room;
  if (content_height(context, inner.w, size) > inner.h) size = WordSize::presenter;
  const float height = content_height(context, inner.w, size);
  // What still does not fit is reached with the wheel.
  float& scroll = context.desk.lesson_scroll;
  if (area.contains(ui.input().pointer)) scroll -= ui.input().wheel * ui.units(48);
  scroll = std::clamp(scroll, 0.0F, std::max(0.0F, height - inner.h));
  canvas.clip(inner);
  draw_content(context, {inner.x, inner.y - scroll, inner.w, std::max(height, inner.h)}, size);
  canvas.unclip();
  if (height > inner.h + 1) {
    const float share = inner.h / height;
    const Rect bar{inner.right() + ui.units(6), inner.y + scroll * share, ui.units(4),
                   inner.h * share};
    canvas.fill(bar, ui.tone(Tone::muted), bar.w / 2);
  }
}

bool shown(const PanelContext& context) {
  return context.classroom.room() == Room::lesson && !context.desk.lesson_folded;
}

}  // namespace

float lesson_content_height(PanelContext& context, float width) {
  return content_height(context, width - 2 * context.ui.units(padding), WordSize::room) +
         context.ui.units(2 * padding * 0.8F + foot_height + gap);
}

const Panel lesson_panel{
    .name = "lesson", .place = Panel::Place::side, .height = nullptr, .draw = draw, .shown = shown};

}  // namespace sharedfate
