#include "app/playground/stage/stage_lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/words.h"
#include "app/playground/stage/stage_tasks.h"
#include "app/playground/stage/stage_words.h"

// A lane's title, the frame of its address space, and its queue.
namespace sharedfate {
namespace {

constexpr float box_max = 23, box_min = 12;
constexpr std::string_view primary_words[] = {"primary", "thread"};

float gap_of(Ui& ui) { return ui.canvas().text_width(TextRole::class_text, "  "); }

float account_width(Ui& ui, const Account& account) {
  const std::string widest = grouped(std::max<std::uint64_t>(account.submitted, 10));
  const float column = std::max(ui.canvas().text_width(TextRole::class_title, widest) +
                                    ui.canvas().line_height(TextRole::class_title),
                                ui.canvas().text_width(TextRole::class_text, "cancelled"));
  const int columns = 5 + (account.failed > 0 ? 1 : 0) + (account.cancelled > 0 ? 1 : 0);
  return column * static_cast<float>(columns) * 1.08F;
}

bool has_primary(const LaneView& lane) {
  return lane.lane.spec.kind != LaneKind::serial && lane.lane.spec.kind != LaneKind::python_serial;
}

constexpr std::string_view parent_word = "parent";

StageInput input_of(const LaneView& lane, const Rect& bounds, float title_height, bool has_caller) {
  Ui& ui = lane.ui();
  Canvas& canvas = ui.canvas();
  const int workers = workers_shown(lane.lane);
  const auto width = [&](std::string_view text) {
    return canvas.text_width(TextRole::class_text, text);
  };
  return {.bounds = bounds,
          .unit = ui.unit(),
          .line = canvas.line_height(TextRole::class_text),
          .title_height = title_height,
          .figure_line = canvas.line_height(TextRole::class_title),
          .name_width =
              canvas.text_width(TextRole::class_strong, std::string(lane.kind.worker_mark) +
                                                            std::string(workers > 9 ? "88" : "8")),
          .primary_width = !has_primary(lane) ? 0
                           : lane.kind.shares_queue
                               ? width(parent_word)
                               : std::max(width(primary_words[0]), width(primary_words[1])),
          .caller_width = std::max(width("for ever"), width("an error")),
          .account_width = account_width(ui, lane.account),
          .workers = workers,
          .one_address_space = lane.kind.one_address_space,
          .shares_queue = lane.kind.shares_queue,
          .has_caller = has_caller};
}

/// Places between which tasks move.
void note_anchors(StageView& view) {
  LaneAnchors& anchors = view.lane.scene.anchors;
  const StageLayout& layout = view.layout;
  const std::uint64_t tasks = view.lane.account.submitted;
  const float most = view.units(box_max), least = view.units(box_min);
  anchors.queue =
      layout.queue_as_figure ? CrowdLayout{} : lay_out_block(tasks, layout.queue, most, least);
  if (layout.queue_as_figure) anchors.queue.area = layout.queue;
  // Where the row has no room, tasks leave the frame at its lower edge.
  Rect done = layout.results.empty()
                  ? Rect{layout.space.x, layout.space.bottom(), layout.space.w, 0}
                  : layout.results;
  Rect lost = done.cut_right((done.w - view.units(12)) / 2, view.units(12));
  anchors.done = lay_out_block(tasks, done, most, least);
  anchors.lost = lay_out_block(tasks, lost, most, least);
  if (anchors.lost.boxes > 0) {
    const float used =
        anchors.lost.pitch * static_cast<float>(anchors.lost.columns - 1) + anchors.lost.box;
    anchors.lost.area.x = lost.right() - used;
  }
  anchors.space = layout.space;
  anchors.tiles.clear();
  anchors.task_places.clear();
  for (const StageActor& actor : view.workers) {
    const StageWorker& place = actor.place;
    anchors.tiles.push_back(place.frame.empty() ? place.tile : place.frame);
    anchors.task_places.push_back(place.task);
  }
  view.lane.layout.space = layout.space;
  view.lane.layout.workers = anchors.tiles;
  view.lane.layout.frame_thickness = layout.thickness;
  view.lane.layout.frame_radius = layout.radius;
}

/// The note, in its longer or its shorter words, if there is room for either: it yields before
/// anything else does.
void draw_note(const StageView& view, const Rect& line) {
  Canvas& canvas = view.canvas();
  const LaneNote note = lane_note(view.lane.lane, survivors_of(view));
  const bool outcome = view.lane.lane.death_count > 0;
  const TextRole role = outcome ? TextRole::class_title : TextRole::class_text;
  const Tone tone = note.is_loss ? Tone::lost : outcome ? Tone::text : Tone::muted;
  for (const std::string* const words : {&note.text, &note.brief}) {
    if (canvas.text_width(role, *words) > line.w) continue;
    canvas.text_in(line, role, view.ui().tone(tone), *words);
    return;
  }
}

void draw_title(const StageView& view) {
  Canvas& canvas = view.canvas();
  Rect line = view.layout.title;
  const std::string_view title = view.lane.kind.title;
  const float tall = canvas.line_height(TextRole::class_title);
  const bool two_lines = line.h >= 2 * tall - 1;
  const TextRole role = canvas.role_that_fits(
      {TextRole::class_title, TextRole::class_strong, TextRole::heading, TextRole::body_bold},
      title, line.w);
  const float width = canvas.text_width(role, title);
  const Rect place = two_lines ? line.cut_top(tall) : line.cut_left(width, gap_of(view.ui()));
  canvas.text_in(place, role, view.ui().tone(view.lane.tone), title);
  draw_note(view, line);
}

/// Memory that processes share is no address space: it has no thick frame.
void draw_shared_memory(const StageView& view) {
  const Rect& bar = view.layout.space;
  Ui& ui = view.ui();
  const float radius = view.units(9);
  view.canvas().fill(bar, ui.tone(Tone::raised), radius);
  view.canvas().outline(bar, ui.tone(view.lane.dead() ? Tone::line : Tone::text),
                        std::max(1.0F, view.units(1.5F)), radius);
}

/// Of the process that holds the queue, or whose threads the workers are.
void draw_holder_frame(const StageView& view, const Rect& frame) {
  Ui& ui = view.ui();
  const float thickness = std::max(2.0F, view.units(6)), radius = view.units(16);
  if (view.lane.lane.state == LaneState::stopped) {
    view.canvas().outline(frame, ui.tone(Tone::line), std::max(1.0F, view.units(1.5F)), radius);
  } else if (view.lane.dead()) {
    view.canvas().broken_frame(frame, ui.tone(Tone::lost), thickness, radius);
  } else {
    draw_space_frame(view, frame, thickness, radius);
  }
}

void draw_holder(const StageView& view) {
  if (!view.lane.kind.shares_queue) return draw_holder_frame(view, view.layout.space);
  draw_shared_memory(view);
  if (!view.layout.primary.empty()) draw_holder_frame(view, view.layout.primary);
}

void draw_primary(const StageView& view) {
  const Rect& tile = view.layout.primary;
  if (tile.empty()) return;
  Canvas& canvas = view.canvas();
  Ui& ui = view.ui();
  if (view.lane.kind.shares_queue) {
    const Tone tone = view.lane.dead() ? Tone::lost : view.lane.tone;
    canvas.text_in(tile, TextRole::class_strong, ui.tone(tone), parent_word, Align::centre,
                   Overflow::shrink);
    return;
  }
  const bool ended = view.lane.lane.state == LaneState::stopped;
  const bool dead = view.lane.dead() && !ended;
  canvas.fill(tile, Ink(ui.tone(Tone::raised), dead || ended ? 0.55F : 1), view.units(9));
  if (dead) canvas.hatch(tile, Ink(ui.tone(Tone::lost), 0.3F), view.units(15), view.units(2));
  const Rgb ink = ui.tone(dead ? Tone::lost : ended ? Tone::muted : Tone::text);
  const float line = canvas.line_height(TextRole::class_text);
  const bool two_lines = tile.h >= 2 * line;
  Rect rest{tile.x, tile.centre().y - (two_lines ? line : line / 2), tile.w, tile.h};
  for (const std::string_view word : primary_words) {
    canvas.text_in(rest.cut_top(line), TextRole::class_text, ink, word, Align::centre);
    if (!two_lines) break;
  }
}

/// The queue's length as a figure: with a bar, or where that has no room with one box; alone where
/// not even that has.
void draw_queue_figure(const StageView& view, const Rect& area) {
  Canvas& canvas = view.canvas();
  Ui& ui = view.ui();
  const std::uint64_t count = view.lane.account.queued, all = view.lane.account.submitted;
  const std::string figure = grouped(count);
  const TextRole role = canvas.role_that_fits(
      {TextRole::class_strong, TextRole::heading, TextRole::body_bold}, figure, area.w);
  const float width = std::min(canvas.text_width(role, figure), area.w), gap = view.units(10);
  const float tall = std::min(area.h, canvas.line_height(TextRole::class_text));
  const bool alone = view.layout.queue_as_figure;
  Rect line{area.x, alone ? area.centre().y - tall / 2 : area.y, area.w, tall};
  const float side = std::min(view.units(box_max), tall);
  Rect rest = line;
  rest.w = std::max(0.0F, rest.w - width - gap);
  if (!alone && rest.w >= 4 * side) {
    canvas.fill(rest, ui.tone(Tone::raised), view.units(4));
    draw_task_bar(ui, rest,
                  static_cast<float>(count) / static_cast<float>(std::max<std::uint64_t>(all, 1)),
                  TaskLook::queued, false);
    line.cut_left(rest.w + gap);
  } else if (rest.w >= side) {
    draw_task(ui, {line.x, line.centre().y - side / 2, side, side}, TaskLook::queued);
    line.cut_left(side + gap);
  }
  canvas.text_in(line, role, ui.tone(count == 0 ? Tone::muted : Tone::text), figure);
}

/// A box for each task, or a figure.
void draw_queue_tasks(const StageView& view, const Rect& area) {
  const CrowdLayout& grid = view.lane.scene.anchors.queue;
  const std::uint64_t all = view.lane.account.submitted;
  if (view.layout.queue_as_figure || all > boxes_max || (grid.boxes == 0 && all > 0))
    return draw_queue_figure(view, area);
  const CrowdLayout crowd = crowd_in_grid(grid, view.lane.account.queued);
  CrowdBatch batch;
  batch.reserve(crowd.boxes);
  for (std::uint64_t box = 0; box < crowd.boxes; ++box)
    add_task_box(batch, view.ui(), crowd.box_rect(box), TaskLook::queued);
  if (!batch.empty()) view.canvas().crowd(std::move(batch));
}

void draw_queue(const StageView& view) {
  Canvas& canvas = view.canvas();
  Ui& ui = view.ui();
  Rect area = view.layout.queue;
  const float line = canvas.line_height(TextRole::class_text);
  if (view.lane.dead()) {
    const auto [words, brief] = ended_process_words(view.lane.lane);
    for (const std::string* const each : {&words, &brief}) {
      if (canvas.text_width(TextRole::class_text, *each) > area.w) continue;
      canvas.text_in({area.x, area.centre().y - line / 2, area.w, line}, TextRole::class_text,
                     ui.tone(Tone::lost), *each);
      break;
    }
    return;
  }
  if (view.layout.queue_as_figure) return draw_queue_tasks(view, area);
  const std::string holder = holder_word(view.lane.lane);
  const CrowdLayout& grid = view.lane.scene.anchors.queue;
  const float boxes_right =
      grid.boxes == 0 ? area.x : area.x + grid.pitch * static_cast<float>(grid.columns);
  const bool bar = view.lane.account.submitted > 0 && grid.boxes == 0;
  const float holder_width = canvas.text_width(TextRole::class_strong, holder);
  if (!holder.empty() && (bar ? area.x + area.w / 2 : boxes_right) + holder_width <= area.right()) {
    const Rect place = area.cut_right(holder_width, view.units(14));
    const bool lost = view.lane.lane.lock_dead_holder != 0;
    canvas.text_in({place.x, place.centre().y - line / 2, place.w, line}, TextRole::class_strong,
                   ui.tone(lost ? Tone::lost : view.lane.tone), holder, Align::right);
  }
  const bool empty = view.lane.account.queued == 0;
  const std::string_view word = view.lane.account.submitted == 0 ? "no tasks yet"
                                : empty                          ? "queue is empty"
                                                                 : "queue";
  const float word_width = canvas.text_width(TextRole::class_text, word);
  const float from = empty ? area.x : boxes_right + view.units(8);
  const bool room = !bar && from + word_width <= area.right();
  if (room)
    canvas.text_in({from, area.centre().y - line / 2, word_width, line}, TextRole::class_text,
                   ui.tone(Tone::muted), word);
  draw_queue_tasks(view, area);
}

}  // namespace

float stage_title_height(const LaneView& lane, const Rect& area) {
  constexpr float lines_for_two = 7.5F;
  Canvas& canvas = lane.canvas();
  const float tall = canvas.line_height(TextRole::class_title);
  const float title = canvas.text_width(TextRole::class_title, lane.kind.title) + gap_of(lane.ui());
  // The longest note that there may be.
  const float note = canvas.text_width(TextRole::class_title, "8 of the first 8 alive");
  const bool high = area.h >= lines_for_two * canvas.line_height(TextRole::class_text);
  return title + note <= area.w || !high ? tall : 2 * tall;
}

void draw_space_frame(const StageView& view, const Rect& frame, float thickness, float radius) {
  constexpr float tint = 0.07F, tint_light = 0.1F;
  Canvas& canvas = view.canvas();
  const Ui& ui = view.ui();
  const bool light = ui.theme() == ThemeName::light;
  const Rgb fill = ui.fill(view.lane.tone);
  canvas.fill(frame, Ink(fill, light ? tint_light : tint), radius);
  canvas.frame(frame, ui.tone(view.lane.tone), thickness, radius);
  // On a light ground the bright tone needs a dark edge.
  const float edge = std::max(1.0F, thickness * 0.3F);
  if (light)
    canvas.frame(frame.inset(edge), fill, thickness - 2 * edge, std::max(0.0F, radius - edge));
}

int survivors_of(const StageView& view) {
  const LaneModel& lane = view.lane.lane;
  if (lane.over()) return 0;
  return static_cast<int>(
      std::count_if(lane.workers.begin(), lane.workers.end(), [&](const WorkerModel& each) {
        return view.notes == nullptr ? each.alive() : is_survivor(each, *view.notes);
      }));
}

/// Where each worker is; a replacement stands, smaller, on what is left of the one before.
std::vector<StageActor> actors_of(const LaneView& lane, const StageInput& input,
                                  const StageLayout& layout) {
  std::vector<StageActor> actors;
  for (std::size_t i = 0; i < layout.workers.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    StageActor actor{number, find_worker(lane.lane, number), layout.workers[i], {}};
    const bool replaced = actor.worker != nullptr && actor.worker->respawns > 0;
    if (replaced && !actor.place.frame.empty()) {
      const StageSuccession succession = lay_out_succession(actor.place, input);
      actor.place = succession.successor;
      actor.remains = succession.strip;
    }
    actors.push_back(actor);
  }
  return actors;
}

StageView make_stage_view(const LaneView& lane, const LaneMeasurement* notes, const Rect& bounds,
                          float title_height, bool has_caller) {
  StageView view{lane, notes, input_of(lane, bounds, title_height, has_caller), {}, {}};
  view.layout = lay_out_stage(view.input);
  view.workers = actors_of(lane, view.input, view.layout);
  note_anchors(view);
  return view;
}

void draw_stage_lane(const StageView& view) {
  draw_title(view);
  draw_holder(view);
  draw_primary(view);
  draw_queue(view);
  draw_stage_workers(view);
  draw_stage_lock(view);
  draw_wait_cycles(view.lane);
  draw_stage_results(view);
  draw_tasks_in_motion(view.lane);
}

}  // namespace sharedfate
