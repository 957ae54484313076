#include "app/playground/code/code_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/playground/panel/words.h"
#include "core/report/script_text.h"

namespace sharedfate {
namespace {

constexpr float padding = 14, gap = 8, row_height = 36, pane_share = 0.3F;
/// Design units: in a lower view the results stand beside the code, not below it.
constexpr float tall_min = 560, code_share = 0.56F;

struct KindButton {
  LaneKind kind;
  std::string_view name, label, hint;
};
constexpr std::array kind_buttons{
    KindButton{LaneKind::python_threads, "script.kind.threads", "Threads",
               "The same text on a pool of threads: one interpreter, one GIL."},
    KindButton{LaneKind::python_pool, "script.kind.pool", "Pool",
               "The same text on multiprocessing.Pool: a process for each worker."},
    KindButton{LaneKind::python_executor, "script.kind.executor", "Executor",
               "The same text on ProcessPoolExecutor: one death breaks it."},
    KindButton{LaneKind::python_serial, "script.kind.serial", "In place",
               "The same text with no pool: one task after the other."},
};

/// Buttons from left to right, as far as there is room for them.
class Row {
 public:
  Row(PanelContext& context, const Rect& place) : context_(context), rest_(place) {}

  bool button(std::string_view name, std::string_view label, ButtonLook look,
              std::string_view hint) {
    Ui& ui = context_.ui;
    look.focusable = false;
    const float wide = ui.button_width(label, look);
    const Rect place = rest_.cut_left(std::min(wide, rest_.w), ui.units(gap));
    if (place.w < ui.units(20)) return false;
    const bool clicked = ui.button(name, place, label, look);
    context_.hint_at(name, hint);
    return clicked;
  }
  int stepper(std::string_view name, std::string_view label, const std::string& value,
              std::string_view widest, std::string_view hint) {
    Ui& ui = context_.ui;
    const float wide = std::min(ui.stepper_width(label, widest), rest_.w);
    const Rect place = rest_.cut_left(wide, ui.units(gap));
    if (place.w < ui.units(60)) return 0;
    ui.canvas().fill(place, ui.tone(Tone::raised), ui.units(9));
    const int difference = ui.stepper(name, place, label, value, true, true);
    if (ui.widget_under_pointer().starts_with(name)) context_.hint = hint;
    return difference;
  }

