#include "app/playground/panel/memory_view.h"

#include <fmt/format.h>

#include "app/playground/panel/lab_view.h"
#include "app/playground/panel/words.h"
#include "core/experiment/memory_order.h"

// One variable in threads and in processes: the class chooses which worker writes what.
namespace sharedfate {
namespace {

constexpr float gap = 10, button_height = 40;
/// Enough that two cores lose some, few enough to be done in an instant.
constexpr std::uint32_t increments = 200'000;
constexpr std::uint32_t value_max = 999;

/// Starts threads and processes, once for each choice of settings.
void keep_started(PanelContext& context, const ExperimentRow& row) {
  LabsViewState::Memory& memory = context.view_state.labs.memory;
  const Parameters& settings = context.view_state.labs.settings_of(row);
  if (memory.started_with == settings.to_text()) return;
  memory = {};
  memory.started_with = settings.to_text();
  context.ui.ask(StartMeasurement{&row, settings});
}

bool is_live(const PanelContext& context, const Measurement& measurement) {
  return measurement.state == MeasurementState::running && !context.measurements.ending() &&
         measurement.parameters == context.view_state.labs.memory.started_with;
}

MemoryCell chosen_cell(const LabsViewState::Memory& memory) {
  return memory.shared ? MemoryCell::shared : MemoryCell::counter;
}

void order(PanelContext& context, const MemoryOrder& next) {
  context.ui.ask(OrderMeasurement{next.number()});
}

/// Whether the chosen worker has the chosen cell: threads have no separate shared cell.
bool can_act(const PanelContext& context, const MemoryPicture& picture) {
  const LabsViewState::Memory& memory = context.view_state.labs.memory;
  return memory.worker < picture.count() &&
         (!memory.shared || memory.worker >= picture.threads.size());
}

void write(PanelContext& context, const MemoryPicture& picture) {
  LabsViewState::Memory& memory = context.view_state.labs.memory;
  if (!can_act(context, picture)) return;
  order(context, {MemoryAction::write, chosen_cell(memory),
                  static_cast<std::uint8_t>(memory.worker), memory.value});
  // Another value, so that the next write can be told from this one.
  memory.value = memory.value % value_max + 1;
}

std::string name_of(const MemoryPicture& picture, std::size_t worker) {
  return worker < picture.threads.size() ? picture.threads[worker].name
                                         : picture.processes[worker - picture.threads.size()].name;
}

void draw_write(PanelContext& context, const MemoryPicture& picture, Rect& line) {
  Ui& ui = context.ui;
  LabsViewState::Memory& memory = context.view_state.labs.memory;
  const std::string label =
      fmt::format("{} writes {}", name_of(picture, memory.worker), memory.value);
  const ButtonLook look{
      .kind = ButtonKind::primary, .key = "enter", .enabled = can_act(context, picture)};
  const float width = ui.button_width(fmt::format("parent writes {}", value_max), look);
  bool go = ui.button("cells.write", line.cut_left(width, ui.units(gap)), label, look);
  if (ui.focused().empty()) go = context.key(Key::enter) || context.key(Key::space) || go;
  if (go) write(context, picture);
}

void draw_cell_choice(PanelContext& context, Rect& line) {
  Ui& ui = context.ui;
  LabsViewState::Memory& memory = context.view_state.labs.memory;
  for (const bool shared : {false, true}) {
    const ButtonLook look{.kind = ButtonKind::plain,
                          .key = shared == memory.shared ? "" : "s",
                          .chosen = shared == memory.shared};
    const std::string_view label = shared ? "shared cell" : "variable";
    // As wide as with the key, so that nothing moves when the choice changes.
    const float width = ui.button_width(label, {.key = "s"});
    if (ui.button(shared ? "cells.shared" : "cells.own", line.cut_left(width, ui.units(4)), label,
                  look))
      memory.shared = shared;
  }
  line.cut_left(ui.units(gap - 4));
  if (context.key(U's')) memory.shared = !memory.shared;
}

void draw_buttons(PanelContext& context, const MemoryPicture& picture, Rect line) {
  Ui& ui = context.ui;
  const LabsViewState::Memory& memory = context.view_state.labs.memory;
  draw_write(context, picture, line);
  draw_cell_choice(context, line);
  const ButtonLook look{.key = "i", .enabled = can_act(context, picture)};
  const bool threads = memory.worker < picture.threads.size();
  const std::string label =
      fmt::format("All {} add 1, {} times", threads ? "T" : "P", grouped(increments));
  const Rect place = line.cut_left(ui.button_width(label, look));
  bool go = ui.button("cells.add", place, label, look);
  go = context.key(U'i') || go;
  if (!go || !look.enabled) return;
  order(context, {MemoryAction::increment, chosen_cell(memory),
                  static_cast<std::uint8_t>(memory.worker), increments});
}

/// The button that starts over, at the right end of the line.
void draw_start_over(PanelContext& context, const ExperimentRow& row, bool live, Rect& line) {
  Ui& ui = context.ui;
  const ButtonLook again{.has_icon = true, .icon = Icon::reset, .key = "r"};
  const Rect place = line.cut_right(ui.button_width("Start over", again), ui.units(gap));
  bool start_over = ui.button("cells.again", place, "Start over", again);
  start_over = context.key(U'r') || start_over;
  if (!start_over) return;
  context.view_state.labs.memory.value = 1;
  if (live) return order(context, {.action = MemoryAction::start_over});
  context.view_state.labs.memory.started_with.clear();
  keep_started(context, row);
}

void choose_by_keys(PanelContext& context, const MemoryPicture& picture) {
  LabsViewState::Memory& memory = context.view_state.labs.memory;
  const std::size_t count = picture.count();
  const auto move = [&](Key key, std::size_t by) {
    if (!context.key_repeated(key)) return;
    memory.worker = (memory.worker + by) % count;
    // Enter must write with the chosen worker, not click the one that was clicked before.
    context.ui.clear_focus();
  };
  move(Key::right, 1);
  move(Key::left, count - 1);
  if (context.key_repeated(Key::up)) memory.value = memory.value % value_max + 1;
  if (context.key_repeated(Key::down))
    memory.value = memory.value == 1 ? value_max : memory.value - 1;
}

void draw_news(PanelContext& context, const std::string& text, bool bad, const Rect& line) {
  Ui& ui = context.ui;
  ui.region("cells.news", line, text, {.enabled = true, .focusable = false});
  ui.canvas().text_in(line, TextRole::body_bold, ui.tone(bad ? Tone::lost : Tone::text), text,
                      Align::left, Overflow::shrink);
}

std::string trouble_of(const PanelContext& context, const Measurement* measurement) {
  if (measurement == nullptr || measurement->state == MeasurementState::running)
    return "Threads and processes are being started ...";
  if (measurement->trouble.empty() && !context.ui.complaint().empty())
    return context.ui.complaint();
  return "They have ended: " + measurement->trouble + ". Start over makes new ones.";
}

std::string news_of(const MemoryPicture& picture) {
  if (picture.orders_obeyed == 0)
    return "Nobody has written yet. Who sees what T1 writes, and who what P1 writes?";
  return capitalised(picture.done) + ".";
}

bool is_bad(const MemoryPicture& picture) {
  return picture.done.ends_with(" lost") && picture.done.find(": 0 of ") == std::string::npos;
}

}  // namespace

void draw_memory_view(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  Ui& ui = context.ui;
  context.view_state.labs.by_hand_shown = true;
  keep_started(context, row);
  const Measurement* const measurement = context.measurements.measurement_of(row);
  std::optional<MemoryPicture> picture;
  if (measurement != nullptr && is_live(context, *measurement))
    picture = memory_picture(*measurement);
  Rect rest = area;
  const Rect buttons = rest.cut_top(ui.units(button_height), ui.units(gap));
  Rect news = rest.cut_top(ui.units(button_height), ui.units(gap));
  if (picture) choose_by_keys(context, *picture);
  if (picture) draw_buttons(context, *picture, buttons);
  draw_start_over(context, row, picture.has_value(), news);
  if (!picture) {
    const bool starting = measurement == nullptr || measurement->state == MeasurementState::running;
    return draw_news(context, trouble_of(context, measurement), !starting, news);
  }
  draw_news(context, news_of(*picture), is_bad(*picture), news);
  const int clicked = draw_memory_scene(context, *picture, rest);
  if (clicked < 0) return;
  context.view_state.labs.memory.worker = static_cast<std::size_t>(clicked);
  write(context, *picture);
}

}  // namespace sharedfate
