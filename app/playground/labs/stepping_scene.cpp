#include <fmt/format.h>

#include <algorithm>

#include "app/playground/labs/stepping_view.h"
#include "core/experiment/interleaving.h"

namespace sharedfate {
namespace {

constexpr float gap = 10, padding = 12, memory_share = 0.26F, frame_thickness = 4, sign = 14;

using Standing = SteppingPicture::Standing;

std::string standing_text(const SteppingPicture::Worker& worker) {
  switch (worker.standing) {
    case Standing::paused:
      return "held at its gate";
    case Standing::waiting:
      return "waits for " + worker.waits_for;
    case Standing::ended:
      break;
  }
  return "has ended";
}

/// The fonts and spacing of a program's lines.
struct LineSetting {
  TextRole role, next_role;
  float padding;
};
constexpr LineSetting line_settings[] = {{TextRole::body, TextRole::body_bold, 8},
                                         {TextRole::label, TextRole::label_bold, 6},
                                         {TextRole::label, TextRole::label_bold, 2}};

float step_height(Ui& ui, const LineSetting& setting, const ProgramStep& step, float width) {
  const float inner = width - 2 * ui.units(8) - ui.units(sign + 8);
  return ui.canvas().wrapped_height(inner, setting.next_role, step.words) +
         2 * ui.units(setting.padding);
}

/// The largest setting in which all lines fit, else the smallest.
const LineSetting& setting_for(Ui& ui, std::span<const ProgramStep> steps, const Rect& room) {
  for (const LineSetting& setting : line_settings) {
    float tall = 0;
    for (const ProgramStep& step : steps)
      tall += step_height(ui, setting, step, room.w) + ui.units(4);
    if (tall <= room.h) return setting;
  }
  return line_settings[2];
}

/// One line of the program: done, next, or still to come.
void draw_step(Ui& ui, const LineSetting& setting, const ProgramStep& step, bool done, bool next,
               const Rect& box) {
  Canvas& canvas = ui.canvas();
  Rect inner = box.inset(ui.units(8), 0);
  if (next) {
    canvas.fill(box, ui.tone(Tone::raised), ui.units(6));
    canvas.outline(box, ui.tone(Tone::text), ui.units(2), ui.units(6));
  }
  const Rect mark = inner.cut_left(ui.units(sign), ui.units(8));
  const Rect icon{mark.x, mark.centre().y - mark.w / 2, mark.w, mark.w};
  if (done) canvas.icon(Icon::check, icon, ui.tone(Tone::done));
  if (next) canvas.icon(Icon::chevron_right, icon, ui.tone(Tone::text));
  const TextRole role = next ? setting.next_role : setting.role;
  const float tall = canvas.wrapped_height(inner.w, role, step.words);
  canvas.text_wrapped({inner.x, inner.centre().y - tall / 2, inner.w, tall + ui.units(2)}, role,
                      ui.tone(done ? Tone::muted : Tone::text), step.words);
}

void draw_worker(Ui& ui, const SteppingPicture& picture, std::size_t number, const Rect& box) {
  Canvas& canvas = ui.canvas();
  const SteppingPicture::Worker& worker = picture.workers[number];
  const std::string letter(1, worker_letter(number));
  canvas.fill(box, ui.tone(Tone::panel), ui.units(9));
  Rect inner = box.inset(ui.units(padding));
  Rect head = inner.cut_top(canvas.line_height(TextRole::lane_title));
  canvas.text_in(head.cut_left(canvas.text_width(TextRole::lane_title, letter), ui.units(10)),
                 TextRole::lane_title, ui.tone(Tone::text), letter);
  canvas.text_in(head, TextRole::figure, ui.tone(Tone::muted), fmt::format("TID {}", worker.tid),
                 Align::right, Overflow::shrink);
  const bool waits = worker.standing == Standing::waiting;
  const std::string standing = standing_text(worker);
  const Rect words = inner.cut_top(canvas.line_height(TextRole::label), ui.units(8));
  canvas.text_in(words, TextRole::label, ui.tone(waits ? Tone::lost : Tone::muted), standing,
                 Align::left, Overflow::shrink);
  const auto& steps = picture.program->workers[number];
  const std::string own = fmt::format("{}", worker.register_value);
  const Rect foot = inner.cut_bottom(ui.units(34), ui.units(6));
  const LineSetting& setting = setting_for(ui, steps, inner);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Rect line = inner.cut_top(step_height(ui, setting, steps[i], inner.w), ui.units(4));
    const bool next = i == worker.steps_done && worker.standing != Standing::ended;
    draw_step(ui, setting, steps[i], i < worker.steps_done, next, line);
  }
  Rect value = foot;
  const float wide = canvas.text_width(TextRole::figure_large, own) + ui.units(24);
  const Rect cell = value.cut_right(std::max(wide, ui.units(56)), ui.units(8));
  canvas.text_in(value, TextRole::label, ui.tone(Tone::muted), "its own value", Align::right,
                 Overflow::shrink);
  canvas.outline(cell, ui.tone(Tone::line), ui.units(1.5F), ui.units(6));
  canvas.text_in(cell, TextRole::figure_large, ui.tone(Tone::text), own, Align::centre);
  ui.region("stepping.worker." + letter, box,
            fmt::format("{}: {}, {} steps done, its own value {}", letter, standing,
                        worker.steps_done, own),
            {.enabled = true, .focusable = false});
}

/// A name above its value, in a box.
void draw_cell(Ui& ui, std::string_view name, const std::string& value, bool large, Rect& column) {
  Canvas& canvas = ui.canvas();
  const Rect title = column.cut_top(canvas.line_height(TextRole::label), ui.units(2));
  canvas.text_in(title, TextRole::label, ui.tone(Tone::text), name, Align::centre,
                 Overflow::shrink);
  const Rect box = column.cut_top(ui.units(large ? 52 : 36), ui.units(10));
  canvas.fill(box, ui.tone(Tone::raised), ui.units(6));
  canvas.outline(box, ui.tone(Tone::line), ui.units(1.5F), ui.units(6));
  canvas.text_in(box, large ? TextRole::lane_title : TextRole::label_bold, ui.tone(Tone::text),
                 value, Align::centre, Overflow::shrink);
}

void draw_memory(Ui& ui, const SteppingPicture& picture, const Rect& box) {
  Canvas& canvas = ui.canvas();
  Rect inner = box.inset(ui.units(padding));
  const Rect title = inner.cut_top(canvas.line_height(TextRole::label), ui.units(10));
  canvas.text_in(title, TextRole::label, ui.tone(Tone::muted), "shared", Align::centre,
                 Overflow::shrink);
  const SmallProgram& program = *picture.program;
  for (std::size_t i = 0; i < program.variables.size(); ++i)
    draw_cell(ui, program.variables[i].name, fmt::format("{}", picture.values[i]), true, inner);
  for (std::size_t i = 0; i < program.locks.size(); ++i) {
    const std::string& owner = picture.lock_owners[i];
    draw_cell(ui, fmt::format("lock {}", program.locks[i]),
              owner.empty() ? "free" : "held by " + owner, false, inner);
  }
  std::string label;
  for (std::size_t i = 0; i < program.variables.size(); ++i)
    label +=
        fmt::format("{}{}={}", i == 0 ? "" : ", ", program.variables[i].name, picture.values[i]);
  ui.region("stepping.memory", box, label, {.enabled = true, .focusable = false});
}

/// "A waits for right, which B holds"
std::string waits_text(const SteppingPicture& picture, std::size_t worker) {
  const std::string& lock = picture.workers[worker].waits_for;
  for (std::size_t i = 0; i < picture.program->locks.size(); ++i) {
    if (picture.program->locks[i] == lock)
      return fmt::format("{} waits for {}, which {} holds", worker_letter(worker), lock,
                         picture.lock_owners[i]);
  }
  return fmt::format("{} waits", worker_letter(worker));
}

}  // namespace

