#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/panels.h"
#include "app/playground/widgets/ui.h"
#include "core/lesson/lesson.h"

// The list of demos, by chapter.
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
  const float step = box.w / static_cast<float>(std::max(1, workers));
  for (int worker = 1; worker <= workers; ++worker) {
    const Rect place = box.cut_left(step).inset(std::max(1.0F, step * 0.08F), 0);
    const bool dead = victim > 0 && (one_space || worker == std::min(victim, workers));
    if (!one_space) {
      if (dead) {
        canvas.broken_frame(place, ui.tone(Tone::lost), line, radius);
      } else {
        canvas.frame(place, edge, line, radius);
      }
    }
    const float side = std::min({place.h * 0.5F, place.w * 0.6F, ui.units(18)});
    canvas.fill({place.centre().x - side / 2, place.centre().y - side / 2, side, side},
                ui.fill(dead ? Tone::lost : Tone::running), side * 0.17F);
  }
}

/// Draws a small picture of a lesson's lanes: a frame round each address space, a task for each
/// worker, and, in every lane, a broken frame for the lesson's first fault.
void draw_lesson_thumbnail(Ui& ui, const Lesson& lesson, const Rect& box) {
  const int victim = victim_of(lesson);
  Rect rest = box;
  const auto count = static_cast<float>(lesson.lanes.size());
  const float gap = ui.units(8), width = (box.w - gap * (count - 1)) / count;
  for (const LaneSpec& spec : lesson.lanes) draw_lane(ui, spec, victim, rest.cut_left(width, gap));
}

constexpr float column_width_least = 270, column_gap = 32, head_gap = 12, row_padding = 9,
                picture_height = 64, marker_side = 18, foot_height = 116, edge = 16;
constexpr std::string_view other_chapter = "Others";

/// A chapter: its name, and the indices of its lessons.
struct Chapter {
  std::string name;
  std::vector<std::size_t> lessons;
};

/// In the order of their first lessons; what is in none comes last.
std::vector<Chapter> chapters_of(const LessonController& lessons) {
  std::vector<Chapter> chapters;
  Chapter others{std::string(other_chapter), {}};
  for (std::size_t i = 0; i < lessons.lessons().size(); ++i) {
    const auto& lesson = lessons.lessons()[i].lesson;
    if (lesson == nullptr || lesson->chapter.empty()) {
      others.lessons.push_back(i);
      continue;
    }
    auto chapter = std::find_if(chapters.begin(), chapters.end(),
                                [&](const Chapter& each) { return each.name == lesson->chapter; });
    if (chapter == chapters.end()) chapter = chapters.insert(chapters.end(), {lesson->chapter, {}});
    chapter->lessons.push_back(i);
  }
  if (!others.lessons.empty()) chapters.push_back(std::move(others));
  return chapters;
}

/// Where a lesson is in them.
struct Spot {
  std::size_t chapter = 0, row = 0;
};

Spot spot_of(const std::vector<Chapter>& chapters, std::size_t lesson) {
  for (std::size_t c = 0; c < chapters.size(); ++c) {
    const auto& lessons = chapters[c].lessons;
    const auto found = std::find(lessons.begin(), lessons.end(), lesson);
    if (found != lessons.end()) return {c, static_cast<std::size_t>(found - lessons.begin())};
  }
  return {};
}

class LessonList : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::list;
  }
  void draw(PanelContext& context, const Rect& area) override;
  bool act(PanelContext& context, UserAction action) override;
  void enter(PanelContext& context, const Lesson* lesson) override;

 private:
  void draw_chapter(PanelContext& context, const Chapter& chapter, Rect column);
  void draw_row(PanelContext& context, std::size_t place, const Rect& box, const Rect& visible);
  void draw_foot(PanelContext& context, const Rect& area);
  void choose(const PanelContext& context, int difference);
  void choose_chapter(const PanelContext& context, int difference);

  std::size_t choice_ = 0;  ///< index in the list of lessons
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

std::string_view title_of(const LessonEntry& entry) {
  return entry.lesson == nullptr ? std::string_view(entry.file)
                                 : std::string_view(entry.lesson->title);
}

/// The lessons in the order in which they stand in the chapters.
std::vector<std::size_t> order_of(const LessonController& lessons) {
  std::vector<std::size_t> order;
  for (const Chapter& chapter : chapters_of(lessons))
    order.insert(order.end(), chapter.lessons.begin(), chapter.lessons.end());
  return order;
}

