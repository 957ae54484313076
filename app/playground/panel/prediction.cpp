#include "app/playground/panel/prediction.h"

#include <fmt/format.h>

namespace sharedfate {
namespace {

constexpr float gap = 8, padding = 10, bar_height = 5, cap_width = 34, sign_width = 22;

/// One choice as it stands in this frame.
struct ChoiceView {
  const Choice& choice;
  std::size_t index;
  bool asked;    ///< votes are taken
  bool lit;      ///< hands are being raised for it
  bool decided;  ///< the run is over
  bool holds;
  std::string measured;
};

ChoiceView view_of(const LessonPlayer& player, std::size_t index) {
  const StepRecord& record = player.record();
  const bool decided = record.finished && index < record.held.size();
  return {player.step().prediction.front().choices[index],
          index,
          player.stage() == StepStage::asking || player.stage() == StepStage::discussing,
          player.lit_choice() == static_cast<int>(index),
          decided,
          decided && record.held[index],
          decided ? record.measured[index] : std::string()};
}

float text_width(Ui& ui, float width) {
  return width - ui.units(2 * padding + cap_width + sign_width);
}

bool has_votes(const StepRecord& record, std::size_t round) {
  for (const int count : record.votes[round]) {
    if (count > 0) return true;
  }
  return false;
}

int rounds_shown(const StepRecord& record, StepStage stage) {
  if (has_votes(record, 1) || stage == StepStage::discussing) return 2;
  return has_votes(record, 0) ? 1 : 0;
}

float choice_height(PanelContext& context, const ChoiceView& view, float width) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.classroom.player();
  float height =
      ui.units(2 * padding) +
      ui.canvas().wrapped_height(text_width(ui, width), TextRole::body, view.choice.text);
  height +=
      static_cast<float>(rounds_shown(player.record(), player.stage())) * ui.units(bar_height + 10);
  if (view.holds) {
    height += ui.units(4) + ui.canvas().wrapped_height(text_width(ui, width),
                                                       TextRole::figure_small, view.measured);
  }
  return height;
}

void draw_votes(PanelContext& context, const ChoiceView& view, Rect& inner) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.classroom.player();
  const StepRecord& record = player.record();
  for (int round = 0; round < rounds_shown(record, player.stage()); ++round) {
    const auto& votes = record.votes[static_cast<std::size_t>(round)];
    int most = 1;
    for (const int count : votes) most = std::max(most, count);
    const int count = votes[view.index];
    Rect row = inner.cut_top(ui.units(bar_height + 10));
    const std::string figure = fmt::format("{}", count);
    const Rect number = row.cut_right(ui.units(30), ui.units(6));
    canvas.text_in(number, TextRole::figure_small, ui.tone(Tone::text), figure, Align::right);
    const Rect track{row.x, row.centre().y - ui.units(bar_height) / 2, row.w, ui.units(bar_height)};
    canvas.fill(track, ui.tone(Tone::track), track.h / 2);
    const float share =
        ui.follow(fmt::format("/vote{}.{}.{}", player.step_index(), round, view.index),
                  static_cast<float>(count) / static_cast<float>(most));
    if (share > 0.005F) {
      canvas.fill({track.x, track.y, track.w * share, track.h},
                  ui.fill(round == 0 ? Tone::queued : Tone::processes), track.h / 2);
    }
  }
}

void draw_choice(PanelContext& context, const ChoiceView& view, const Rect& box) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const std::string name = fmt::format("lesson.choice.{}", view.index + 1);
  const Interaction pointer =
      ui.region(name, box, view.choice.text, {.enabled = view.asked, .focusable = view.asked});
  const bool faded = view.decided && !view.holds;
  canvas.fill(box, ui.tone(view.lit || pointer.hovered ? Tone::raised : Tone::panel), ui.units(9));
  Tone edge = Tone::line;
  if (view.lit) edge = Tone::text;
  if (view.holds) edge = Tone::done;
  canvas.outline(box, ui.tone(edge), ui.units(view.lit || view.holds ? 2.5F : 1.5F), ui.units(9));
  Rect inner = box.inset(ui.units(padding));
  const Rect cap = inner.cut_left(ui.units(cap_width));
  canvas.key_cap({cap.x, inner.y + canvas.line_height(TextRole::body) / 2},
                 fmt::format("{}", view.index + 1), ui.tone(faded ? Tone::muted : Tone::text));
  const Rect sign = inner.cut_right(ui.units(sign_width));
  if (view.decided) {
    const float side = ui.units(16);
    canvas.icon(view.holds ? Icon::check : Icon::cross,
                {sign.right() - side, sign.y + ui.units(3), side, side},
                ui.tone(view.holds ? Tone::done : Tone::muted));
  }
  inner.cut_top(canvas.text_wrapped(inner, view.holds ? TextRole::body_bold : TextRole::body,
                                    ui.tone(faded ? Tone::muted : Tone::text), view.choice.text));
  draw_votes(context, view, inner);
  if (view.holds) {
    inner.cut_top(ui.units(4));
    canvas.text_wrapped(inner, TextRole::figure_small, ui.tone(Tone::done), view.measured);
  }
  if (pointer.focused) ui.focus_ring(box, ui.units(9));
  if (!view.asked) return;
  if (pointer.clicked) {
    ui.ask(Vote{static_cast<int>(view.index), 1});
    context.desk.last_vote = static_cast<int>(view.index);
  }
  if (pointer.right_clicked) ui.ask(Vote{static_cast<int>(view.index), -1});
}

}  // namespace

float prediction_height(PanelContext& context, float width) {
  const LessonPlayer& player = *context.classroom.player();
  if (player.step().prediction.empty()) return 0;
  const Prediction& prediction = player.step().prediction.front();
  float height =
      context.ui.canvas().wrapped_height(width, TextRole::body_bold, prediction.question);
  for (std::size_t i = 0; i < prediction.choices.size(); ++i)
    height += context.ui.units(gap) + choice_height(context, view_of(player, i), width);
  return height;
}

void draw_prediction(PanelContext& context, const Rect& box) {
  const LessonPlayer& player = *context.classroom.player();
  if (player.step().prediction.empty()) return;
  const Prediction& prediction = player.step().prediction.front();
  Ui& ui = context.ui;
  Rect rest = box;
  rest.cut_top(
      ui.canvas().text_wrapped(rest, TextRole::body_bold, ui.tone(Tone::text), prediction.question),
      ui.units(gap));
  for (std::size_t i = 0; i < prediction.choices.size(); ++i) {
    const ChoiceView view = view_of(player, i);
    draw_choice(context, view, rest.cut_top(choice_height(context, view, box.w), ui.units(gap)));
  }
}

std::string outcome_text(const StepRecord& record) {
  if (!record.finished || record.held.empty()) return "";
  if (record.right_choice >= 0) return fmt::format("Choice {} holds.", record.right_choice + 1);
  return "None of the choices fits what was measured.";
}

}  // namespace sharedfate
