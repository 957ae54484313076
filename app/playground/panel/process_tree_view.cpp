#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/panel.h"

// The processes of the app and their threads, as the system lists them: the same as `ps -eLf`
// prints.
namespace sharedfate {
namespace {

constexpr float padding = 20, indent = 28, line_gap = 6;

struct TreeLine {
  int depth;
  Tone tone;
  std::string who, what;
};

/// What the lanes know of a process; empty: nothing.
struct Role {
  std::string words;
  Tone tone = Tone::muted;
  const LaneModel* lane = nullptr;
};

Tone tone_of(const LaneModel& lane) {
  if (lane.spec.kind == LaneKind::serial) return Tone::serial;
  return lane_kind_row(lane.spec.kind).one_address_space ? Tone::threads : Tone::processes;
}

Role role_of(const PanelContext& context, int pid) {
  for (const LaneIndex index : open_lanes(context.model)) {
    const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index)];
    const LaneKindRow& kind = lane_kind_row(lane.spec.kind);
    if (pid == lane.supervisor_pid)
      return {fmt::format("supervisor of {}", kind.title), Tone::muted, nullptr};
    if (pid == lane.head_pid) {
      const std::string_view words = kind.one_address_space ? "one process" : "the parent";
      return {std::string(words), tone_of(lane), &lane};
    }
    for (const WorkerModel& worker : lane.workers) {
      if (!kind.one_address_space && worker.pid == pid && worker.alive())
        return {fmt::format("worker {}{}", kind.worker_mark, worker.worker), tone_of(lane), &lane};
    }
  }
  return {};
}

std::string thread_words(const Role& role, const ProcessNode& process, int tid) {
  std::string words = tid == process.pid ? "primary thread" : "thread";
  if (role.lane == nullptr) return words;
  const LaneKindRow& kind = lane_kind_row(role.lane->spec.kind);
  for (const WorkerModel& worker : role.lane->workers) {
    if (kind.one_address_space && worker.tid == tid && worker.alive())
      words += fmt::format(", worker {}{}", kind.worker_mark, worker.worker);
  }
  return words;
}

std::vector<TreeLine> tree_lines(const PanelContext& context) {
  std::vector<TreeLine> lines;
  for (const ProcessNode& process : context.classroom.process_tree().processes) {
    Role role = role_of(context, process.pid);
    if (process.depth == 0) role.words = "this window";
    lines.push_back(
        {process.depth, role.tone, fmt::format("PID {}", process.pid),
         fmt::format("{}{}{}", process.command, role.words.empty() ? "" : " · ", role.words)});
    // The window's own threads are the graphics driver's: they would only be in the way.
    if (process.depth == 0) continue;
    for (const int tid : process.tids) {
      if (process.tids.size() == 1) break;
      lines.push_back({process.depth + 1, role.tone, fmt::format("TID {}", tid),
                       thread_words(role, process, tid)});
    }
  }
  return lines;
}

void draw_line(Ui& ui, const TreeLine& line, Rect row) {
  Canvas& canvas = ui.canvas();
  row.cut_left(ui.units(indent) * static_cast<float>(line.depth));
  const float mark = ui.units(8);
  const Rect dot = row.cut_left(mark, ui.units(10));
  canvas.fill({dot.x, dot.centre().y - mark / 2, mark, mark}, ui.fill(line.tone), mark / 4);
  const float who = canvas.text_width(TextRole::figure_large, "PID 0000000");
  canvas.text_in(row.cut_left(std::min(who, row.w * 0.5F), ui.units(12)), TextRole::figure_large,
                 ui.tone(line.tone == Tone::muted ? Tone::text : line.tone), line.who, Align::left,
                 Overflow::shrink);
  canvas.text_in(row, TextRole::label, ui.tone(Tone::text), line.what, Align::left,
                 Overflow::shrink);
}

void draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding));
  canvas.text_in(inner.cut_top(canvas.line_height(TextRole::heading), ui.units(4)),
                 TextRole::heading, ui.tone(Tone::text), "Processes and threads, now");
  canvas.text_in(inner.cut_top(canvas.line_height(TextRole::small), ui.units(14)), TextRole::small,
                 ui.tone(Tone::muted), "read from /proc twice a second; ps -eLf prints the same",
                 Align::left, Overflow::shrink);
  const std::vector<TreeLine> lines = tree_lines(context);
  const float full = canvas.line_height(TextRole::figure_large) + ui.units(line_gap);
  const auto fitting = static_cast<std::size_t>(std::max(1.0F, inner.h / full));
  const std::size_t columns = lines.size() > fitting && inner.w > ui.units(640) ? 2 : 1;
  const std::size_t per_column = (lines.size() + columns - 1) / columns;
  if (per_column == 0) return;
  const float step = std::min(full, inner.h / static_cast<float>(per_column));
  const float width = inner.w / static_cast<float>(columns);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto column = static_cast<float>(i / per_column);
    draw_line(ui, lines[i],
              {inner.x + column * width, inner.y + static_cast<float>(i % per_column) * step,
               width - ui.units(12), step});
  }
}

bool shown(const PanelContext& context) {
  return context.classroom.room() == Room::lesson &&
         context.classroom.player()->step().view == StepView::tree;
}

}  // namespace

const Panel process_tree_panel{
    .name = "tree", .place = Panel::Place::rest, .height = nullptr, .draw = draw, .shown = shown};

}  // namespace sharedfate
