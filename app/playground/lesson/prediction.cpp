#include "app/playground/lesson/prediction.h"

#include "app/playground/panel/key_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sharedfate {
namespace {

constexpr float bar_height = 4, cap_width = 34, sign_width = 22, votes_width = 64;

/// The fonts and spacing of the question and its choices.
struct Setting {
  TextRole question, choice, right_choice;
  float padding, gap;
};
constexpr Setting class_setting{TextRole::body_bold, TextRole::body, TextRole::body_bold, 11, 8};
constexpr Setting small_setting{TextRole::label_bold, TextRole::label, TextRole::label_bold, 8, 6};

const Setting& setting_of(WordSize size) {
  return size == WordSize::whole_class ? class_setting : small_setting;
}

/// One choice in this frame.
struct ChoiceView {
  const Choice& choice;
  std::size_t index;
  bool asked;        ///< votes are accepted
  bool lit;          ///< hands are being raised for it
  bool decided;      ///< the run is over, so that the votes are no secret any more
  bool holds;        ///< it is the right one
  bool unsure;       ///< this machine cannot tell whether it holds
  std::string told;  ///< what was measured, as the class is told it
};

/// Whether the class has seen what was measured.
bool is_decided(const PanelContext& context) {
  return context.lesson_controller.player()->record().finished && !context.ui.behind_s();
}

ChoiceView view_of(const PanelContext& context, std::size_t index) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const StepRecord& record = player.record();
  const bool decided = is_decided(context) && index < record.choices.size();
  const StepRecord::Judged judged = decided ? record.choices[index] : StepRecord::Judged{};
  return {player.step().prediction.front().choices[index], index,
          player.stage() == StepStage::asking || player.stage() == StepStage::discussing,
          player.lit_choice() == static_cast<int>(index), decided,
          // A choice that holds is not the right one while another one may hold, too.
          decided && judged.verdict == Verdict::holds && record.doubt.empty(),
          decided && judged.verdict != Verdict::fails && !record.doubt.empty(), judged.told};
}

float text_width(Ui& ui, const Setting& setting, float width) {
  // Subtracted one by one, as the boxes are cut off: each length is rounded to whole pixels.
  return width - 2 * ui.units(setting.padding) - ui.units(cap_width) - ui.units(sign_width) -
         ui.units(votes_width);
}

bool has_votes(const StepRecord& record, std::size_t round) {
  for (const int count : record.votes[round]) {
    if (count > 0) return true;
  }
  return false;
}

int rounds_shown(const StepRecord& record) {
  if (has_votes(record, 1)) return 2;
  return has_votes(record, 0) ? 1 : 0;
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

float choice_height(Ui& ui, const ChoiceView& view, const Setting& setting, float width) {
  const float room = text_width(ui, setting, width);
  const TextRole role = view.holds ? setting.right_choice : setting.choice;
  float height =
      2 * ui.units(setting.padding) + ui.canvas().wrapped_height(room, role, view.choice.text);
  if (view.holds) height += ui.canvas().wrapped_height(room, TextRole::label, view.told);
  return height;
}

/// Draws the votes of each round as a bar at the foot of the choice, and as figures: "9 → 14".
void draw_votes(PanelContext& context, const ChoiceView& view, const Rect& box,
                const Rect& figures) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.lesson_controller.player();
  const StepRecord& record = player.record();
  const int rounds = view.decided ? rounds_shown(record) : 0;
  std::string text = view.asked ? secret_votes(player, view.index) : "";
  for (int round = 0; round < rounds; ++round) {
    const auto& votes = record.votes[static_cast<std::size_t>(round)];
    const int most = std::max(1, *std::max_element(votes.begin(), votes.end()));
    const int count = votes[view.index];
    text += fmt::format("{}{}", round == 0 ? "" : " → ", count);
    const float tall = ui.units(bar_height);
    const Rect track{box.x + ui.units(10),
                     box.bottom() - (tall + 1) * static_cast<float>(rounds - round) - 1,
                     box.w - ui.units(20), tall};
    const float share =
        ui.follow(fmt::format("/vote{}.{}.{}", player.step_index(), round, view.index),
                  static_cast<float>(count) / static_cast<float>(most));
    if (share > 0.005F) {
      canvas.fill({track.x, track.y, track.w * share, track.h},
                  ui.fill(round == 0 ? Tone::queued : Tone::processes), tall / 2);
    }
  }
  canvas.text_in(figures, TextRole::figure, ui.tone(Tone::text), text, Align::right,
                 Overflow::shrink);
}

void draw_ground(Ui& ui, const ChoiceView& view, const Rect& box, bool hovered) {
  ui.canvas().fill(box, ui.tone(view.lit || hovered ? Tone::raised : Tone::panel), ui.units(9));
  Tone edge = Tone::line;
  if (view.lit) edge = Tone::text;
  if (view.holds) edge = Tone::done;
  ui.canvas().outline(box, ui.tone(edge), ui.units(view.lit || view.holds ? 2.5F : 1.5F),
                      ui.units(9));
}

