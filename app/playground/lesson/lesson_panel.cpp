#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/playground/lesson/hero.h"
#include "app/playground/lesson/lesson_text.h"
#include "app/playground/lesson/listing_panel.h"
#include "app/playground/lesson/prediction.h"
#include "app/playground/panel/panels.h"
#include "app/playground/stage/stage_words.h"
#include "app/playground/widgets/scroll.h"
#include "app/playground/widgets/ui.h"
#include "core/lesson/lesson.h"

// The words of the open step, above the stage: what is asked, or what happens, or the answer.
namespace sharedfate {
namespace {

constexpr float edge = 16, gap = 10, dash_width = 26, dash_gap = 8, dash_height = 6;

/// The parts of a step's words, one below the other.
enum class Part : std::uint8_t {
  title,     ///< of a step that asks nothing
  question,  ///< what is asked
  asked,     ///< the same, once there is more to look at
  event,     ///< what happens in the lanes
  answer,    ///< which choice was right
  told,      ///< what was measured, in words
  words,
  choices,
  ballot,
};

std::vector<Part> parts_of(const PanelContext& context) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (player.step().prediction.empty()) return {Part::title, Part::words};
  if (is_decided(context)) {
    std::vector<Part> parts{Part::asked, Part::answer};
    // What was measured stands large on the stage of such a step.
    const StepView view = player.step().view;
    const bool measured = view == StepView::chart || view == StepView::measurement;
    if (!measured || !has_hero(context)) parts.push_back(Part::told);
    if (context.view_state.open.details) parts.push_back(Part::choices);
    return parts;
  }
  // What was measured is not shown before the class has seen it.
  if (player.stage() == StepStage::running || player.stage() == StepStage::shown)
    return {Part::asked, Part::event};
  if (player.lit_choice() >= 0) return {Part::question, Part::ballot};
  return {Part::question, Part::words, Part::choices};
}

/// "Worker 3 is about to crash"; empty: none is.
std::string next_crash_words(const PanelContext& context) {
  if (!context.crash_is_next()) return "";
  int worker = 0;
  for (std::size_t i = 0; i < context.model.lanes.size(); ++i) {
    const int next = context.slow_motion->about_to_crash(static_cast<LaneIndex>(i));
    if (next == 0) continue;
    if (worker != 0 && worker != next) return "Workers are about to crash";
    worker = next;
  }
  return fmt::format("Worker {} is about to crash", worker);
}

EventWords event_of(const PanelContext& context) {
  if (const std::string next = next_crash_words(context); !next.empty()) return {next, false};
  const EventWords words = event_words(context.model);
  return words.text.empty() ? EventWords{"Running …", false} : words;
}

struct Sentence {
  TextRole role;
  Tone tone;
  std::string text;
};

/// What a part says, if it is one sentence.
Sentence sentence_of(const PanelContext& context, Part part, WordSize size) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const LessonStep& step = player.step();
  switch (part) {
    case Part::title:
      return {headline_role(size), Tone::text, step.title};
    case Part::question:
      return {headline_role(size), Tone::text, step.prediction.front().question};
    case Part::asked:
      return {text_role(size), Tone::muted, step.prediction.front().question};
    case Part::event: {
      const EventWords words = event_of(context);
      return {headline_role(size), words.is_fault ? Tone::lost : Tone::text, words.text};
    }
    case Part::told:
      return {text_role(size), Tone::text,
              told_text(player,
                        step_shows(context, StepView::lanes) && !context.view_state.open.details)};
    case Part::answer:
    case Part::words:
    case Part::choices:
    case Part::ballot:
      break;
  }
  return {};
}

float part_height(PanelContext& context, Part part, float width, WordSize size) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  switch (part) {
    case Part::words:
      return player.step().blocks.empty()
                 ? 0
                 : lesson_text_height(ui, player.lesson().file, player.step().blocks, width, size);
    case Part::choices:
      return choices_height(context, width, size);
    case Part::ballot:
      return ballot_height(context, width, size);
    case Part::answer:
      return answer_height(context, width, headline_role(size), strong_role(size));
    default:
      break;
  }
  const Sentence sentence = sentence_of(context, part, size);
  return sentence.text.empty() ? 0
                               : ui.canvas().wrapped_height(width, sentence.role, sentence.text);
}

void draw_part(PanelContext& context, Part part, const Rect& box, WordSize size) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  switch (part) {
    case Part::words:
      draw_lesson_text(ui, player.lesson().file, player.step().blocks, box, size);
      return;
    case Part::choices:
      return draw_choices(context, box, size);
    case Part::ballot:
      return draw_ballot(context, box, size);
    case Part::answer:
      return draw_answer(context, box, headline_role(size), strong_role(size));
    default:
      break;
  }
  const Sentence sentence = sentence_of(context, part, size);
  ui.canvas().text_wrapped(box, sentence.role, ui.tone(sentence.tone), sentence.text);
}

/// The width that the dashes of the steps take from the first part, pixels.
float dashes_width(PanelContext& context) {
  const auto count = static_cast<float>(context.lesson_controller.player()->lesson().steps.size());
  const float unit = context.ui.unit();
  return (count * dash_width + (count - 1) * dash_gap) * unit;
}

