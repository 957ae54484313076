#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "app/playground/lesson/prediction.h"
#include "app/playground/lesson/presenter_strip.h"
#include "app/playground/panel/panels.h"

// The line at the bottom of a class's screen: what to know on the left, what to press on the right.
// While the pointer moves, the window's buttons stand in its place.
namespace sharedfate {
namespace {

constexpr float line_height = 52, key_gap = 14, control_gap = 30;

struct Caption {
  Tone tone = Tone::muted;
  std::string text;
  std::string_view widget = {};  ///< under which tests find it; empty: under none
};

/// The first mistake in the file's latest version; empty: none.
std::string mistake_text(const PanelContext& context) {
  const LessonEntry* const entry = context.lesson_controller.open_entry();
  if (entry == nullptr || entry->mistakes.empty()) return "";
  std::string text = entry->mistakes.front().sentence();
  if (entry->mistakes.size() > 1) text += fmt::format(" (and {} more)", entry->mistakes.size() - 1);
  return text + ". The last good version stays.";
}

/// What keeps a lane from being there at all. What a crash did to it is on the stage.
std::string failed_lane_text(const Model& model) {
  for (const LaneModel& lane : model.lanes)
    if (lane.exists && lane.state == LaneState::failed && !lane.trouble.empty())
      return fmt::format("{}: {}", lane_kind_row(lane.spec.kind).title, lane.trouble);
  return "";
}

std::string trouble_of(const PanelContext& context) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (!player.record().trouble.empty()) return player.record().trouble;
  if (const std::string mistake = mistake_text(context); !mistake.empty()) return mistake;
  if (const std::string failed = failed_lane_text(context.model); !failed.empty()) return failed;
  if (context.ui.behind_s() || unmet_text(player).empty()) return "";
  return "The run went otherwise than this demo expects.";
}

/// Why a lane is contained less well than others; where there is nothing else to say.
std::string containment_text(const Model& model) {
  for (const LaneModel& lane : model.lanes)
    if (lane.exists && !lane.containment_note.empty()) return lane.containment_note;
  return "";
}

/// `talked_s`: for how long the class has discussed.
std::string vote_text(const LessonPlayer& player, double talked_s) {
  const bool first = player.stage() == StepStage::asking;
  if (player.lit_choice() >= 0)
    return fmt::format("{} vote: count the hands and type the number. It stays hidden.",
                       first ? "First" : "Second");
  if (first)
    return player.step().view == StepView::lanes ? "A thick frame is one address space." : "";
  constexpr int s_per_min = 60;
  const auto whole = static_cast<int>(talked_s);
  return fmt::format("Convince your neighbour. {}:{:02}", whole / s_per_min, whole % s_per_min);
}

/// What Page Down does, in a word or two.
std::string next_word(const PanelContext& context) {
  const LessonPlayer& player = *context.lesson_controller.player();
  if (context.ui.behind_s()) return "skip";
  switch (player.next_move()) {
    case NextMove::nothing:
      return "";
    case NextMove::next_choice:
      if (player.lit_choice() >= 0) return "next";
      return player.stage() == StepStage::asking ? "vote" : "vote again";
    case NextMove::discuss:
      return "discuss";
    case NextMove::run:
      return "run";
    case NextMove::next_step:
      return "next";
    case NextMove::end:
      break;
  }
  return "list";
}

/// A key and its word at the right end of the line, as one thing to click. Returns whether it was.
bool draw_key(Ui& ui, Rect& line, std::string_view name, std::string_view key,
              const std::string& word, const std::string& label) {
  Canvas& canvas = ui.canvas();
  constexpr TextRole cap_role = TextRole::figure_large;
  const float words = canvas.text_width(TextRole::class_strong, word),
              cap = canvas.key_cap_width(key, cap_role);
  const Rect place = line.cut_right(words + ui.units(key_gap) + cap, ui.units(control_gap));
  const Interaction pointer = ui.region(name, place, label, {.enabled = true, .focusable = false});
  const Rgb ink = ui.tone(pointer.hovered ? Tone::muted : Tone::text);
  canvas.key_cap({place.x, place.centre().y}, key, ink, cap_role);
  canvas.text_in({place.right() - words, place.y, words, place.h}, TextRole::class_strong, ink,
                 word);
  return pointer.clicked;
}

void draw_caption(Ui& ui, const Rect& line, const Caption& caption) {
  Canvas& canvas = ui.canvas();
  if (caption.text.empty() || line.empty()) return;
  if (!caption.widget.empty())
    ui.region(caption.widget, line, caption.text, {.enabled = true, .focusable = false});
  if (canvas.text_width(TextRole::class_text, caption.text) <= line.w) {
    canvas.text_in(line, TextRole::class_text, ui.tone(caption.tone), caption.text);
    return;
  }
  // What went wrong may take two or three lines, in smaller letters.
  TextRole role = TextRole::body;
  if (canvas.wrapped_height(line.w, role, caption.text) > line.h) role = TextRole::small;
  const float tall = std::min(line.h, canvas.wrapped_height(line.w, role, caption.text));
  canvas.text_wrapped({line.x, line.centre().y - tall / 2, line.w, tall}, role,
                      ui.tone(caption.tone), caption.text);
}

/// A sentence that is shown for some seconds after it has changed.
class News {
 public:
  /// Returns the sentence while it is news.
  std::string follow(Ui& ui, const std::string& sentence) {
    constexpr double shown_s = 8;
    if (sentence != sentence_) {
      sentence_ = sentence;
      until_s_ = ui.time_s() + shown_s;
    }
    if (sentence_.empty() || ui.time_s() >= until_s_) return "";
    ui.refresh_within(until_s_ - ui.time_s());
    return sentence_;
  }