void take_votes(PanelContext& context, const ChoiceView& view, const Interaction& pointer) {
  if (!view.asked) return;
  if (pointer.clicked) context.act({Verb::vote, static_cast<int>(view.index)});
  if (pointer.right_clicked) context.act({Verb::take_vote_back, static_cast<int>(view.index)});
}

void draw_choice(PanelContext& context, const ChoiceView& view, const Setting& setting,
                 const Rect& box) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  // A choice of which scrolling leaves a strip in sight at most cannot be clicked.
  constexpr float strip_height = 12;
  const Rect visible = canvas.visible_part(box);
  if (visible.h < ui.units(strip_height)) return;
  const Interaction pointer =
      ui.region(fmt::format("lesson.choice.{}", view.index + 1), visible, view.choice.text,
                {.enabled = view.asked, .focusable = view.asked});
  const bool faded = view.decided && !view.holds && !view.unsure;
  draw_ground(ui, view, box, pointer.hovered);
  Rect inner = box.inset(ui.units(setting.padding));
  const float first_line = canvas.line_height(setting.choice);
  const Rect cap = inner.cut_left(ui.units(cap_width));
  // A number, and no key: digits say how many hands are up.
  const Rect number{cap.x, inner.y, ui.units(24), first_line};
  canvas.fill(number, ui.tone(Tone::raised), ui.units(6));
  canvas.text_in(number, TextRole::label_bold, ui.tone(faded ? Tone::muted : Tone::text),
                 fmt::format("{}", view.index + 1), Align::centre);
  const Rect sign = inner.cut_right(ui.units(sign_width));
  if (view.decided && !view.unsure) {
    const float side = ui.units(16);
    canvas.icon(view.holds ? Icon::check : Icon::cross,
                {sign.right() - side, sign.y + (first_line - side) / 2, side, side},
                ui.tone(view.holds ? Tone::done : Tone::muted));
  }
  Rect figures = inner.cut_right(ui.units(votes_width));
  figures.h = first_line;
  inner.cut_top(canvas.text_wrapped(inner, view.holds ? setting.right_choice : setting.choice,
                                    ui.tone(faded ? Tone::muted : Tone::text), view.choice.text));
  draw_votes(context, view, box, figures);
  if (view.holds) canvas.text_wrapped(inner, TextRole::label, ui.tone(Tone::done), view.told);
  if (pointer.focused) ui.focus_ring(box, ui.units(9));
  take_votes(context, view, pointer);
}

}  // namespace

float prediction_height(PanelContext& context, float width, WordSize size) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (player.step().prediction.empty()) return 0;
  const Prediction& prediction = player.step().prediction.front();
  const Setting& setting = setting_of(size);
  float height = context.ui.canvas().wrapped_height(width, setting.question, prediction.question);
  for (const std::string& line : {outcome_text(player), class_text(player)}) {
    if (is_decided(context) && !line.empty())
      height += context.ui.canvas().wrapped_height(width, setting.question, line) +
                context.ui.units(setting.gap);
  }
  for (std::size_t i = 0; i < prediction.choices.size(); ++i) {
    height += context.ui.units(setting.gap) +
              choice_height(context.ui, view_of(context, i), setting, width);
  }
  return height;
}

void draw_prediction(PanelContext& context, const Rect& box, WordSize size) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (player.step().prediction.empty()) return;
  const Prediction& prediction = player.step().prediction.front();
  const Setting& setting = setting_of(size);
  Ui& ui = context.ui;
  const float gap = ui.units(setting.gap);
  Rect rest = box;
  rest.cut_top(
      ui.canvas().text_wrapped(rest, setting.question, ui.tone(Tone::text), prediction.question),
      gap);
  if (const std::string outcome = outcome_text(player); is_decided(context) && !outcome.empty()) {
    const Tone tone = player.record().right_choice >= 0 ? Tone::done : Tone::lost;
    rest.cut_top(ui.canvas().text_wrapped(rest, setting.question, ui.tone(tone), outcome), gap);
  }
  if (const std::string line = class_text(player); is_decided(context) && !line.empty())
    rest.cut_top(ui.canvas().text_wrapped(rest, setting.question, ui.tone(Tone::text), line), gap);
  for (std::size_t i = 0; i < prediction.choices.size(); ++i) {
    const ChoiceView view = view_of(context, i);
    draw_choice(context, view, setting, rest.cut_top(choice_height(ui, view, setting, box.w), gap));
  }
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

std::string outcome_text(const LessonPlayer& player) {
  const StepRecord& record = player.record();
  if (!record.finished || record.choices.empty()) return "";
  if (record.right_choice >= 0) {
    const auto right = static_cast<std::size_t>(record.right_choice);
    return fmt::format("Right: {}. {}", right + 1,
                       player.step().prediction.front().choices[right].text);
  }
  if (!record.doubt.empty())
    return fmt::format("This machine cannot tell now: {}. {} measures again.", record.doubt,
                       key_cap_of(Verb::run_step));
  return "None of the choices fits what was measured.";
}

}  // namespace sharedfate
