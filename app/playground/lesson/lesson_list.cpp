#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/panels.h"
#include "app/playground/widgets/card_grid_layout.h"
#include "app/playground/widgets/ui.h"
#include "core/lesson/lesson.h"

// The list of demos.
namespace sharedfate {
namespace {

constexpr int workers_drawn_max = 5;

/// The worker of the first fault that the lesson injects, in whichever lane; 0: none.
int victim_of(const Lesson& lesson) {
  for (const LessonStep& step : lesson.steps) {
    for (const Action& action : step.run) {
      const auto* send = std::get_if<SendRequest>(&action.act);
      const auto* fault = send == nullptr ? nullptr : std::get_if<InjectFault>(&send->request);
      if (fault != nullptr) return fault->fault_spec.worker;
    }
  }
  return 0;
}

void draw_lane(Ui& ui, const LaneSpec& spec, int victim, Rect box) {
  Canvas& canvas = ui.canvas();
  const bool one_space = lane_kind_row(spec.kind).one_address_space;
  const int workers = std::min(spec.workers, workers_drawn_max);
  const float line = std::max(1.5F, ui.units(2)), radius = ui.units(4);
  const Ink edge = ui.tone(tone_of(spec.kind));
  if (one_space) {
    if (victim > 0) {
      canvas.broken_frame(box, ui.tone(Tone::lost), line, radius);
    } else {
      canvas.frame(box, edge, line, radius);
    }
    box = box.inset(ui.units(5));
  }
  const float step = box.h / static_cast<float>(std::max(1, workers));
  for (int worker = 1; worker <= workers; ++worker) {
    const Rect place = box.cut_top(step).inset(0, std::max(1.0F, step * 0.16F));
    const bool dead = victim > 0 && (one_space || worker == std::min(victim, workers));
    if (!one_space) {
      if (dead) {
        canvas.broken_frame(place, ui.tone(Tone::lost), line, radius);
      } else {
        canvas.frame(place, edge, line, radius);
      }
    }
    const float tall = std::min(place.h * 0.4F, ui.units(14));
    const Rect bar{place.x + ui.units(5), place.centre().y - tall / 2,
                   std::max(0.0F, place.w - ui.units(10)), tall};
    const float share = 0.35F + 0.13F * static_cast<float>((worker * 3) % 5);
    canvas.fill({bar.x, bar.y, bar.w * share, bar.h}, ui.fill(dead ? Tone::lost : Tone::running),
                bar.h / 3);
  }
}

/// Draws a small picture of a lesson's lanes: a frame round each address space, a bar for each
/// worker, and, in every lane, a broken frame for the lesson's first fault.
void draw_lesson_thumbnail(Ui& ui, const Lesson& lesson, const Rect& box) {
  const int victim = victim_of(lesson);
  Rect rest = box;
  const auto count = static_cast<float>(lesson.lanes.size());
  const float gap = ui.units(8), width = (box.w - gap * (count - 1)) / count;
  for (const LaneSpec& spec : lesson.lanes) draw_lane(ui, spec, victim, rest.cut_left(width, gap));
}

constexpr float gap = 16, padding = 16, thumbnail_share = 0.3F;
constexpr CardSize card{.width = 460, .height = 232, .height_least = 132, .gap = gap};

class LessonList : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::list;
  }
  void draw(PanelContext& context, const Rect& area) override;
  bool act(PanelContext& context, UserAction action) override;
  void enter(PanelContext& context, const Lesson* lesson) override;

 private:
  void draw_card(PanelContext& context, std::size_t place, const Rect& box, const Rect& visible);
  void choose(const PanelContext& context, int difference);

  std::size_t choice_ = 0;  ///< index in the list of lessons
  int columns_ = 1;         ///< of the last frame
};

int step_to_open(const PanelContext& context, std::size_t place) {
  const auto& kept = context.lesson_controller.place();
  return kept && kept->file == context.lesson_controller.lessons()[place].file ? kept->step : 0;
}

void open(PanelContext& context, std::size_t place, bool from_start) {
  if (place >= context.lesson_controller.lessons().size()) return;
  if (context.lesson_controller.lessons()[place].lesson == nullptr) return;
  context.ui.ask(OpenLesson{place, from_start ? 0 : step_to_open(context, place)});
}

void draw_words(PanelContext& context, std::size_t place, bool chosen, Rect box) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonEntry& entry = context.lesson_controller.lessons()[place];
  const Lesson& lesson = *entry.lesson;
  Rect head = box.cut_top(canvas.line_height(TextRole::heading), ui.units(4));
  canvas.text_in(head, TextRole::heading, ui.tone(Tone::text), lesson.title, Align::left,
                 Overflow::shrink);
  Rect foot = box.cut_bottom(canvas.line_height(TextRole::label), ui.units(6));
  const int step = step_to_open(context, place);
  std::string minutes = fmt::format("{} min", lesson.minutes);
  if (step > 0) minutes += fmt::format(" · continue at step {}", step + 1);
  const float cap = chosen ? canvas.key_cap_width(key_cap_of(Verb::start)) : 0;
  const Rect key = foot.cut_right(cap);
  if (chosen) canvas.key_cap({key.x, key.centre().y}, key_cap_of(Verb::start), ui.tone(Tone::text));
  canvas.text_in(foot, TextRole::label, ui.tone(step > 0 ? Tone::running : Tone::muted), minutes,
                 Align::left, Overflow::shrink);
  std::string claim = lesson.claim;
  Tone tone = Tone::text;
  if (!entry.mistakes.empty()) {
    claim = entry.mistakes.front().sentence();
    tone = Tone::lost;
  }
  canvas.text_wrapped(box, TextRole::label, ui.tone(tone), claim);
}