SteppingNews stepping_news(const SteppingPicture& picture) {
  if (picture.outcome == "deadlock") {
    return {fmt::format("Deadlock: {}; {}. Neither can ever go on.", waits_text(picture, 0),
                        waits_text(picture, 1)),
            true};
  }
  const auto stale = find_stale_writes(*picture.program, picture.order);
  const std::string end = picture.outcome.empty() ? "" : " It ends with " + picture.outcome + ".";
  if (!stale.empty()) {
    const StaleWrite& last = stale.back();
    const char writer = worker_letter(last.worker), other = worker_letter(1 - last.worker);
    const std::string_view name = picture.program->variables[last.variable].name;
    const std::string what =
        last.overwrites
            ? fmt::format(
                  "Lost update: {} has written {} over what {} had written since {} read it.",
                  writer, name, other, writer)
            : fmt::format("{} has acted on what it saw before {} changed {}.", writer, other, name);
    return {what + end, true};
  }
  if (!picture.outcome.empty()) return {"Nothing went wrong this time." + end, false};
  if (picture.order.empty())
    return {std::string(picture.program->sentence) + " Which thread goes first?"};
  return {"Which thread goes next? The machine does exactly that."};
}

void draw_stepping_scene(Ui& ui, const SteppingPicture& picture, const Rect& area) {
  // One frame, because both threads share one address space.
  ui.canvas().frame(area, ui.tone(Tone::threads), ui.units(frame_thickness), ui.units(14));
  Rect inner = area.inset(ui.units(frame_thickness + gap));
  Rect title = inner.cut_top(ui.canvas().line_height(TextRole::label), ui.units(6));
  ui.canvas().text_in(title, TextRole::figure, ui.tone(Tone::threads),
                      fmt::format("one process, PID {}", picture.pid), Align::left,
                      Overflow::shrink);
  const float memory = inner.w * memory_share;
  const float each = (inner.w - memory - 2 * ui.units(gap)) / 2;
  draw_worker(ui, picture, 0, inner.cut_left(each, ui.units(gap)));
  draw_memory(ui, picture, inner.cut_left(memory, ui.units(gap)));
  draw_worker(ui, picture, 1, inner);
}

}  // namespace sharedfate
