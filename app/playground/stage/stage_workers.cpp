#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "app/playground/lanes/worker_tile.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/words.h"
#include "app/playground/stage/stage_lane.h"
#include "app/playground/stage/stage_tasks.h"
#include "core/report/worker_text.h"
#include "core/system/process_facts.h"

// The workers of a lane on the stage: living ones, dead ones, and those that replaced them.
namespace sharedfate {
namespace {

/// A worker, and what is to be seen of it.
struct Drawn {
  const StageView& view;
  const StageActor& actor;
  const StageWorker& place = actor.place;
  const WorkerModel* worker = actor.worker;

  [[nodiscard]] Ui& ui() const { return view.ui(); }
  [[nodiscard]] Canvas& canvas() const { return view.canvas(); }
  [[nodiscard]] std::string name() const {
    return std::string(view.lane.kind.worker_mark) + std::to_string(actor.number);
  }
  /// It was asked to.
  [[nodiscard]] bool has_ended() const {
    return view.lane.lane.state == LaneState::stopped ||
           (worker != nullptr && worker->state == WorkerState::ended);
  }
  [[nodiscard]] bool dead() const {
    return !has_ended() &&
           (view.lane.dead() || (worker != nullptr && worker->state == WorkerState::dead));
  }
  /// Its crash is shown, its death is not yet.
  [[nodiscard]] bool is_dying() const {
    return !dead() && worker != nullptr && worker->alive() && worker->dying_of != 0;
  }
  /// It was not there at first: it took the place of a worker, or of a lane, that died.
  [[nodiscard]] bool is_replacement() const {
    if (!actor.remains.empty()) return true;
    return worker != nullptr && worker->alive() && view.lane.lane.death_count > 0 &&
           view.notes != nullptr && !is_survivor(*worker, *view.notes);
  }
  /// What it did ended its process, or itself; the others of the process died with it.
  [[nodiscard]] bool faulted() const {
    if (!dead()) return false;
    if (!view.lane.dead()) return true;
    const auto& deaths = view.lane.lane.deaths;
    return !deaths.empty() && deaths.back().report.worker == actor.number;
  }
  /// Once nothing runs any more.
  [[nodiscard]] bool has_survived() const {
    const Account& account = view.lane.account;
    return worker != nullptr && view.lane.lane.death_count > 0 && view.notes != nullptr &&
           account.queued + account.running == 0 && is_survivor(*worker, *view.notes);
  }
};

/// The ground of a worker that faulted, the same in both themes, and what stands on it.
Rgb ink_on_fault(const Ui& ui) {
  return palette(ThemeName::dark)
      .tone(ui.theme() == ThemeName::dark ? Tone::background : Tone::panel);
}

Rgb fault_ground() { return palette(ThemeName::dark).tone(Tone::lost); }

void draw_ground(const Drawn& drawn, bool filled) {
  Canvas& canvas = drawn.canvas();
  Ui& ui = drawn.ui();
  const Rect& tile = drawn.place.tile;
  const float radius = std::min(drawn.view.units(9), tile.h * 0.2F);
  if (filled) {
    canvas.fill(tile, fault_ground(), radius);
    return;
  }
  canvas.fill(tile, Ink(ui.tone(Tone::raised), drawn.dead() || drawn.has_ended() ? 0.55F : 1),
              radius);
  if (drawn.dead())
    canvas.hatch(tile, Ink(ui.tone(Tone::lost), 0.3F), drawn.view.units(15), drawn.view.units(2));
}

void draw_name(const Drawn& drawn, bool filled) {
  if (drawn.place.name.empty()) return;
  const Tone tone = drawn.dead() ? Tone::lost : drawn.has_ended() ? Tone::muted : Tone::text;
  const Rgb ink = filled ? ink_on_fault(drawn.ui()) : drawn.ui().tone(tone);
  drawn.canvas().text_in(drawn.place.name, TextRole::class_strong, ink, drawn.name(), Align::centre,
                         Overflow::shrink);
}

/// A word, if there is room for it in one of the sizes.
void draw_word(const Drawn& drawn, const Rect& place, const std::string& word, Tone tone) {
  Canvas& canvas = drawn.canvas();
  const TextRole role = canvas.role_that_fits(
      {TextRole::class_strong, TextRole::heading, TextRole::body_bold}, word, place.w);
  if (canvas.text_width(role, word) <= place.w)
    canvas.text_in(place, role, drawn.ui().tone(tone), word, Align::centre);
}

void draw_cross(const Drawn& drawn, const Rect& place, Rgb ink) {
  const float side = std::min(place.w, place.h);
  drawn.canvas().icon(Icon::cross,
                      {place.centre().x - side / 2, place.centre().y - side / 2, side, side}, ink);
}

/// The hole in which a task would be.
void draw_hole(const Drawn& drawn) {
  Canvas& canvas = drawn.canvas();
  Ui& ui = drawn.ui();
  const Rect& hole = drawn.place.task;
  const float radius = hole.h * 0.17F;
  canvas.fill(hole, ui.tone(Tone::background), radius);
  canvas.outline(hole, ui.tone(Tone::line), std::max(1.0F, drawn.view.units(1.5F)), radius);
}

/// The sign of a state: in place of a task, or on the task that does not go on. Nothing: it needs
/// none.
std::optional<Icon> sign_of(const Drawn& drawn, WorkerStatus status, bool on_task) {
  switch (status) {
    case WorkerStatus::waits_for_gil:
    case WorkerStatus::waits_for_lock:
    case WorkerStatus::in_deadlock:
    case WorkerStatus::waits_for_ever:
      return Icon::lock;
    case WorkerStatus::sleeps:
      return Icon::clock;
    case WorkerStatus::stopped:
      return Icon::stop;
    case WorkerStatus::starved:
      return Icon::queue;
    case WorkerStatus::paused:
      return on_task ? std::nullopt : std::optional(Icon::pause);
    case WorkerStatus::idle:
      return !on_task && drawn.has_survived() ? std::optional(Icon::check) : std::nullopt;
    default:
      return std::nullopt;
  }
}

/// Where the tile has room for one of them only, the name stands where no task is.
bool draw_name_alone(const Drawn& drawn) {
  if (!drawn.place.name.empty() || drawn.view.input.name_width > drawn.place.tile.w) return false;
  const float line = drawn.canvas().line_height(TextRole::class_strong);
  const Rect& tile = drawn.place.tile;
  const bool is_new = drawn.is_replacement();
  draw_word(drawn, {tile.x, tile.centre().y - line / 2, tile.w, line},
            is_new ? "new" : drawn.name(), is_new ? drawn.view.lane.tone : Tone::text);
  return true;
}

void draw_task_of(const Drawn& drawn) {
  Ui& ui = drawn.ui();
  Canvas& canvas = drawn.canvas();
  const LaneMotion& motion = drawn.view.lane.scene.motion;
  const Rect& place = drawn.place.task;
  if (drawn.worker == nullptr || drawn.worker->state == WorkerState::starting)
    return draw_hole(drawn);
  const bool fast = motion.tasks_per_s(drawn.actor.number) > rate_as_figure_from;
  const bool on_task =
      drawn.worker->running() == 1 && !motion.arriving_at_worker(drawn.actor.number);
  const WorkerStatus status = worker_words(drawn.view.lane.lane, *drawn.worker, fast).status;
  const std::optional<Icon> sign =
      drawn.worker->running() == 1 && !on_task ? std::nullopt : sign_of(drawn, status, on_task);
  if (!on_task) {
    if (draw_name_alone(drawn)) return;
    draw_hole(drawn);
    if (sign)
      canvas.icon(*sign, place.inset(place.w * 0.3F),
                  ui.tone(*sign == Icon::check ? Tone::text : Tone::muted));
    return;
  }
  draw_task(ui, place, TaskLook::running, fast ? 1.0F : static_cast<float>(drawn.worker->progress));
  if (!sign) return;
  canvas.circle(place.centre(), place.w * 0.3F, Ink(ui.tone(Tone::background), 0.85F));
  canvas.icon(*sign, place.inset(place.w * 0.32F), ui.tone(Tone::text));
}

void draw_frame(const Drawn& drawn) {
  const Rect& frame = drawn.place.frame;
  if (frame.empty()) return;
  Canvas& canvas = drawn.canvas();
  Ui& ui = drawn.ui();
  const float thickness = drawn.view.layout.thickness, radius = drawn.view.layout.radius;
  if (drawn.dead()) return canvas.broken_frame(frame, ui.tone(Tone::lost), thickness, radius);
  if (drawn.worker == nullptr || drawn.has_ended())
    return canvas.outline(frame, ui.tone(Tone::line), std::max(1.0F, drawn.view.units(1.5F)),
                          radius);
  draw_space_frame(drawn.view, frame, thickness, radius);
}

/// The fault grows from its thread to the frame of the address space, and stops there.
void draw_spreading(const Drawn& drawn) {
  constexpr float spread_s = 0.3F;
  const LaneView& lane = drawn.view.lane;
  const Rect whole = drawn.place.frame.empty() ? drawn.view.layout.space : drawn.place.frame;
  const float share = drawn.ui().follow(fmt::format("lane.{}/spread.{}.{}", lane.index,
                                                    drawn.actor.number, drawn.worker->incarnation),
                                        1, spread_s);
  const Rect area = lerp(drawn.place.tile, whole, share);
  const Rgb lost = drawn.ui().tone(Tone::lost);
  drawn.canvas().fill(area, Ink(lost, 0.15F), drawn.view.units(9));
  drawn.canvas().hatch(area, Ink(lost, 0.7F), drawn.view.units(18), drawn.view.units(3));
  drawn.canvas().outline(area, lost, drawn.view.units(3), drawn.view.units(9));
}

/// The signal that ends the process, above the thread that got it.
void draw_signal(const Drawn& drawn) {
  Canvas& canvas = drawn.canvas();
  Ui& ui = drawn.ui();
  const std::string name = signal_name(drawn.worker->dying_of);
  const float line = canvas.line_height(TextRole::class_strong);
  const float width = canvas.text_width(TextRole::class_strong, name) + line;
  const Rect& tile = drawn.place.tile;
  const Rect screen = ui.screen();
  Rect pill{tile.centre().x - width / 2, tile.y - line * 1.35F, width, line * 1.3F};
  pill.x = std::clamp(pill.x, screen.x, std::max(screen.x, screen.right() - width));
  canvas.fill(pill, fault_ground(), pill.h / 2);
  canvas.text_in(pill, TextRole::class_strong, ink_on_fault(ui), name, Align::centre);
}

void draw_dying(const Drawn& drawn) {
  draw_ground(drawn, true);
  draw_name(drawn, true);
  CrowdBatch batch;
  const Rect& hole = drawn.place.task;
  drawn.canvas().fill(hole, ink_on_fault(drawn.ui()), hole.h * 0.17F);
  if (drawn.worker->running() == 1) {
    add_task_box(batch, drawn.ui(), hole, TaskLook::lost);
    drawn.canvas().crowd(std::move(batch));
  }
}

void draw_dead(const Drawn& drawn) {
  draw_ground(drawn, drawn.faulted());
  draw_name(drawn, drawn.faulted());
  draw_cross(drawn, drawn.place.task.inset(drawn.place.task.w * 0.2F),
             drawn.faulted() ? ink_on_fault(drawn.ui()) : drawn.ui().tone(Tone::lost));
}

/// What is left of the process whose place another one has taken: its name, crossed out.
void draw_strip(const Drawn& drawn, const Rect& strip) {
  Canvas& canvas = drawn.canvas();
  Ui& ui = drawn.ui();
  const float thickness = std::min(drawn.view.layout.thickness, strip.h * 0.1F);
  canvas.broken_frame(strip, ui.tone(Tone::lost), thickness, drawn.view.units(8));
  Rect inner = strip.inset(2 * thickness);
  canvas.fill(inner, fault_ground(), drawn.view.units(5));
  const float side = inner.h * 0.8F;
  const float width = canvas.text_width(TextRole::class_strong, drawn.name());
  if (width + side + drawn.view.units(6) <= inner.w &&
      inner.h >= canvas.line_height(TextRole::class_strong) * 0.7F) {
    inner = inner.inset((inner.w - width - side - drawn.view.units(6)) / 2, 0);
    const Rect cross = inner.cut_right(side);
    canvas.text_in(inner, TextRole::class_strong, ink_on_fault(ui), drawn.name(), Align::left,
                   Overflow::shrink);
    return draw_cross(drawn, cross, ink_on_fault(ui));
  }
  draw_cross(drawn, inner.inset(inner.h * 0.15F), ink_on_fault(ui));
}

/// "P3 new"; "new", where there is no room for both.
void draw_name_of_replacement(const Drawn& drawn) {
  const Rect& name = drawn.place.name;
  if (name.empty()) return;
  Canvas& canvas = drawn.canvas();
  const float width = canvas.text_width(TextRole::class_strong, drawn.name() + " new");
  if (width > name.w) return draw_word(drawn, name, "new", drawn.view.lane.tone);
  const float own = canvas.text_width(TextRole::class_strong, drawn.name() + " ");
  Rect line{name.centre().x - width / 2, name.y, width, name.h};
  canvas.text_in(line.cut_left(own), TextRole::class_strong, drawn.ui().tone(Tone::text),
                 drawn.name());
  canvas.text_in(line, TextRole::class_strong, drawn.ui().tone(drawn.view.lane.tone), "new");
}

void draw_living(const Drawn& drawn) {
  draw_ground(drawn, false);
  drawn.is_replacement() ? draw_name_of_replacement(drawn) : draw_name(drawn, false);
  if (!drawn.has_ended()) return draw_task_of(drawn);
  // A pool that broke has ended it.
  if (drawn.view.lane.lane.figures.broken)
    draw_cross(drawn, drawn.place.task.inset(drawn.place.task.w * 0.25F),
               drawn.ui().tone(Tone::muted));
}

void register_worker(const Drawn& drawn) {
  const std::string state = drawn.dead() ? "dead"
                            : drawn.worker == nullptr
                                ? "not there yet"
                                : worker_words(drawn.view.lane.lane, *drawn.worker).word;
  const Rect& place = drawn.place.frame.empty() ? drawn.place.tile : drawn.place.frame;
  drawn.ui().region(worker_name(drawn.view.lane.index, drawn.actor.number), place,
                    fmt::format("{} {}", drawn.name(), state),
                    {.enabled = false, .focusable = false});
}

}  // namespace

void draw_stage_workers(const StageView& view) {
  for (const StageActor& actor : view.workers) {
    const Drawn drawn{view, actor};
    register_worker(drawn);
    if (!actor.remains.empty()) draw_strip(drawn, actor.remains);
    draw_frame(drawn);
    if (drawn.dead()) {
      draw_dead(drawn);
    } else if (!drawn.is_dying()) {
      draw_living(drawn);
    }
  }
  // What spreads lies over the others of the same address space.
  for (const StageActor& actor : view.workers) {
    const Drawn drawn{view, actor};
    if (!drawn.is_dying()) continue;
    draw_spreading(drawn);
    draw_dying(drawn);
    draw_signal(drawn);
  }
}

}  // namespace sharedfate
