#include <fmt/format.h>

#include <cmath>

#include "app/playground/lanes/worker_tile.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/words.h"

// One worker: its name, its ID from the kernel, its state, and its recent past.
namespace sharedfate {
namespace {

std::string task_text(const Tile& tile) {
  if (tile.fast()) return rate_figure(tile.rate) + "/s";
  if (tile.worker == nullptr || tile.worker->task == 0) return "–";
  return fmt::format("#{}", tile.worker->task);
}

void draw_icon(const Tile& tile, const Rect& box, const StateWords& state) {
  const float side = std::min({tile.units(15), box.w, box.h});
  tile.canvas().icon(state.icon, {box.x, box.centre().y - side / 2, side, side},
                     tile.ink(state.tone));
}

void draw_bar(const Tile& tile, const Rect& rect) {
  Canvas& canvas = tile.canvas();
  const bool runs = tile.worker != nullptr && (tile.worker->running() == 1 || tile.fast());
  float share = tile.worker == nullptr || !runs ? 0
                : tile.fast()                   ? 1.0F
                                                : static_cast<float>(tile.worker->progress);
  const float radius = std::min(tile.units(4), rect.h / 2);
  const Rgb track = tile.ui().tone(Tone::track);
  if (tile.dead) {
    canvas.fill(rect, Ink(track, 0.6F), radius);
    if (tile.worker == nullptr || tile.worker->running() == 0) return;
    const Rect done{rect.x, rect.y, std::max(radius * 2, rect.w * share), rect.h};
    canvas.fill(done, Ink(tile.ui().fill(Tone::lost), 0.25F), radius);
    canvas.hatch(done, Ink(tile.ui().tone(Tone::lost), 0.8F), tile.units(7),
                 std::max(1.0F, tile.units(1.5F)));
    return;
  }
  const bool blocked = tile.worker != nullptr && tile.worker->waits_in_kernel && !tile.fast();
  // The bar of a running task is never empty.
  if (runs) share = std::max(share, std::min(1.0F, 2 * radius / std::max(1.0F, rect.w)));
  canvas.progress_bar(rect, share, tile.ui().fill(Tone::running), track,
                      blocked ? BarPattern::striped : BarPattern::solid);
  if (runs && tile.ui().theme() == ThemeName::light) {
    canvas.outline({rect.x, rect.y, rect.w * share, rect.h}, tile.ui().tone(Tone::running),
                   std::max(1.0F, tile.units(1)), radius);
  }
}

std::string under_task_text(const Tile& tile) {
  if (tile.pointer.hovered)
    return std::string(fault_row(tile.view.context.view_state.target.fault).title) + "!";
  return timeline_words(tile);
}

void note_place(const Tile& tile, const Rect& bar) {
  const float side = std::min({tile.units(16), bar.h, bar.w});
  tile.view.scene.anchors.task_places[static_cast<std::size_t>(tile.number - 1)] = {
      bar.x, bar.centre().y - side / 2, side, side};
}

/// Two lines. Left: name and ID above the state; middle: the bar above the timeline; right: the
/// task above the timeline's span.
void draw_full(const Tile& tile, Rect inner) {
  Canvas& canvas = tile.canvas();
  const StateWords state = state_words(tile);
  const float text = std::min(tile.units(24), inner.h / 2),
              gap = tile.units(inner.h < tile.units(42) ? 2 : 4);
  Rect band = {inner.x, inner.centre().y - text - gap / 2, inner.w, 2 * text + gap};
  Rect left =
      band.cut_left(std::clamp(inner.w * 0.33F, tile.units(150), tile.units(230)), tile.units(14));
  Rect who = left.cut_top(text, gap);
  const float name_width =
      std::max(canvas.text_width(TextRole::body_bold, tile.name()), tile.units(32));
  canvas.text_in(who.cut_left(name_width, tile.units(10)), TextRole::body_bold,
                 tile.ink(Tone::text), tile.name());
  canvas.text_in(who, TextRole::figure, tile.ink(Tone::muted), tile.id(), Align::left,
                 Overflow::shrink);
  draw_icon(tile, left.cut_left(tile.units(15), tile.units(7)), state);
  const bool long_fits = canvas.text_width(TextRole::small, state.words) <= left.w;
  const std::uint32_t respawns = tile.worker == nullptr ? 0 : tile.worker->respawns;
  std::string words(long_fits ? state.words : state.word);
  if (respawns > 0 && !tile.dead) {
    const std::string more = words + fmt::format(" · replaced {}×", respawns);
    const std::string brief = std::string(state.word) + fmt::format(" · replaced {}×", respawns);
    words = canvas.text_width(TextRole::small, more) <= left.w ? more : brief;
  }
  canvas.text_in(left, TextRole::small, tile.ink(Tone::text), words, Align::left, Overflow::shrink);

  const std::string under = under_task_text(tile);
  Rect right = band.cut_right(
      std::max(tile.units(66), canvas.text_width(TextRole::figure, "#88888")), tile.units(12));
  canvas.text_in(right.cut_top(text, gap), TextRole::figure, tile.ink(Tone::text), task_text(tile),
                 Align::right, Overflow::shrink);
  canvas.text_in(right, TextRole::figure_small,
                 tile.ink(tile.pointer.hovered ? Tone::lost : Tone::muted), under, Align::right,
                 Overflow::shrink);

  const float bar_height = std::min(tile.units(18), text * 0.85F);
  const Rect first = band.cut_top(text, gap);
  const Rect bar{first.x, first.centre().y - bar_height / 2, first.w, bar_height};
  const float past = std::min(tile.units(13), band.h * 0.75F);
  draw_bar(tile, bar);
  note_place(tile, bar);
  draw_timeline(tile, {band.x, band.centre().y - past / 2, band.w, past});
}

void draw_row(const Tile& tile, Rect inner) {
  Canvas& canvas = tile.canvas();
  inner = inner.inset(0, std::max(0.0F, (inner.h - tile.units(52)) / 2));
  const StateWords state = state_words(tile);
  const float name_width =
      std::max(canvas.text_width(TextRole::label_bold, tile.name()), tile.units(28));
  canvas.text_in(inner.cut_left(name_width, tile.units(6)), TextRole::label_bold,
                 tile.ink(Tone::text), tile.name());
  const float id_width = canvas.text_width(TextRole::figure_small, tile.id());
  canvas.text_in(inner.cut_left(id_width, tile.units(8)), TextRole::figure_small,
                 tile.ink(Tone::muted), tile.id());
  const bool past_fits = inner.h >= tile.units(34);
  const std::string under = past_fits ? under_task_text(tile) : "";
  const float right_width =
      std::max({canvas.text_width(TextRole::figure_small, task_text(tile)),
                canvas.text_width(TextRole::figure_small, under), tile.units(40)});
  Rect right = inner.cut_right(right_width, tile.units(6));
  if (past_fits) {
    canvas.text_in(right.cut_bottom(right.h / 2), TextRole::figure_small, tile.ink(Tone::muted),
                   under, Align::right);
  }
  canvas.text_in(right, TextRole::figure_small, tile.ink(Tone::text), task_text(tile),
                 Align::right);
  draw_icon(tile, inner.cut_left(tile.units(14), tile.units(8)), state);
  const Rect line = past_fits ? inner.cut_top(inner.h / 2) : inner;
  const float height = std::min(tile.units(14), line.h);
  const Rect bar{line.x,
                 past_fits ? line.bottom() - height - tile.units(2) : line.centre().y - height / 2,
                 line.w, height};
  draw_bar(tile, bar);
  note_place(tile, bar);
  if (past_fits)
    draw_timeline(tile,
                  {inner.x, inner.y + tile.units(2), inner.w, std::min(tile.units(12), inner.h)});
}

void draw_compact(const Tile& tile, Rect inner) {
  Canvas& canvas = tile.canvas();
  const StateWords state = state_words(tile);
  if (inner.h >= tile.units(54)) {  // state and task below the bar
    Rect foot = inner.cut_bottom(tile.units(17), tile.units(2));
    const float task_width =
        std::min(foot.w * 0.5F, canvas.text_width(TextRole::figure_small, task_text(tile)));
    canvas.text_in(foot.cut_right(task_width, tile.units(4)), TextRole::figure_small,
                   tile.ink(Tone::text), task_text(tile), Align::right);
    canvas.text_in(foot, TextRole::small, tile.ink(Tone::text), state.word, Align::left,
                   Overflow::shrink);
  }
  if (inner.h >= tile.units(36)) {  // the name above the bar
    Rect head = inner.cut_top(tile.units(20), tile.units(4));
    const float name_width = canvas.text_width(TextRole::label_bold, tile.name());
    canvas.text_in(head.cut_left(name_width, tile.units(6)), TextRole::label_bold,
                   tile.ink(Tone::text), tile.name());
    draw_icon(tile, head.cut_right(tile.units(14), tile.units(4)), state);
    const std::string id = tile.id().substr(tile.id().empty() ? 0 : 4);
    if (canvas.text_width(TextRole::figure_small, id) <= head.w) {
      canvas.text_in(head, TextRole::figure_small, tile.ink(Tone::muted), id);
    }
  } else {
    const float name_width =
        std::min(inner.w * 0.5F, canvas.text_width(TextRole::small, tile.name()));
    canvas.text_in(inner.cut_left(name_width, tile.units(4)), TextRole::small, tile.ink(Tone::text),
                   tile.name(), Align::left, Overflow::shrink);
    draw_icon(tile, inner.cut_left(tile.units(13), tile.units(5)), state);
  }
  if (inner.h >= tile.units(30)) {  // the recent past between the bar and the foot
    const float past = tile.units(11);
    draw_timeline(tile, inner.cut_bottom(past, tile.units(2)));
  }
  const float height = std::min(tile.units(12), inner.h);
  const Rect bar{inner.x, inner.centre().y - height / 2, inner.w, height};
  draw_bar(tile, bar);
  note_place(tile, bar);
}

/// A bar fills the tile, with the name above it or beside it if there is room.
void draw_tile(const Tile& tile) {
  const float thickness = tile.view.kind.one_address_space ? 0 : tile.view.layout.frame_thickness;
  Rect bar = tile.rect.inset(thickness + std::min(tile.units(3), tile.rect.h * 0.1F));
  const float name_width = tile.canvas().text_width(TextRole::figure_small, tile.name());
  const Tone tone = tile.dead ? Tone::lost : Tone::text;
  if (bar.h >= tile.units(25)) {
    Rect top = bar.cut_top(tile.units(15), tile.units(2));
    top = top.inset(tile.units(2), 0);
    tile.canvas().text_in(top, TextRole::figure_small, tile.ink(tone), tile.name(), Align::left,
                          Overflow::shrink);
  } else if (const float line = tile.canvas().line_height(TextRole::figure_small);
             bar.w >= name_width * 1.35F + tile.units(6) &&
             tile.rect.h - 2 * thickness >= line * 0.75F) {
    const Rect left = bar.cut_left(name_width, tile.units(4));
    tile.canvas().text_in({left.x, left.centre().y - line / 2, left.w, line},
                          TextRole::figure_small, tile.ink(tone), tile.name(), Align::left,
                          Overflow::shrink);
    bar = bar.inset(0, bar.h * 0.12F);
  }
  draw_bar(tile, bar);
  note_place(tile, bar);
}

void draw_ground(const Tile& tile) {
  Canvas& canvas = tile.canvas();
  const float radius = std::min(tile.view.layout.frame_radius, tile.rect.h * 0.4F);
  const float lift = 0.07F * tile.pointer.hover + 0.08F * tile.pointer.press;
  const Rgb text = tile.ui().tone(Tone::text);
  if (tile.view.kind.one_address_space) {
    const Rgb ground = mix(tile.ui().tone(Tone::raised), text, lift);
    canvas.fill(tile.rect, Ink(ground, tile.dead ? 0.5F : 1.0F), std::min(tile.units(9), radius));
    return;
  }
  canvas.fill(tile.rect, mix(tile.ui().tone(Tone::panel), text, lift), radius);
  const float thickness = tile.view.layout.frame_thickness;
  if (tile.worker == nullptr) {
    canvas.outline(tile.rect, Ink(tile.ui().tone(Tone::line), 1), std::max(1.0F, tile.units(1)),
                   radius);
  } else if (tile.dead) {
    canvas.broken_frame(tile.rect, Ink(tile.ui().tone(Tone::lost), 0.6F), thickness, radius);
  } else {
    // A replacement's frame fades in while that of the dead worker falls apart.
    float whole = 1;
    for (const Fall& fall : tile.view.scene.motion.falls()) {
      if (fall.worker != tile.number) continue;
      whole = std::clamp(
          static_cast<float>((tile.ui().time_s() - fall.since_s) / LaneMotion::fall_s), 0.0F, 1.0F);
    }
    canvas.frame(tile.rect, Ink(tile.ui().tone(tile.view.tone), whole), thickness, radius);
  }
}

void act(const Tile& tile, bool alive) {
  PanelContext& context = tile.view.context;
  // In a lesson a stray click must not break anything.
  if (context.lesson_controller.mode() != AppMode::free_play) return;
  ChosenFault& target = context.view_state.target;
  const FaultRow& fault = fault_row(target.fault);
  if (tile.pointer.hovered && alive) {
    context.hint = fmt::format("Click: {} in {} now. {}", fault.title, tile.name(), fault.sentence);
  }
  if (!tile.pointer.clicked || !alive) return;
  target.lane = tile.view.index;
  target.worker = tile.number;
  inject(context, target.fault, target.lane, target.worker);
}

void mark_chosen(const Tile& tile) {
  if (tile.view.context.lesson_controller.mode() != AppMode::free_play) return;
  const ViewState& view_state = tile.view.context.view_state;
  const bool chosen = view_state.target.worker == tile.number &&
                      (view_state.target.lane == tile.view.index || view_state.controls.every_lane);
  const bool aimed_at = tile.ui().dragged().starts_with("fault.") && !tile.dead &&
                        tile.ui().input().pointer_inside &&
                        tile.rect.contains(tile.ui().input().pointer);
  if (aimed_at) {
    tile.canvas().glow(tile.rect, Ink(tile.ui().tone(Tone::lost), 0.7F), tile.units(10),
                       tile.units(9));
    tile.canvas().outline(tile.rect.inset(-tile.units(2)), tile.ui().tone(Tone::lost),
                          tile.units(2), tile.units(11));
  } else if (chosen && !tile.view.dead()) {
    const float out = std::max(
        1.0F, std::min(tile.units(3), tile.view.layout.columns > 1 ? tile.units(2) : 99.0F));
    tile.canvas().outline(tile.rect.inset(-out), tile.ui().tone(Tone::text),
                          std::max(1.0F, tile.units(1.5F)),
                          std::min(tile.units(9), tile.rect.h * 0.4F) + out);
  }
}

}  // namespace

void draw_worker(const LaneView& view, int number) {
  const Rect& rect = view.layout.workers[static_cast<std::size_t>(number - 1)];
  Tile tile{view, number, rect, find_worker(view.lane, number), {}};
  tile.dead = view.dead() || (tile.worker != nullptr && tile.worker->state == WorkerState::dead);
  tile.rate = view.scene.motion.tasks_per_s(number);
  const bool alive = takes_requests(view.lane) && tile.worker != nullptr && tile.worker->alive();
  const std::string label =
      tile.name() + " " + tile.id() + " " + std::string(state_words(tile).word);
  tile.pointer = view.ui().region(worker_name(view.index, number), rect, label,
                                  {.enabled = alive, .focusable = false});
  draw_ground(tile);
  const float inset = std::min(view.units(14), rect.w * 0.06F);
  const float frame = view.kind.one_address_space ? 0 : view.layout.frame_thickness;
  const Rect inner =
      rect.inset(inset + frame * 0.5F, std::min(view.units(3) + frame, rect.h * 0.14F));
  switch (view.layout.detail) {
    case WorkerDetail::full:
      draw_full(tile, inner);
      break;
    case WorkerDetail::row:
      draw_row(tile, inner);
      break;
    case WorkerDetail::compact:
      draw_compact(tile, inner);
      break;
    case WorkerDetail::tile:
    case WorkerDetail::dot:
      draw_tile(tile);
      break;
  }
  mark_chosen(tile);
  act(tile, alive);
}

}  // namespace sharedfate
