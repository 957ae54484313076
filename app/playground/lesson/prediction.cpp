#include "app/playground/lesson/prediction.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "app/playground/panel/key_table.h"

namespace sharedfate {
namespace {

// Of a choice and of the ballot, in design units.
constexpr float gap = 10, column_gap = 24, ballot_padding = 20;

float padding_of(Ui& ui, WordSize size) { return ui.units(size == WordSize::whole_class ? 11 : 6); }

const Prediction& prediction_of(const LessonPlayer& player) {
  return player.step().prediction.front();
}

bool is_asked(const LessonPlayer& player) {
  return player.stage() == StepStage::asking || player.stage() == StepStage::discussing;
}

/// The side of the box with a choice's number.
float number_side(Ui& ui, WordSize size) {
  return std::round(ui.canvas().line_height(text_role(size)) * 1.1F);
}

void draw_number(Ui& ui, const Rect& box, std::size_t index, TextRole role, Rgb ground, Rgb ink) {
  ui.canvas().fill(box, ground, box.h * 0.17F);
  ui.canvas().text_in(box, role, ink, fmt::format("{}", index + 1), Align::centre,
                      Overflow::shrink);
}

/// A dot for each digit of the number of votes in the round that is open.
std::string secret_votes(const LessonPlayer& player, std::size_t choice) {
  const std::size_t round = player.stage() == StepStage::asking ? 0 : 1;
  const int count = player.record().votes[round][choice];
  const bool typed = player.lit_choice() == static_cast<int>(choice) && player.types();
  std::string dots = count == 0 && typed ? "•" : "";
  for (int rest = count; rest > 0; rest /= 10) dots += "•";
  return dots;
}

/// The votes of both rounds, "9 → 14"; empty: nothing was counted.
std::string votes_text(const StepRecord& record, std::size_t choice) {
  std::string text;
  for (const auto& votes : record.votes) {
    if (std::accumulate(votes.begin(), votes.end(), 0) == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : " → ", votes[choice]);
  }
  return text;
}

/// What stands right of a choice.
std::string figures_of(const PanelContext& context, std::size_t choice) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (is_decided(context)) return votes_text(player.record(), choice);
  return is_asked(player) ? secret_votes(player, choice) : "";
}

float text_width(PanelContext& context, std::size_t choice, float width, WordSize size) {
  Ui& ui = context.ui;
  const std::string figures = figures_of(context, choice);
  const float right =
      figures.empty() ? 0 : ui.canvas().text_width(text_role(size), figures) + ui.units(12);
  return width - 2 * padding_of(ui, size) - number_side(ui, size) - ui.units(14) - right;
}

float choice_height(PanelContext& context, std::size_t choice, float width, WordSize size) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const float text =
      context.ui.canvas().wrapped_height(text_width(context, choice, width, size), text_role(size),
                                         prediction_of(player).choices[choice].text);
  return std::max(text, number_side(context.ui, size)) + 2 * padding_of(context.ui, size);
}

/// Two columns if no choice needs a second line in them.
int columns_for(PanelContext& context, float width, WordSize size) {
  const auto& choices = prediction_of(*context.lesson_controller.player()).choices;
  const float half = (width - context.ui.units(column_gap)) / 2;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (context.ui.canvas().text_width(text_role(size), choices[i].text) >
        text_width(context, i, half, size))
      return 1;
  }
  return 2;
}

/// How a choice is drawn in this frame.
struct ChoiceLook {
  bool right = false, faded = false, hovered = false;
};

ChoiceLook look_of(const PanelContext& context, std::size_t choice) {
  const StepRecord& record = context.lesson_controller.player()->record();
  if (!is_decided(context) || choice >= record.choices.size()) return {};
  const bool unsure = !record.doubt.empty() && record.choices[choice].verdict != Verdict::fails;
  const bool right = record.right_choice == static_cast<int>(choice);
  return {right, !right && !unsure};
}

void take_votes(PanelContext& context, std::size_t choice, const Interaction& pointer) {
  if (!is_asked(*context.lesson_controller.player())) return;
  if (pointer.clicked) context.act({Verb::vote, static_cast<int>(choice)});
  if (pointer.right_clicked) context.act({Verb::take_vote_back, static_cast<int>(choice)});
}

Interaction register_choice(PanelContext& context, std::size_t choice, const Rect& place) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const bool asked = is_asked(player);
  return context.ui.region(fmt::format("lesson.choice.{}", choice + 1), place,
                           prediction_of(player).choices[choice].text,
                           {.enabled = asked, .focusable = asked});
}

