#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"

// The app's processes and their threads as /proc lists them: the same as `ps -eLf` prints.
namespace sharedfate {
namespace {

constexpr float padding = 20;

struct TreeLine {
  int depth;
  Tone tone;
  std::string who, what;
};

/// What the model knows of a process; empty: nothing.
struct Role {
  std::string words;
  Tone tone = Tone::muted;
  const LaneModel* lane = nullptr;
};

Role role_of(const PanelContext& context, int pid) {
  for (const LaneIndex index : open_lanes(context.model)) {
    const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index)];
    const LaneKindRow& kind = lane_kind_row(lane.spec.kind);
    if (pid == lane.supervisor_pid) return {"supervisor", Tone::muted, nullptr};
    if (pid == lane.lane_pid) {
      const std::string_view words = kind.one_address_space ? "the process" : "the parent";
      return {std::string(words), tone_of(lane.spec.kind), &lane};
    }
    for (const WorkerModel& worker : lane.workers) {
      if (!kind.one_address_space && worker.pid == pid && worker.alive())
        return {fmt::format("worker {}{}", kind.worker_mark, worker.worker),
                tone_of(lane.spec.kind), &lane};
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
      words = fmt::format("{}worker {}{}", tid == process.pid ? "primary thread, " : "",
                          kind.worker_mark, worker.worker);
  }
  return words;
}

std::vector<TreeLine> tree_lines(const PanelContext& context) {
  std::vector<TreeLine> lines;
  for (const ProcessNode& process : context.lesson_controller.process_tree().processes) {
    Role role = role_of(context, process.pid);
    if (process.depth == 0) {
      const std::size_t threads = process.tids.size();
      role.words = fmt::format("the window: {} {}", threads, threads == 1 ? "thread" : "threads");
    }
    lines.push_back({process.depth, role.tone, fmt::format("PID {}", process.pid),
                     role.words.empty() ? process.command : role.words});
    // The window's own threads, most of them the graphics driver's, are counted but not listed.
    if (process.depth == 0) continue;
    for (const int tid : process.tids) {
      if (process.tids.size() == 1) break;
      lines.push_back({process.depth + 1, role.tone, fmt::format("TID {}", tid),
                       thread_words(role, process, tid)});
    }
  }
  return lines;
}

/// Fonts and spacing of the lines. The first setting in which all lines fit is used, else the last.
struct Setting {
  TextRole who, what;
  float indent, gap, column_min;  ///< design units
};
constexpr Setting settings[] = {
    {TextRole::figure_large, TextRole::label, 28, 6, 400},
    {TextRole::figure, TextRole::label, 20, 4, 320},
    {TextRole::figure_small, TextRole::small, 12, 2, 230},
};

/// How the lines are placed with one setting.
struct Placing {
  const Setting* setting;
  float step;  ///< pixels from one line to the next
  std::size_t columns, per_column;
};

Placing place_lines(Ui& ui, std::size_t count, const Rect& area) {
  Placing placing{};
  for (const Setting& setting : settings) {
    const Canvas& canvas = ui.canvas();
    const float step = std::max(canvas.line_height(setting.who), canvas.line_height(setting.what)) +
                       ui.units(setting.gap);
    const auto rows = static_cast<std::size_t>(std::max(1.0F, area.h / step));
    const auto columns =
        static_cast<std::size_t>(std::max(1.0F, area.w / ui.units(setting.column_min)));
    const std::size_t needed = std::max<std::size_t>(1, (count + rows - 1) / rows);
    placing = {&setting, step, std::min(needed, columns), rows};
    if (needed <= columns) break;
  }
  return placing;
}

void draw_line(Ui& ui, const TreeLine& line, const Setting& setting, Rect row) {
  Canvas& canvas = ui.canvas();
  row.cut_left(ui.units(setting.indent) * static_cast<float>(line.depth));
  const float mark = ui.units(8);
  const Rect dot = row.cut_left(mark, ui.units(8));
  canvas.fill({dot.x, dot.centre().y - mark / 2, mark, mark}, ui.fill(line.tone), mark / 4);
  const float who = canvas.text_width(setting.who, "PID 0000000");
  canvas.text_in(row.cut_left(std::min(who, row.w * 0.5F), ui.units(8)), setting.who,
                 ui.tone(line.tone == Tone::muted ? Tone::text : line.tone), line.who, Align::left,
                 Overflow::shrink);
  canvas.text_in(row, setting.what, ui.tone(Tone::text), line.what);
}

void draw_lines(Ui& ui, std::vector<TreeLine> lines, const Rect& area) {
  const Placing placing = place_lines(ui, lines.size(), area);
  const std::size_t places = placing.columns * placing.per_column;
  if (lines.size() > places) {
    // The window is too small for all lines: those left out are counted.
    const std::size_t more = lines.size() - places + 1;
    lines.resize(places - 1);
    lines.push_back({0, Tone::muted, fmt::format("{} more", more), "no room here"});
  }
  const float width = area.w / static_cast<float>(placing.columns);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto column = static_cast<float>(i / placing.per_column);
    const auto row = static_cast<float>(i % placing.per_column);
    draw_line(
        ui, lines[i], *placing.setting,
        {area.x + column * width, area.y + row * placing.step, width - ui.units(12), placing.step});
  }
}

class ProcessTreePanel : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return step_shows(context, StepView::tree);
  }
  void draw(PanelContext& context, const Rect& area) override;
};

void ProcessTreePanel::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding), ui.units(padding * 0.7F));
  canvas.text_in(inner.cut_top(canvas.line_height(TextRole::heading), ui.units(4)),
                 TextRole::heading, ui.tone(Tone::text), "Processes and threads, now");
  canvas.text_in(inner.cut_top(canvas.line_height(TextRole::small), ui.units(10)), TextRole::small,
                 ui.tone(Tone::muted), "read from /proc twice a second; ps -eLf prints the same",
                 Align::left, Overflow::shrink);
  draw_lines(ui, tree_lines(context), inner);
}

}  // namespace

std::unique_ptr<Panel> make_process_tree() { return std::make_unique<ProcessTreePanel>(); }

}  // namespace sharedfate
