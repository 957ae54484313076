#include "app/playground/lesson/hero.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/playground/lesson/prediction.h"

namespace sharedfate {
namespace {

constexpr std::size_t figures_most = 4;
constexpr float height_share = 0.3F, gap = 28;

std::vector<ToldFigure> figures_of(const PanelContext& context) {
  const StepRecord& record = context.lesson_controller.player()->record();
  if (!is_decided(context) || record.right_choice < 0) return {};
  const auto& told = record.choices[static_cast<std::size_t>(record.right_choice)].told;
  std::vector<ToldFigure> figures;
  std::copy_if(told.begin(), told.end(), std::back_inserter(figures),
               [](const ToldFigure& each) { return !each.figure.empty(); });
  if (figures.size() > figures_most) figures.clear();
  return figures;
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// "Threads: at most", what stands over a figure.
std::string head_of(const ToldFigure& told) {
  const std::string before = trimmed(told.before);
  if (told.subject.empty()) return before;
  return before.empty() ? told.subject : told.subject + ": " + before;
}

/// A unit stands beside the figure, more words below it.
bool is_unit(const std::string& after) { return trimmed(after).size() <= 3; }

std::string large_text(const ToldFigure& told) {
  return is_unit(told.after) ? told.figure + told.after : told.figure;
}

/// How sure it is, and of what.
std::string foot_of(const ToldFigure& told) {
  std::string text = is_unit(told.after) ? "" : trimmed(told.after);
  if (told.repeats == 0) return text;
  if (!text.empty()) text += ", ";
  return text + fmt::format("median of {}: {}", told.repeats, told.interval);
}

void draw_figure(Ui& ui, const ToldFigure& told, Rect box) {
  Canvas& canvas = ui.canvas();
  const float line = canvas.line_height(TextRole::class_smaller);
  canvas.text_in(box.cut_top(line), TextRole::class_smaller, ui.tone(Tone::muted), head_of(told),
                 Align::left, Overflow::shrink);
  canvas.text_in(box.cut_bottom(line), TextRole::class_smaller, ui.tone(Tone::muted), foot_of(told),
                 Align::left, Overflow::shrink);
  const std::string text = large_text(told);
  const TextRole role = canvas.role_that_fits(
      {TextRole::hero, TextRole::class_headline, TextRole::class_strong}, text, box.w);
  const float tall = canvas.line_height(role);
  canvas.text_in({box.x, box.centre().y - tall / 2, box.w, tall}, role, ui.tone(Tone::text), text);
}

}  // namespace

bool has_hero(const PanelContext& context) { return !figures_of(context).empty(); }

void draw_hero(PanelContext& context, Rect& rest) {
  const std::vector<ToldFigure> figures = figures_of(context);
  if (figures.empty()) return;
  Ui& ui = context.ui;
  const Canvas& canvas = ui.canvas();
  const float line = canvas.line_height(TextRole::class_smaller);
  const float wanted = canvas.line_height(TextRole::hero) + 2 * line;
  const float least = canvas.line_height(TextRole::class_headline) + 2 * line;
  const float height = std::clamp(rest.h * height_share, least, std::max(least, wanted));
  if (height > rest.h * 0.6F) return;
  Rect row = rest.cut_top(height, ui.units(gap) * 0.6F);
  const auto count = static_cast<float>(figures.size());
  const float width = (row.w - (count - 1) * ui.units(gap)) / count;
  for (const ToldFigure& told : figures) draw_figure(ui, told, row.cut_left(width, ui.units(gap)));
}

}  // namespace sharedfate