void draw_choice(PanelContext& context, std::size_t choice, const Rect& box, WordSize size) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  // A choice of which scrolling leaves a strip in sight at most cannot be clicked.
  constexpr float strip_height = 12;
  const Rect visible = canvas.visible_part(box);
  if (visible.h < ui.units(strip_height)) return;
  const Interaction pointer = register_choice(context, choice, visible);
  const ChoiceLook look = look_of(context, choice);
  canvas.fill(box, ui.tone(pointer.hovered ? Tone::raised : Tone::panel), ui.units(9));
  Rect inner = box.inset(padding_of(ui, size));
  Rect cap = inner.cut_left(number_side(ui, size), ui.units(14));
  cap.h = cap.w;
  const Rgb ink = ui.tone(look.faded ? Tone::muted : Tone::text);
  draw_number(ui, cap, choice, strong_role(size),
              look.right ? ui.fill(Tone::done) : ui.tone(Tone::raised),
              look.right ? ui.tone(Tone::background) : ink);
  const std::string figures = figures_of(context, choice);
  Rect right = inner.cut_right(canvas.text_width(text_role(size), figures), ui.units(12));
  right.h = cap.h;
  canvas.text_in(right, text_role(size), ink, figures, Align::right);
  const std::string& text = prediction_of(*context.lesson_controller.player()).choices[choice].text;
  const float tall = canvas.wrapped_height(inner.w, text_role(size), text);
  inner.y = inner.centre().y - tall / 2, inner.h = tall;
  canvas.text_wrapped(inner, text_role(size), ink, text);
  if (pointer.focused) ui.focus_ring(box, ui.units(9));
  take_votes(context, choice, pointer);
}

/// The sentence in place of a right choice; empty: there is one.
std::string no_answer_text(const LessonPlayer& player) {
  const StepRecord& record = player.record();
  if (record.right_choice >= 0) return "";
  if (!record.doubt.empty())
    return fmt::format("This machine cannot tell now: {}. {} measures again.", record.doubt,
                       key_cap_of(Verb::run_step));
  return "No choice fits what was measured.";
}

std::string right_text(const LessonPlayer& player) {
  return prediction_of(player).choices[static_cast<std::size_t>(player.record().right_choice)].text;
}

/// Left of the answer: the number, or a sign; and right of it the tick.
float answer_text_width(Ui& ui, TextRole headline, float width) {
  return width - 2.4F * ui.canvas().line_height(headline);
}

}  // namespace

bool is_decided(const PanelContext& context) {
  return context.lesson_controller.player()->record().finished && !context.ui.behind_s();
}

float choices_height(PanelContext& context, float width, WordSize size) {
  const auto count = prediction_of(*context.lesson_controller.player()).choices.size();
  const int columns = columns_for(context, width, size);
  const float column = columns == 1 ? width : (width - context.ui.units(column_gap)) / 2;
  float height = 0;
  for (std::size_t i = 0; i < count; i += static_cast<std::size_t>(columns))
    height += choice_height(context, i, column, size) + (i > 0 ? context.ui.units(gap) : 0);
  return height;
}

void draw_choices(PanelContext& context, const Rect& box, WordSize size) {
  const auto count = prediction_of(*context.lesson_controller.player()).choices.size();
  const auto columns = static_cast<std::size_t>(columns_for(context, box.w, size));
  const float column = columns == 1 ? box.w : (box.w - context.ui.units(column_gap)) / 2;
  Rect rest = box;
  for (std::size_t i = 0; i < count; i += columns) {
    Rect row = rest.cut_top(choice_height(context, i, column, size), context.ui.units(gap));
    for (std::size_t k = i; k < std::min(count, i + columns); ++k)
      draw_choice(context, k, row.cut_left(column, context.ui.units(column_gap)), size);
  }
}

float ballot_height(PanelContext& context, float width, WordSize size) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  const auto lit = static_cast<std::size_t>(player.lit_choice());
  const float line = ui.canvas().line_height(text_role(size));
  const float text = ui.canvas().wrapped_height(width * 0.6F, text_role(size),
                                                prediction_of(player).choices[lit].text);
  return std::max(3.2F * line, line * 1.3F + text) + 2 * ui.units(ballot_padding);
}

void draw_ballot(PanelContext& context, const Rect& box, WordSize size) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.lesson_controller.player();
  const auto& choices = prediction_of(player).choices;
  const auto lit = static_cast<std::size_t>(player.lit_choice());
  const float line = canvas.line_height(text_role(size));
  canvas.fill(box, ui.tone(Tone::panel), ui.units(12));
  Rect inner = box.inset(ui.units(ballot_padding));
  Rect number = inner.cut_left(std::min(inner.h, 3.2F * line), ui.units(28));
  number = {number.x, number.centre().y - number.w / 2, number.w, number.w};
  draw_number(ui, number, lit, headline_role(size), ui.tone(Tone::text), ui.tone(Tone::background));
  Rect right = inner.cut_right(inner.w * 0.24F, ui.units(24));
  Rect count = right.cut_top(1.7F * line, ui.units(10));
  canvas.fill(count, ui.tone(Tone::background), ui.units(8));
  canvas.outline(count, ui.tone(Tone::text), std::max(1.0F, ui.units(2)), ui.units(8));
  canvas.text_in(count, TextRole::class_title, ui.tone(Tone::text), secret_votes(player, lit),
                 Align::centre);
  const auto chips = static_cast<float>(choices.size());
  const float side =
      std::min({right.h, 1.1F * line, (right.w - (chips - 1) * ui.units(10)) / chips});
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Rect chip = right.cut_left(side, ui.units(10));
    const Interaction pointer = register_choice(context, i, chip);
    draw_number(ui, chip, i, text_role(size), ui.tone(i == lit ? Tone::text : Tone::raised),
                ui.tone(i == lit ? Tone::background : Tone::muted));
    if (pointer.focused) ui.focus_ring(chip, ui.units(6));
    take_votes(context, i, pointer);
  }
  const float text = canvas.wrapped_height(inner.w, text_role(size), choices[lit].text);
  inner = {inner.x, inner.centre().y - (text + 1.3F * line) / 2, inner.w, text + 1.3F * line};
  canvas.text_in(inner.cut_top(1.3F * line), strong_role(size), ui.tone(Tone::text),
                 fmt::format("Hands up for {}", lit + 1));
  canvas.text_wrapped(inner, text_role(size), ui.tone(Tone::text), choices[lit].text);
}