void draw_broken(PanelContext& context, const LessonEntry& entry, Rect box) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.text_in(box.cut_top(canvas.line_height(TextRole::heading), ui.units(6)), TextRole::heading,
                 ui.tone(Tone::lost), "This file cannot be read");
  std::string text;
  for (const LessonMistake& mistake : entry.mistakes) text += mistake.sentence() + "\n";
  canvas.text_wrapped(box, TextRole::small, ui.tone(Tone::text), text);
}

/// `visible`: the part of the box inside the scrolled area.
void LessonList::draw_card(PanelContext& context, std::size_t place, const Rect& box,
                           const Rect& visible) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonEntry& entry = context.lesson_controller.lessons()[place];
  const bool chosen = choice_ == place;
  const std::string_view label = entry.lesson == nullptr ? std::string_view(entry.file)
                                                         : std::string_view(entry.lesson->title);
  const Interaction pointer =
      ui.region(fmt::format("list.lesson.{}", place), visible, label, {.focusable = false});
  canvas.fill(box, ui.tone(pointer.hovered ? Tone::raised : Tone::panel), ui.units(14));
  if (chosen) canvas.outline(box, ui.tone(Tone::text), ui.units(2), ui.units(14));
  Rect inner = box.inset(ui.units(padding));
  if (entry.lesson == nullptr) {
    draw_broken(context, entry, inner);
  } else {
    const Rect picture = inner.cut_left(inner.w * thumbnail_share, ui.units(padding));
    draw_lesson_thumbnail(ui, *entry.lesson, picture);
    draw_words(context, place, chosen, inner);
  }
  if (pointer.clicked) {
    choice_ = place;
    open(context, place, false);
  }
}

void LessonList::choose(const PanelContext& context, int difference) {
  const auto count = static_cast<int>(context.lesson_controller.lessons().size());
  choice_ = static_cast<std::size_t>(
      std::clamp(static_cast<int>(choice_) + difference, 0, std::max(0, count - 1)));
}

bool LessonList::act(PanelContext& context, UserAction action) {
  switch (action.verb) {
    case Verb::next:
      choose(context, 1);
      return true;
    case Verb::previous:
      choose(context, -1);
      return true;
    case Verb::next_row:
      choose(context, columns_);
      return true;
    case Verb::previous_row:
      choose(context, -columns_);
      return true;
    case Verb::start:
      open(context, choice_, false);
      return true;
    case Verb::start_from_first_step:
      open(context, choice_, true);
      return true;
    default:
      return false;
  }
}

/// The list begins at the lesson in which the class stopped.
void LessonList::enter(PanelContext& context, const Lesson*) {
  const LessonController& lessons = context.lesson_controller;
  if (!lessons.place()) return;
  for (std::size_t i = 0; i < lessons.lessons().size(); ++i) {
    if (lessons.lessons()[i].file == lessons.place()->file) choice_ = i;
  }
}

/// Says that there are no demos, and how to write one.
void draw_empty(PanelContext& context, const Rect& area) {
  context.ui.canvas().text_in(area, TextRole::heading, context.ui.tone(Tone::muted),
                              "There are no demos here; write one: sharedfate lesson new mine.md",
                              Align::centre, Overflow::shrink);
}

void LessonList::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const std::size_t count = context.lesson_controller.lessons().size();
  if (count == 0) return draw_empty(context, area);
  const CardGrid grid = lay_out_cards(area, ui.scale(), card, count);
  columns_ = grid.columns;
  const float wheel = context.view_state.open.sheet() ? 0 : ui.input().wheel;
  if (wheel != 0) choose(context, wheel > 0 ? -columns_ : columns_);
  const float step = grid.height + ui.units(gap);
  // Rows that do not fit scroll into view with the choice.
  const auto row = static_cast<float>(choice_ / static_cast<std::size_t>(grid.columns));
  const float scroll = std::max(0.0F, (row + 1) * step - ui.units(gap) - area.h);
  ui.canvas().clip(area);
  for (std::size_t place = 0; place < count; ++place) {
    const auto column = static_cast<float>(place % static_cast<std::size_t>(grid.columns));
    const auto line = static_cast<float>(place / static_cast<std::size_t>(grid.columns));
    const Rect box{area.x + column * (grid.width + ui.units(gap)), area.y + line * step - scroll,
                   grid.width, grid.height};
    const float top = std::max(box.y, area.y), bottom = std::min(box.bottom(), area.bottom());
    if (bottom > top) draw_card(context, place, box, {box.x, top, box.w, bottom - top});
  }
  ui.canvas().unclip();
}

}  // namespace

std::unique_ptr<Panel> make_lesson_list() { return std::make_unique<LessonList>(); }

}  // namespace sharedfate