/// The first one that was not taught; nothing: all were.
std::optional<std::size_t> first_untaught(const LessonController& lessons) {
  for (const std::size_t place : order_of(lessons)) {
    const LessonEntry& entry = lessons.lessons()[place];
    if (entry.lesson != nullptr && !lessons.is_taught(entry)) return place;
  }
  return std::nullopt;
}

/// What stands under a demo's title; empty: nothing.
std::string state_text(const PanelContext& context, std::size_t place) {
  const LessonEntry& entry = context.lesson_controller.lessons()[place];
  if (entry.lesson == nullptr) return "cannot be read";
  const int step = step_to_open(context, place);
  if (step > 0) return fmt::format("continue at step {}", step + 1);
  return first_untaught(context.lesson_controller) == place ? "start here" : "";
}

/// Whether there is a line under its title.
bool has_foot(const PanelContext& context, std::size_t place, bool chosen) {
  return chosen || !state_text(context, place).empty();
}

float row_height(PanelContext& context, std::size_t place, float width, bool chosen) {
  Ui& ui = context.ui;
  const Canvas& canvas = ui.canvas();
  const float text =
      canvas.wrapped_height(width - ui.units(marker_side) - 3 * ui.units(row_padding),
                            chosen ? TextRole::heading : TextRole::class_smaller,
                            title_of(context.lesson_controller.lessons()[place]));
  const float foot = has_foot(context, place, chosen) ? canvas.line_height(TextRole::body) : 0;
  return text + 2 * ui.units(row_padding) + foot;
}

/// A tick: taught; a ring: not yet; a mark: its file has mistakes.
void draw_marker(PanelContext& context, const LessonEntry& entry, bool chosen, const Rect& box) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  if (!entry.mistakes.empty()) return canvas.icon(Icon::exclamation, box, ui.tone(Tone::lost));
  if (context.lesson_controller.is_taught(entry))
    return canvas.icon(Icon::check, box, ui.tone(Tone::text));
  const float radius = box.w * 0.4F;
  if (chosen) return canvas.circle(box.centre(), radius, ui.tone(Tone::text));
  canvas.ring(box.centre(), radius, ui.tone(Tone::muted), std::max(1.0F, ui.units(1.5F)));
}

/// `visible`: the part of the box inside the scrolled area.
void LessonList::draw_row(PanelContext& context, std::size_t place, const Rect& box,
                          const Rect& visible) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonEntry& entry = context.lesson_controller.lessons()[place];
  const bool chosen = choice_ == place;
  const Interaction pointer = ui.region(fmt::format("list.lesson.{}", place), visible,
                                        title_of(entry), {.focusable = false});
  if (chosen || pointer.hovered)
    canvas.fill(box, ui.tone(pointer.hovered ? Tone::raised : Tone::panel), ui.units(9));
  if (chosen) canvas.outline(box, ui.tone(Tone::text), ui.units(2), ui.units(9));
  Rect inner = box.inset(ui.units(row_padding));
  Rect marker = inner.cut_left(ui.units(marker_side), ui.units(row_padding));
  const TextRole role = chosen ? TextRole::heading : TextRole::class_smaller;
  const float line = canvas.line_height(role), side = ui.units(marker_side);
  marker = {marker.x, marker.y + (line - side) / 2, side, side};
  draw_marker(context, entry, chosen, marker);
  if (has_foot(context, place, chosen)) {
    Rect foot = inner.cut_bottom(canvas.line_height(TextRole::body));
    if (entry.lesson != nullptr) {
      const std::string minutes = fmt::format("{} min", entry.lesson->minutes);
      canvas.text_in(foot.cut_right(canvas.text_width(TextRole::body, minutes), ui.units(8)),
                     TextRole::body, ui.tone(Tone::muted), minutes);
    }
    canvas.text_in(foot, TextRole::body_bold, ui.tone(Tone::running), state_text(context, place));
  }
  const bool faded = !chosen && context.lesson_controller.is_taught(entry);
  canvas.text_wrapped(inner, role, ui.tone(faded ? Tone::muted : Tone::text), title_of(entry));
  if (pointer.clicked) {
    choice_ = place;
    open(context, place, false);
  }
}