 private:
  std::string sentence_;
  double until_s_ = 0;
};

class ClassLine : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::lesson;
  }
  float height(PanelContext& context, float) override { return context.ui.units(line_height); }
  void draw(PanelContext& context, const Rect& area) override;

 private:
  Caption caption(PanelContext& context);
  double talked_s(PanelContext& context);

  News complaint_, notice_;
  bool discusses_ = false;
  double discusses_since_s_ = 0;
};

/// For how long the class has discussed the open question, seconds.
double ClassLine::talked_s(PanelContext& context) {
  const bool now = context.lesson_controller.player()->stage() == StepStage::discussing;
  if (now && !discusses_) discusses_since_s_ = context.ui.time_s();
  discusses_ = now;
  if (now) context.ui.refresh_within(1);
  return context.ui.time_s() - discusses_since_s_;
}

Caption ClassLine::caption(PanelContext& context) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const double talked = talked_s(context);
  const std::string complaint = complaint_.follow(context.ui, context.ui.complaint()),
                    notice = notice_.follow(context.ui, context.ui.notice());
  if (!complaint.empty()) return {Tone::lost, complaint, "status.trouble"};
  if (!notice.empty()) return {Tone::text, notice, "status.notice"};
  if (const auto behind_s = context.ui.behind_s())
    return {Tone::muted, fmt::format("Slow motion: the machine is {:.1f} s ahead.", *behind_s), ""};
  if (const std::string trouble = trouble_of(context); !trouble.empty())
    return {Tone::lost, trouble, "status.trouble"};
  if (player.stage() == StepStage::asking || player.stage() == StepStage::discussing)
    return {Tone::muted, vote_text(player, talked), ""};
  if (player.stage() == StepStage::running)
    return {Tone::muted, player.step().prediction.empty() ? "Running …" : "", ""};
  if (const std::string text = class_text(player); !text.empty()) return {Tone::text, text, ""};
  return {Tone::muted, containment_text(context.model), "status.trouble"};
}

void ClassLine::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  Rect line = area;
  const std::string word = next_word(context);
  if (!word.empty() && draw_key(ui, line, "lesson.forward", key_cap_of(Verb::forward), word,
                                next_move_text(player, ui.behind_s().has_value())))
    context.act(Verb::forward);
  const Caption said = caption(context);
  if (ui.pointer_moved_lately()) {
    constexpr float room = 520;
    const bool urgent = said.tone == Tone::lost || said.widget == "status.notice";
    line = draw_view_buttons(context, line, urgent ? ui.units(room) : 0);
    if (urgent) draw_caption(ui, line, said);
    return;
  }
  const bool may_skip =
      player.stage() == StepStage::asking && player.lit_choice() < 0 && !ui.behind_s();
  if (may_skip && draw_key(ui, line, "lesson.run", key_cap_of(Verb::run_step), "run",
                           "Run without a prediction"))
    context.act(Verb::run_step);
  const StepView view = player.step().view;
  const bool has_details =
      is_decided(context) &&
      (view == StepView::lanes || view == StepView::chart || view == StepView::measurement);
  if (has_details && draw_key(ui, line, "lesson.details", key_cap_of(Verb::toggle_details),
                              context.view_state.open.details ? "picture" : "details", "Details"))
    context.act(Verb::toggle_details);
  draw_caption(ui, line, said);
}

}  // namespace

std::unique_ptr<Panel> make_class_line() { return std::make_unique<ClassLine>(); }

}  // namespace sharedfate
