#include "app/playground/sheets/receipt_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/words.h"
#include "core/model/death_text.h"
#include "core/report/state_json.h"

namespace sharedfate {
namespace {

constexpr float padding = 16, indent = 26, edge_width = 5, copy_padding = 12, button_tall = 36;
constexpr std::size_t deaths_listed_max = 12;
constexpr ButtonLook copy_look{.kind = ButtonKind::plain, .key = "", .layer = 1};

ReceiptLine small(Tone tone, std::string text) {
  return {.role = TextRole::figure_small,
          .tone = tone,
          .text = std::move(text),
          .indented = true,
          .above = 2,
          .copy = {}};
}

void add_death(std::vector<ReceiptLine>& lines, const LaneSpec& lane, const Death& death) {
  const DeathReport& report = death.report;
  lines.push_back(
      {.role = TextRole::label_bold,
       .tone = Tone::lost,
       .text = fmt::format("{}: {}", capitalised(who_text(lane, death)), end_text(report)),
       .indented = true,
       .has_icon = true,
       .icon = Icon::skull,
       .above = 10,
       .copy = {}});
  std::string facts = number_text(report);
  if (report.task != 0) facts += fmt::format(" · in task {}", report.task);
  if (report.known_after_ns != 0)
    facts += fmt::format(" · known {} after the fault", duration_figure(report.known_after_ns));
  lines.push_back(small(Tone::text, facts));
  if (!report.cause.empty()) lines.push_back(small(Tone::muted, "crash record: " + report.cause));
  std::string cost =
      fmt::format("lost: {} running, {} queued", death.lost_running, death.lost_queued);
  if (!death.also_died.empty())
    cost += fmt::format(" · died with it: {}", worker_list(lane, death.also_died));
  lines.push_back(small(Tone::muted, cost));
}

/// The account as a sum, and whether it adds up.
ReceiptLine account_line(const Account& account) {
  const bool balanced = account.balanced();
  return {.role = TextRole::figure_small,
          .tone = balanced ? Tone::text : Tone::lost,
          .text = account_text(account) + (balanced ? "" : ": it does not add up"),
          .indented = true,
          .has_icon = true,
          .icon = balanced ? Icon::check : Icon::exclamation,
          .above = 6,
          .copy = {}};
}

}  // namespace

ReceiptSection lane_section(const OpenReceipt& receipt, std::size_t index) {
  const LaneReceipt& lane = receipt.lane;
  ReceiptSection section;
  section.edge = tone_of(lane.spec.kind);
  section.title = fmt::format("{} × {}", lane_kind_row(lane.spec.kind).title, lane.spec.workers);
  section.note = counted(lane.death_count, "death");
  if (lane.state == LaneState::dead || lane.state == LaneState::failed)
    section.note += ", the lane is dead";
  section.lines.push_back(account_line(lane.account));
  const std::size_t listed = std::min(lane.deaths.size(), deaths_listed_max);
  if (lane.death_count > listed) {
    section.lines.push_back(
        small(Tone::muted, fmt::format("the last {} of {} deaths:", listed, lane.death_count)));
  }
  for (std::size_t i = lane.deaths.size() - listed; i < lane.deaths.size(); ++i)
    add_death(section.lines, lane.spec, lane.deaths[i]);
  if (lane.death_count == 0)
    section.lines.push_back(small(Tone::text, "no worker died: the error was handled"));
  if (!lane.queue_lock.empty()) section.lines.push_back(small(Tone::lost, lane.queue_lock));
  std::string survived = fmt::format(
      "survived, of {} and the queue: {}",
      counted(static_cast<std::uint64_t>(lane.spec.workers), "worker"), survivors_text(lane));
  if (lane.replaced > 0) survived += " · replaced: " + counted(lane.replaced, "worker");
  if (lane.restarts > 0) survived += " · lane restarted: " + grouped(lane.restarts);
  section.lines.push_back({.role = TextRole::label,
                           .tone = Tone::text,
                           .text = survived,
                           .indented = true,
                           .above = 10,
                           .copy = {}});
  if (receipt.repeat.empty()) {
    if (lane.death_count > 0)
      section.lines.push_back(small(Tone::muted, "it came from outside: nothing repeats it"));
    return section;
  }
  std::string fault_specs;
  for (const FaultSpec& fault_spec : receipt.fault_specs)
    fault_specs += (fault_specs.empty() ? "" : ", ") + to_text(fault_spec);
  section.lines.push_back({.role = TextRole::label,
                           .tone = Tone::text,
                           .text = "the same again: " + fault_specs,
                           .indented = true,
                           .copy = {}});
  section.lines.push_back({.role = TextRole::figure_small,
                           .tone = Tone::text,
                           .text = receipt.repeat,
                           .above = 8,
                           .copy = fmt::format("receipt.copy.{}", index)});
  return section;
}

ReceiptSection resource_counts_section(const ResourceCounts& resource_counts, std::uint64_t seed) {
  ReceiptSection section;
  section.title = "Left over, measured now";
  section.note = fmt::format("seed {}", seed);
  const bool clean = resource_counts.orphans.empty();
  section.edge = clean ? Tone::done : Tone::lost;
  section.lines.push_back(
      {.role = TextRole::label_bold,
       .tone = section.edge,
       .text = clean ? std::string("0 orphans: of all processes that lanes have started, only "
                                   "those of open lanes run")
                     : fmt::format("{}: PID {}", counted(resource_counts.orphans.size(), "orphan"),
                                   fmt::join(resource_counts.orphans, ", ")),
       .indented = true,
       .has_icon = true,
       .icon = clean ? Icon::check : Icon::exclamation,
       .above = 6,
       .copy = {}});
  const auto row = [&](std::string_view what, std::size_t now, std::size_t before) {
    section.lines.push_back(
        small(Tone::text,
              fmt::format("{:<14}{:>4} now, {:>3} before the first lane", what, now, before)));
  };
  row("children", resource_counts.now.children, resource_counts.before.children);
  row("descriptors", resource_counts.now.descriptors, resource_counts.before.descriptors);
  row("shared memory", resource_counts.now.shared_memory, resource_counts.before.shared_memory);
  return section;
}

namespace {

/// The place of a line's text within the section's inner width, pixels.
struct LineSpace {
  float left, width, height;
};

LineSpace space_of(Ui& ui, const ReceiptLine& line, float width) {
  const float left = line.indented ? ui.units(indent) : 0;
  if (line.copy.empty())
    return {left, width - left, ui.canvas().wrapped_height(width - left, line.role, line.text)};
  const float inset = ui.units(copy_padding);
  const float button = ui.button_width("Copied", copy_look) + ui.units(10);
  const float words = std::max(ui.units(80), width - 2 * inset - button);
  const float height = ui.canvas().wrapped_height(words, line.role, line.text);
  return {inset, words, std::max(height, ui.units(button_tall)) + inset};
}

/// The box with the command line, and the button that copies it.
void draw_copy(Ui& ui, const ReceiptLine& line, const Rect& box, const LineSpace& space,
               const Rect& view) {
  Canvas& canvas = ui.overlay();
  canvas.fill(box, ui.tone(Tone::background), ui.units(8));
  const float words = canvas.wrapped_height(space.width, line.role, line.text);
  canvas.text_wrapped({box.x + space.left, box.centre().y - words / 2, space.width, words + 1},
                      line.role, ui.tone(line.tone), line.text);
  const float top = std::max(box.y, view.y), bottom = std::min(box.bottom(), view.bottom());
  if (bottom > top) {
    ui.region(line.copy + ".words", {box.x, top, box.w, bottom - top}, line.text,
              {.enabled = true, .focusable = false, .layer = 1});
  }
  const float width = ui.button_width("Copied", copy_look), tall = ui.units(button_tall);
  const Rect button{box.right() - width - ui.units(6), box.centre().y - tall / 2, width, tall};
  if (button.y < view.y || button.bottom() > view.bottom()) return;
  // The focus stays on the button used last, so that it can say "Copied".
  const bool copied = ui.focused() == line.copy;
  if (ui.button(line.copy, button, copied ? "Copied" : "Copy", copy_look)) {
    ui.copy(line.text);
    ui.set_focus(line.copy);
  }
}

}  // namespace

float section_height(Ui& ui, const ReceiptSection& section, float width) {
  const float inner = width - 2 * ui.units(padding) - ui.units(edge_width);
  float height = 2 * ui.units(padding) + ui.canvas().line_height(TextRole::heading);
  for (const ReceiptLine& line : section.lines)
    height += ui.units(line.above) + space_of(ui, line, inner).height;
  return height;
}

void draw_section(Ui& ui, const ReceiptSection& section, const Rect& box, const Rect& view) {
  Canvas& canvas = ui.overlay();
  canvas.fill(box, ui.tone(Tone::raised), ui.units(10));
  Rect inner = box;
  const Rect edge = inner.cut_left(ui.units(edge_width));
  canvas.fill(edge.inset(0, ui.units(10)), ui.fill(section.edge), edge.w / 2);
  inner = inner.inset(ui.units(padding));
  Rect head = inner.cut_top(canvas.line_height(TextRole::heading));
  const float note = std::min(canvas.text_width(TextRole::label, section.note), head.w * 0.5F);
  canvas.text_in(head.cut_right(note, ui.units(10)), TextRole::label, ui.tone(Tone::muted),
                 section.note, Align::right, Overflow::shrink);
  canvas.text_in(head, TextRole::heading, ui.tone(section.edge), section.title, Align::left,
                 Overflow::shrink);
  for (const ReceiptLine& line : section.lines) {
    inner.cut_top(ui.units(line.above));
    const LineSpace space = space_of(ui, line, inner.w);
    const Rect place{inner.x, inner.y, inner.w, space.height};
    inner.y += space.height;
    if (!line.copy.empty()) {
      draw_copy(ui, line, place, space, view);
      continue;
    }
    if (line.has_icon) {
      const float side = ui.units(16), tall = canvas.line_height(line.role);
      canvas.icon(line.icon, {place.x, place.y + (tall - side) / 2, side, side},
                  ui.tone(line.tone));
    }
    // One pixel to spare: a rounded height must not cost the last line.
    canvas.text_wrapped({place.x + space.left, place.y, space.width, place.h + 1}, line.role,
                        ui.tone(line.tone), line.text);
  }
}

}  // namespace sharedfate