void LessonList::draw_chapter(PanelContext& context, const Chapter& chapter, Rect column) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const auto& lessons = context.lesson_controller.lessons();
  if (const auto& first = lessons[chapter.lessons.front()].lesson; first != nullptr) {
    Rect picture = column.cut_top(ui.units(picture_height), ui.units(head_gap));
    picture.w = std::min(picture.w, ui.units(260));
    draw_lesson_thumbnail(ui, *first, picture);
  }
  canvas.text_in(column.cut_top(canvas.line_height(TextRole::lane_title), ui.units(6)),
                 TextRole::lane_title, ui.tone(Tone::text), chapter.name, Align::left,
                 Overflow::shrink);
  canvas.fill(column.cut_top(std::max(1.0F, ui.units(1.5F)), ui.units(head_gap)),
              ui.tone(Tone::line));
  // Rows that do not fit scroll into view with the choice.
  float above = 0, chosen_end = 0;
  for (const std::size_t place : chapter.lessons) {
    above += row_height(context, place, column.w, choice_ == place);
    if (choice_ == place) chosen_end = above;
  }
  float y = column.y - std::max(0.0F, chosen_end - column.h);
  canvas.clip({column.x - ui.units(edge), column.y, column.w + 2 * ui.units(edge), column.h});
  for (const std::size_t place : chapter.lessons) {
    const Rect box{column.x, y, column.w, row_height(context, place, column.w, choice_ == place)};
    const Rect visible = box.common(column);
    if (!visible.empty()) draw_row(context, place, box, visible);
    y = box.bottom();
  }
  canvas.unclip();
}

/// "5 of 20 taught"; empty: nothing was.
std::string taught_text(const PanelContext& context) {
  const auto& lessons = context.lesson_controller.lessons();
  const auto taught = std::count_if(lessons.begin(), lessons.end(), [&](const LessonEntry& each) {
    return context.lesson_controller.is_taught(each);
  });
  return taught == 0 ? "" : fmt::format("{} of {} taught · ", taught, lessons.size());
}

/// What the chosen demo puts to the test, and how long it is; or why it cannot be read.
void LessonList::draw_foot(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(12));
  Rect inner = area.inset(ui.units(18), ui.units(12));
  const LessonEntry& entry = context.lesson_controller.lessons()[choice_];
  const std::string key(key_cap_of(Verb::start));
  Rect foot = inner.cut_bottom(canvas.line_height(TextRole::heading), ui.units(6));
  const std::string_view start_word =
      entry.lesson != nullptr && step_to_open(context, choice_) > 0 ? "continue" : "start";
  const float word = canvas.text_width(TextRole::heading, start_word),
              cap = canvas.key_cap_width(key, TextRole::figure_large);
  const Rect start = foot.cut_right(word + cap + ui.units(12), ui.units(16));
  canvas.key_cap({start.x, start.centre().y}, key, ui.tone(Tone::text), TextRole::figure_large);
  canvas.text_in({start.right() - word, start.y, word, start.h}, TextRole::heading,
                 ui.tone(Tone::text), start_word);
  std::string claim, figures = taught_text(context);
  for (const LessonMistake& mistake : entry.mistakes) claim += mistake.sentence() + "\n";
  if (entry.lesson != nullptr) {
    if (claim.empty()) claim = entry.lesson->claim;
    const auto& steps = entry.lesson->steps;
    const auto asks = std::count_if(steps.begin(), steps.end(), [](const LessonStep& step) {
      return !step.prediction.empty();
    });
    if (entry.lesson->free_play) {
      figures += "every control, nothing is asked";
    } else {
      figures += fmt::format("{} {}, {} {}", steps.size(), steps.size() == 1 ? "step" : "steps",
                             asks, asks == 1 ? "prediction" : "predictions");
    }
  }
  canvas.text_in(foot, TextRole::body, ui.tone(Tone::muted), figures, Align::left,
                 Overflow::shrink);
  const TextRole role = canvas.wrapped_height(inner.w, TextRole::class_smaller, claim) <= inner.h
                            ? TextRole::class_smaller
                            : TextRole::small;
  canvas.text_wrapped(inner, role, ui.tone(entry.mistakes.empty() ? Tone::text : Tone::lost),
                      claim);
}

void LessonList::choose(const PanelContext& context, int difference) {
  const std::vector<std::size_t> order = order_of(context.lesson_controller);
  if (order.empty()) return;
  const auto at = std::find(order.begin(), order.end(), choice_) - order.begin();
  const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
  choice_ = order[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at + difference, 0, last))];
}

void LessonList::choose_chapter(const PanelContext& context, int difference) {
  const std::vector<Chapter> chapters = chapters_of(context.lesson_controller);
  if (chapters.empty()) return;
  const Spot spot = spot_of(chapters, choice_);
  const auto last = static_cast<int>(chapters.size()) - 1;
  const auto& lessons = chapters[static_cast<std::size_t>(std::clamp(
                                     static_cast<int>(spot.chapter) + difference, 0, last))]
                            .lessons;
  choice_ = lessons[std::min(spot.row, lessons.size() - 1)];
}