 private:
  PanelContext& context_;
  Rect rest_;
};

/// "P4 and P5 have had no task of it"; while the call runs, how many workers cannot get one.
std::string idle_text(const LaneModel& lane, const ScriptCall& call) {
  const std::vector<int> idle = lane.idle_workers(call);
  const auto workers = static_cast<std::uint64_t>(lane.spec.workers);
  if (idle.empty() || call.count == 0) return {};
  if (call.came < call.count) {
    if (call.count >= workers) return {};
    return fmt::format("{} for {} workers: {} of them {} nothing to do",
                       counted(call.count, "task"), workers, workers - call.count,
                       workers - call.count == 1 ? "has" : "have");
  }
  std::string text;
  for (std::size_t i = 0; i < idle.size(); ++i) {
    if (i > 0) text += i + 1 == idle.size() ? " and " : ", ";
    text += fmt::format("{}{}", lane_kind_row(lane.spec.kind).worker_mark, idle[i]);
  }
  return text + (idle.size() == 1 ? " has had no task of it" : " have had no task of it");
}

std::string state_text(const LaneModel& lane) {
  const ScriptModel& script = lane.script;
  if (lane.state == LaneState::dead || lane.state == LaneState::failed)
    return lane.trouble.empty() ? "Its interpreter has died." : lane.trouble;
  if (lane.waits_in_vain()) return "It waits for a result that will never come: stop it.";
  switch (script.state) {
    case ScriptState::paused:
      return fmt::format("Held before line {}.", script.line);
    case ScriptState::running:
      return fmt::format("Runs, at line {}.", script.line);
    case ScriptState::ended:
      return "It has come to its end.";
    case ScriptState::failed:
      return "Ended: " + script_error_text(script);
    case ScriptState::none:
    case ScriptState::starting:
      break;
  }
  return "The interpreter starts …";
}

/// Draws how the code is confined, at the foot if there is room. Returns what is left of the area.
Rect draw_confinement(PanelContext& context, const Rect& area, float used) {
  const LaneModel* lane = find_script_lane(context.model);
  if (lane == nullptr) return area;
  Canvas& canvas = context.ui.canvas();
  const std::string text = "Confined: " + confinement_text(lane->script);
  const float tall = canvas.wrapped_height(area.w, TextRole::small, text);
  Rect rest = area;
  if (used + tall > area.h) return area;
  canvas.text_wrapped(rest.cut_bottom(tall), TextRole::small, context.ui.tone(Tone::muted), text);
  return rest;
}

}  // namespace

void CodePanel::draw_kinds(PanelContext& context, const Rect& place) {
  Row row(context, place);
  for (const KindButton& each : kind_buttons) {
    if (row.button(each.name, each.label, {.key = {}, .chosen = kind_ == each.kind}, each.hint))
      choose_kind(context, each.kind);
  }
  const int difference =
      row.stepper("script.chunk", "chunk", std::to_string(chunk_size_), "1000",
                  "How many arguments a worker process is handed at a time, where the code does "
                  "not say. For the next run.");
  if (difference != 0) choose_chunk(difference);
}

void CodePanel::draw_actions(PanelContext& context, const Rect& place) {
  const LaneModel* lane = find_script_lane(context.model);
  const bool runs =
      lane != nullptr && lane->gate_open && !lane->script.is_over() && runs_this_text();
  Row row(context, place);
  if (row.button("script.run", runs ? "Hold" : "Run",
                 {.kind = ButtonKind::primary,
                  .has_icon = true,
                  .icon = runs ? Icon::pause : Icon::play,
                  .key = key_cap_of(Verb::run_or_hold)},
                 "Runs the code, or holds it at its next line."))
    context.act(Verb::run_or_hold);
  if (row.button("script.step", "Step",
                 {.has_icon = true, .icon = Icon::step, .key = key_cap_of(Verb::step)},
                 "One line; where a line waits for a pool, one task."))
    context.act(Verb::step);
  if (row.button("script.stop", "Stop",
                 {.has_icon = true, .icon = Icon::stop, .key = key_cap_of(Verb::stop)},
                 "Ends every process of the code, whatever it does."))
    context.act(Verb::stop);
  const int difference = row.stepper("script.tempo", "tempo",
                                     tempo_ms_ == 0 ? "full" : fmt::format("{} ms", tempo_ms_),
                                     "2000 ms", "How long each line and each task takes at least.");
  if (difference != 0) choose_tempo(context, difference);
}

CodeMarks CodePanel::marks(const Model& model) const {
  CodeMarks marks;
  const LaneModel* lane = find_script_lane(model);
  if (lane == nullptr || !runs_this_text()) return marks;
  const ScriptModel& script = lane->script;
  if (!script.is_over()) marks.lit_line = static_cast<int>(script.line);
  marks.error_line = static_cast<int>(script.error_line);
  if (!script.error_type.empty())
    marks.error = fmt::format("{}: {}", script.error_type, script.error_message);
  return marks;
}

std::vector<CodePanel::Line> CodePanel::lines(const Model& model) const {
  const LaneModel* lane = find_script_lane(model);
  if (lane == nullptr) {
    const std::string& from = brought_by();
    return {{TextRole::label, Tone::muted,
             from.empty() ? "Run it: results appear here, in order."
                          : fmt::format("From the demo “{}”: shown, and not run yet.", from)}};
  }
  const ScriptModel& script = lane->script;
  std::vector<Line> lines;
  const bool failed = script.state == ScriptState::failed;
  const std::string changed = runs_this_text() ? "" : " The text was changed since.";
  lines.push_back(
      {TextRole::label_bold, failed ? Tone::lost : Tone::text, state_text(*lane) + changed});
  if (lane->state == LaneState::open || lane->state == LaneState::paused) {
    if (!lane->trouble.empty()) lines.push_back({TextRole::label, Tone::lost, lane->trouble});
  }
  for (const ScriptCall& call : script.calls) {
    lines.push_back({TextRole::figure, Tone::text,
                     fmt::format("line {}: {}", call.line, script_call_text(call))});
    if (const std::string idle = idle_text(*lane, call); !idle.empty())
      lines.push_back({TextRole::label, Tone::running, idle});
  }
  if (!script.output.empty())
    lines.push_back({TextRole::figure, Tone::muted, "printed: " + script.output});
  if (script.output_cut)
    lines.push_back({TextRole::label, Tone::lost, "What it printed beyond is left out."});
  return lines;
}

/// Draws the results; where space is short, the first line and the latest ones.
void CodePanel::draw_results(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  ui.region("script.results", area, "Results", {.enabled = true, .focusable = false});
  canvas.fill(area, ui.tone(Tone::background), ui.units(9));
  const Rect inner = area.inset(ui.units(padding * 0.7F));
  const std::vector<Line> lines = this->lines(context.model);
  canvas.clip(inner);
  float used = 0;
  std::vector<float> heights;
  for (const Line& line : lines) {
    heights.push_back(canvas.wrapped_height(inner.w, line.role, line.text) + ui.units(4));
    used += heights.back();
  }
  Rect rest = draw_confinement(context, inner, used);
  float over = std::max(0.0F, used - inner.h);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // The oldest entries after the first are left out.
    if (i > 0 && over > 0 && i + 1 < lines.size()) {
      over -= heights[i];
      continue;
    }
    canvas.text_wrapped(rest.cut_top(heights[i]), lines[i].role, ui.tone(lines[i].tone),
                        lines[i].text);
  }
  canvas.unclip();
}

