#include "app/playground/lesson/presenter_strip.h"

#include <fmt/format.h>

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/lesson/prediction.h"
#include "app/playground/panel/panels.h"

namespace sharedfate {
namespace {

constexpr float padding = 14, strip_height = 190, next_width = 0.28F;

/// The votes of the open round, which the class does not see: "Hands: 5, 17, 0, 3".
std::string hands_text(const LessonPlayer& player) {
  const std::size_t round = player.stage() == StepStage::asking ? 0 : 1;
  std::string text;
  for (std::size_t i = 0; i < player.step().prediction.front().choices.size(); ++i)
    text += fmt::format("{}{}", text.empty() ? "Hands: " : ", ", player.record().votes[round][i]);
  return text;
}

bool asks(const LessonPlayer& player) {
  return player.stage() == StepStage::asking || player.stage() == StepStage::discussing;
}

std::string clock_text(double seconds, int minutes_planned) {
  const auto whole = static_cast<int>(std::max(0.0, seconds));
  return fmt::format("{}:{:02} of {}:00", whole / 60, whole % 60, minutes_planned);
}

const LessonStep* next_step(const LessonPlayer& player) {
  const auto next = static_cast<std::size_t>(player.step_index()) + 1;
  return next < player.lesson().steps.size() ? &player.lesson().steps[next] : nullptr;
}

void draw_next(Ui& ui, const LessonController& lesson_controller, Rect box, Reader reader) {
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *lesson_controller.player();
  const auto line = [&](TextRole role, Tone tone, std::string_view text) {
    box.cut_top(canvas.text_wrapped(box, role, ui.tone(tone), text), ui.units(6));
  };
  line(TextRole::figure_large, Tone::text,
       clock_text(ui.time_s() - lesson_controller.opened_s(), player.lesson().minutes));
  line(TextRole::label_bold, Tone::muted,
       fmt::format("Step {} of {}", player.step_index() + 1, player.lesson().steps.size()));
  if (asks(player) && reader == Reader::presenter)
    line(TextRole::label_bold, Tone::text, hands_text(player));
  line(TextRole::label_bold, Tone::text,
       "Page Down: " + next_move_text(player, ui.behind_s().has_value()));
  if (const std::string unmet = unmet_text(player); !unmet.empty() && !ui.behind_s())
    line(TextRole::label, Tone::lost, unmet);
  if (const LessonStep* next = next_step(player)) {
    const float height =
        lesson_text_height(ui, player.lesson().file, next->blocks, box.w, WordSize::presenter);
    if (height <= box.h)
      draw_lesson_text(ui, player.lesson().file, next->blocks, box, WordSize::presenter);
  }
  ui.refresh_within(1);
}

class PresenterStrip : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::lesson && context.view_state.open.notes &&
           !context.lesson_controller.presenter_window();
  }
  float height(PanelContext& context, float) override {
    return std::min(context.ui.units(strip_height), context.ui.screen().h * 0.32F);
  }
  void draw(PanelContext& context, const Rect& area) override {
    context.ui.canvas().fill(area, context.ui.tone(Tone::panel), context.ui.units(14));
    context.ui.region("lesson.presenter", area, "Presenter's notes", {.focusable = false});
    draw_presenter_view(context.ui, context.lesson_controller, area, Reader::anyone);
  }
};

}  // namespace

std::string next_move_text(const LessonPlayer& player, bool is_behind) {
  if (is_behind) return "skip the slow motion";
  switch (player.next_move()) {
    case NextMove::nothing:
      return "running …";
    case NextMove::next_choice:
      return fmt::format("hands up: {}", player.lit_choice() + 2);
    case NextMove::discuss:
      return "discuss, then vote again";
    case NextMove::run:
      return "run it";
    case NextMove::next_step:
      return "next: " + next_step(player)->title;
    case NextMove::end:
      break;
  }
  return "back to the list";
}

void draw_presenter_view(Ui& ui, const LessonController& lesson_controller, const Rect& place,
                         Reader reader) {
  Canvas& canvas = ui.canvas();
  if (lesson_controller.player() == nullptr) {
    canvas.fill(place, ui.tone(Tone::background));
    canvas.text_in(place, TextRole::heading, ui.tone(Tone::muted), "No demo is open",
                   Align::centre);
    return;
  }
  constexpr float window_width_least = 900;
  if (reader == Reader::presenter && place.w >= ui.units(window_width_least))
    return draw_presenter_window(ui, lesson_controller, place);
  canvas.fill(place, ui.tone(Tone::panel), ui.units(14));
  Rect inner = place.inset(ui.units(padding));
  draw_next(ui, lesson_controller, inner.cut_right(inner.w * next_width, ui.units(2 * padding)),
            reader);
  canvas.clip(inner);
  const LessonPlayer& player = *lesson_controller.player();
  const std::vector<Block>& notes = player.step().notes;
  const bool fits =
      lesson_text_height(ui, player.lesson().file, notes, inner.w, WordSize::smallest) <= inner.h;
  draw_lesson_text(ui, player.lesson().file, notes, inner,
                   fits ? WordSize::smallest : WordSize::presenter);
  canvas.unclip();
}

std::unique_ptr<Panel> make_presenter_strip() { return std::make_unique<PresenterStrip>(); }

}  // namespace sharedfate