bool LessonList::act(PanelContext& context, UserAction action) {
  switch (action.verb) {
    case Verb::next:
      choose(context, 1);
      return true;
    case Verb::previous:
      choose(context, -1);
      return true;
    case Verb::next_chapter:
      choose_chapter(context, 1);
      return true;
    case Verb::previous_chapter:
      choose_chapter(context, -1);
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

/// The list begins at the lesson in which the class stopped; after its last step, at the next one
/// that was not taught.
void LessonList::enter(PanelContext& context, const Lesson*) {
  const LessonController& lessons = context.lesson_controller;
  if (!lessons.place()) return;
  const auto& entries = lessons.lessons();
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].file == lessons.place()->file) choice_ = i;
  const bool goes_on =
      lessons.place()->step > 0 || entries.empty() || !lessons.is_taught(entries[choice_]);
  if (goes_on) return;
  const std::vector<std::size_t> order = order_of(lessons);
  const auto untaught = [&](std::size_t place) {
    return entries[place].lesson != nullptr && !lessons.is_taught(entries[place]);
  };
  const auto next =
      std::find_if(std::find(order.begin(), order.end(), choice_), order.end(), untaught);
  choice_ = next != order.end() ? *next : first_untaught(lessons).value_or(choice_);
}

/// Says that there are no demos, and how to write one.
void draw_empty(PanelContext& context, const Rect& area) {
  context.ui.canvas().text_in(area, TextRole::heading, context.ui.tone(Tone::muted),
                              "There are no demos here; write one: sharedfate lesson new mine.md",
                              Align::centre, Overflow::shrink);
}

/// The two things that one must know to read the pictures of all demos.
void draw_legend(PanelContext& context, Rect line) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const float side = line.h * 0.6F;
  const auto sign = [&](float width) {
    const Rect place = line.cut_left(width, ui.units(10));
    return Rect{place.x, place.centre().y - side / 2, width, side};
  };
  const auto words = [&](std::string_view text) {
    const float width = canvas.text_width(TextRole::body, text);
    canvas.text_in(line.cut_left(width, ui.units(28)), TextRole::body, ui.tone(Tone::muted), text,
                   Align::left, Overflow::shrink);
  };
  canvas.fill(sign(side), ui.fill(Tone::queued), side * 0.17F);
  words("A square is a task.");
  canvas.frame(sign(2 * side), ui.tone(Tone::processes), std::max(2.0F, ui.units(4)), side * 0.25F);
  words("A thick frame is one address space.");
}

void LessonList::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const std::vector<Chapter> chapters = chapters_of(context.lesson_controller);
  if (chapters.empty()) return draw_empty(context, area);
  choice_ = std::min(choice_, context.lesson_controller.lessons().size() - 1);
  const float wheel = context.view_state.open.sheet() ? 0 : ui.input().wheel;
  if (wheel != 0) choose(context, wheel > 0 ? -1 : 1);
  Rect rest = area;
  draw_foot(context, rest.cut_bottom(ui.units(foot_height), ui.units(edge)));
  draw_legend(context,
              rest.cut_top(ui.canvas().line_height(TextRole::body) * 1.4F, ui.units(edge)));
  // As many chapters side by side as have room, the chosen one among them.
  const float gap = ui.units(column_gap);
  const auto room = static_cast<std::size_t>(
      std::max(1.0F, (rest.w + gap) / (ui.units(column_width_least) + gap)));
  const std::size_t shown = std::min(room, chapters.size());
  const std::size_t chosen = spot_of(chapters, choice_).chapter;
  const std::size_t first = chosen < shown ? 0 : chosen - shown + 1;
  const std::vector<Rect> columns = lay_out_columns(rest, static_cast<int>(shown), gap);
  for (std::size_t i = 0; i < shown; ++i) draw_chapter(context, chapters[first + i], columns[i]);
  // More of them lie beyond the edge.
  const float side = ui.units(18);
  const float y = rest.y + ui.units(picture_height / 2) - side / 2;
  if (first + shown < chapters.size())
    ui.canvas().icon(Icon::chevron_right, {rest.right() - side, y, side, side},
                     ui.tone(Tone::text));
}

}  // namespace

std::unique_ptr<Panel> make_lesson_list() { return std::make_unique<LessonList>(); }

}  // namespace sharedfate