/// The buttons for the next example and for closing the view, cut off at the right end of `place`.
void CodePanel::draw_head_buttons(PanelContext& context, Rect& place) {
  Ui& ui = context.ui;
  const ButtonLook look{.has_icon = true,
                        .icon = Icon::close,
                        .key = key_cap_of(Verb::show_code),
                        .focusable = false};
  const Rect button = place.cut_right(ui.button_width("Close", look), ui.units(gap));
  if (ui.button("script.close", button, "Close", look)) context.act(Verb::show_code);
  const ButtonLook plain{.key = {}, .focusable = false};
  const float wide = ui.button_width("Example", plain);
  if (place.w < 3 * wide) return;
  if (ui.button("script.example", place.cut_right(wide, ui.units(gap)), "Example", plain))
    take_next_example();
  context.hint_at("script.example",
                  "Another text to begin with; Ctrl+Z brings back what is there.");
}

void CodePanel::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  follow_code(context);
  ui.canvas().fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding));
  const float row = ui.units(row_height), space = ui.units(gap);
  const bool tall = inner.h > ui.units(tall_min);
  Rect head = inner.cut_top(row, space);
  draw_head_buttons(context, head);
  if (tall) {
    const std::string title = brought_by().empty() ? "Your code" : "Code of “" + brought_by() + "”";
    ui.canvas().text_in(head, TextRole::heading, ui.tone(Tone::text), title, Align::left,
                        Overflow::shrink);
    head = inner.cut_top(row, space);
  }
  draw_kinds(context, head);
  Rect results;
  if (tall) results = inner.cut_bottom(inner.h * pane_share, space);
  const Rect actions = inner.cut_bottom(row, space);
  if (!tall) results = inner.cut_right(inner.w * (1 - code_share), space);
  const bool asks = !asked_.empty();
  if (asks) {
    draw_asked(context, inner);
  } else {
    editor_.draw(ui, inner, marks(context.model));
  }
  typing_ = editor_.has_keyboard(ui);
  draw_actions(context, actions);
  if (asks && !asked_.empty()) {
    draw_question(context, results);
  } else {
    draw_results(context, results);
  }
}

}  // namespace sharedfate