/// A dash for each step of the lesson.
void draw_dashes(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  const float unit = ui.unit();
  float x = area.right() - dashes_width(context);
  const auto count = static_cast<int>(player.lesson().steps.size());
  for (int step = 0; step < count; ++step) {
    const Tone tone = step == player.step_index()  ? Tone::text
                      : step < player.step_index() ? Tone::muted
                                                   : Tone::line;
    ui.canvas().fill({x, area.y + 4 * unit, dash_width * unit, dash_height * unit}, ui.tone(tone),
                     dash_height / 2 * unit);
    x += (dash_width + dash_gap) * unit;
  }
}

float width_of_part(PanelContext& context, std::size_t index, float width) {
  const float unit = context.ui.unit();
  return index == 0 ? std::max(width * 0.5F, width - dashes_width(context) - 24 * unit) : width;
}

float content_height(PanelContext& context, const std::vector<Part>& parts, float width,
                     WordSize size) {
  float height = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const float part = part_height(context, parts[i], width_of_part(context, i, width), size);
    if (part > 0) height += part + (height > 0 ? context.ui.units(gap) : 0);
  }
  return height;
}

/// The least height, pixels, that is left to what the words are about.
float stage_height_least(PanelContext& context) {
  constexpr float share = 0.36F, lines_asked = 3.8F, lines_shown = 5.6F, lines_by_hand = 8.5F,
                  scale_large = 1.3F;
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  const bool asked = player.stage() == StepStage::asking || player.stage() == StepStage::discussing;
  const float lines = player.step().view == StepView::interleaving ? lines_by_hand
                      : asked                                      ? lines_asked
                                                                   : lines_shown;
  const float by_lines = ui.canvas().line_height(TextRole::class_text) * lines;
  const float least =
      ui.text_scale() > scale_large ? by_lines : std::max(by_lines, share * ui.screen().h);
  return std::max(least, listing_need(context, ui.screen().w * 0.9F).height);
}

/// The greatest height, pixels, of the words.
float height_most(PanelContext& context) {
  constexpr float notes_height = 200, around = 120;
  Ui& ui = context.ui;
  float room = ui.screen().h - ui.units(around) - stage_height_least(context);
  if (context.view_state.open.notes && !context.lesson_controller.presenter_window())
    room -= std::min(ui.units(notes_height), 0.32F * ui.screen().h);
  return std::max(room, 0.3F * ui.screen().h);
}

/// What is shown, how large, and its height in pixels.
struct Fit {
  std::vector<Part> parts;
  WordSize size = WordSize::smallest;
  float height = 0;
};

/// Words are set smaller before any of them is left out, and are left out before a choice has to be
/// scrolled.
Fit fit(PanelContext& context, float width) {
  const std::vector<Part> all = parts_of(context);
  std::vector<Part> needed = all;
  if (std::find(all.begin(), all.end(), Part::choices) != all.end())
    std::erase(needed, Part::words);
  for (const std::vector<Part>& parts : {all, needed}) {
    for (const WordSize size : {WordSize::whole_class, WordSize::smaller, WordSize::smallest}) {
      const float height = content_height(context, parts, width, size);
      if (height <= height_most(context)) return {parts, size, height};
    }
  }
  return {all, WordSize::smallest, content_height(context, all, width, WordSize::smallest)};
}

class LessonPanel : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::lesson &&
           !context.view_state.open.words_folded;
  }
  float height(PanelContext& context, float width) override;
  void draw(PanelContext& context, const Rect& area) override;
  bool act(PanelContext&, UserAction action) override {
    if (action == Verb::words_up) return scroll_.act(Verb::page_up);
    return action == Verb::words_down && scroll_.act(Verb::page_down);
  }
  void follow_step() override { scroll_.reset(); }

 private:
  Scroll scroll_;
};

float LessonPanel::height(PanelContext& context, float width) {
  const float wanted = fit(context, width).height;
  constexpr float slide_s = 0.3F;
  return context.ui.follow("lesson.words", std::min(wanted, height_most(context)), slide_s);
}

void LessonPanel::draw(PanelContext& context, const Rect& area) {
  if (area.empty()) return;
  Ui& ui = context.ui;
  const Fit words = fit(context, area.w);
  // While the stage slides, nothing is scrolled.
  const bool scrolls = words.height > height_most(context) + 1;
  scroll_.lay_out(ui, area, scrolls ? words.height : area.h, context.view_state.open.sheet());
  const float place =
      scrolls ? std::min(scroll_.place(), std::max(0.0F, words.height - area.h)) : 0;
  if (scrolls) scroll_.draw_bar(ui, ui.canvas(), area, area.right() + ui.units(10));
  // While the stage slides away, the words do not lie over it.
  ui.canvas().clip({area.x - ui.units(edge), area.y, area.w + 2 * ui.units(edge), area.h});
  Rect rest{area.x, area.y - place, area.w, std::max(words.height, area.h)};
  for (std::size_t i = 0; i < words.parts.size(); ++i) {
    const float width = width_of_part(context, i, area.w);
    const float tall = part_height(context, words.parts[i], width, words.size);
    if (tall <= 0) continue;
    Rect box = rest.cut_top(tall, ui.units(gap));
    box.w = width;
    draw_part(context, words.parts[i], box, words.size);
  }
  ui.canvas().unclip();
  draw_dashes(context, area);
}

}  // namespace

std::unique_ptr<Panel> make_lesson_panel() { return std::make_unique<LessonPanel>(); }

}  // namespace sharedfate