float answer_height(PanelContext& context, float width, TextRole headline, TextRole sentence) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const std::string none = no_answer_text(player);
  const float room = answer_text_width(context.ui, headline, width);
  return none.empty() ? context.ui.canvas().wrapped_height(room, headline, right_text(player))
                      : context.ui.canvas().wrapped_height(room, sentence, none);
}

void draw_answer(PanelContext& context, const Rect& box, TextRole headline, TextRole sentence) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.lesson_controller.player();
  const std::string none = no_answer_text(player);
  ui.region("lesson.answer", box, none.empty() ? right_text(player) : none, {.focusable = false});
  Rect rest = box;
  const float line = canvas.line_height(none.empty() ? headline : sentence);
  Rect sign = rest.cut_left(line, line * 0.3F);
  sign.h = line;
  rest.w = answer_text_width(ui, headline, box.w);
  if (!none.empty()) {
    // Neither right nor wrong: a ring. Nothing fits: a mark.
    const bool unsure = !player.record().doubt.empty();
    const Rgb ink = ui.tone(unsure ? Tone::text : Tone::lost);
    if (unsure) canvas.ring(sign.centre(), line * 0.3F, ink, std::max(2.0F, line * 0.08F));
    if (!unsure) canvas.icon(Icon::exclamation, sign.inset(line * 0.12F), ink);
    canvas.text_wrapped(rest, sentence, ink, none);
    return;
  }
  const auto right = static_cast<std::size_t>(player.record().right_choice);
  draw_number(ui, sign.inset(line * 0.04F), right, headline, ui.fill(Tone::done),
              ui.tone(Tone::background));
  const std::string text = right_text(player);
  const float width = std::min(rest.w, canvas.text_width(headline, text));
  canvas.text_wrapped(rest, headline, ui.tone(Tone::text), text);
  canvas.icon(Icon::check,
              {rest.x + width + line * 0.3F, rest.y + line * 0.15F, line * 0.7F, line * 0.7F},
              ui.tone(Tone::done));
}

std::string told_text(const LessonPlayer& player, bool beside_picture) {
  const StepRecord& record = player.record();
  if (!record.finished || record.right_choice < 0) return "";
  std::vector<ToldFigure> told = record.choices[static_cast<std::size_t>(record.right_choice)].told;
  if (beside_picture) std::erase_if(told, [](const ToldFigure& each) { return each.in_picture; });
  return told_text(told);
}

std::string class_text(const LessonPlayer& player) {
  const StepRecord& record = player.record();
  if (!record.finished || record.right_choice < 0) return "";
  const auto right = static_cast<std::size_t>(record.right_choice);
  const auto count = [&](std::size_t round) {
    return std::accumulate(record.votes[round].begin(), record.votes[round].end(), 0);
  };
  const int first = count(0), second = count(1);
  if (first == 0 && second == 0) return "";
  if (first == 0)
    return fmt::format("{} of {} right after the discussion.", record.votes[1][right], second);
  std::string text = fmt::format("{} of {} right at first", record.votes[0][right], first);
  if (second > 0) text += fmt::format(", {}", record.votes[1][right]);
  if (second > 0 && second != first) text += fmt::format(" of {}", second);
  return text + (second > 0 ? " after the discussion." : ".");
}

std::string unmet_text(const LessonPlayer& player) {
  const StepRecord& record = player.record();
  const auto& expectations = player.step().expectations;
  for (std::size_t i = 0; i < std::min(record.expectations.size(), expectations.size()); ++i) {
    const StepRecord::Judged& judged = record.expectations[i];
    // What the choices cannot tell, the expectations of the same figures cannot either.
    const bool said = judged.verdict == Verdict::cannot_tell && !record.doubt.empty();
    if (judged.verdict == Verdict::holds || said) continue;
    std::string text =
        fmt::format("Expected {}, measured {}.", expectations[i].condition.text, judged.measured);
    if (!judged.doubt.empty())
      text += fmt::format(" This machine cannot tell now: {}.", judged.doubt);
    return text;
  }
  return "";
}

}  // namespace sharedfate
