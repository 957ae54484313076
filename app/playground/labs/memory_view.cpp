#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/playground/labs/lab_view.h"
#include "app/playground/panel/words.h"
#include "core/experiment/memory_order.h"
#include "core/measure/memory_picture.h"

namespace sharedfate {
namespace {

/// Enough that two cores lose some, few enough to be done in an instant.
constexpr std::uint32_t increments = 200'000;
constexpr int value_max = 999;

/// What is written next, and by whom.
struct MemoryChoice {
  std::size_t worker = 0;   ///< by index: threads, the parent, its copies
  bool shared = false;      ///< it writes to the shared cell, not to the variable
  std::uint32_t value = 1;  ///< what it writes
};

constexpr float gap = 10, padding = 8, frame_thickness = 4, threads_share = 0.29F,
                lines_height = 72, shared_height = 34, bus_height = 12, page_padding = 12,
                roomy_height = 380, button_height = 40;
constexpr float line_thickness = 2.5F, move_seconds = 0.4F;

using Worker = MemoryPicture::Worker;

/// Draws one line of text at the top of `from`, and cuts that off.
void put_line(Ui& ui, Rect& from, TextRole role, Tone tone, const std::string& text,
              Align align = Align::centre) {
  ui.canvas().text_in(from.cut_top(ui.canvas().line_height(role)), role, ui.tone(tone), text, align,
                      Overflow::shrink);
}

/// A cell: its symbol, the value that the worker reads there, and its address.
void draw_cell(Ui& ui, const Rect& box, const std::string& symbol, const Worker& worker,
               bool target, TextRole mono) {
  Canvas& canvas = ui.canvas();
  canvas.fill(box, ui.tone(Tone::raised), ui.units(4));
  canvas.outline(box, ui.tone(target ? Tone::text : Tone::line), ui.units(target ? 2 : 1),
                 ui.units(4));
  Rect inner = box.inset(ui.units(6), ui.units(4));
  const float small = canvas.line_height(mono);
  const bool roomy = inner.h > canvas.line_height(TextRole::lane_title) + 2 * small;
  if (roomy) put_line(ui, inner, mono, Tone::muted, symbol);
  if (roomy) {
    canvas.text_in(inner.cut_bottom(small), mono, ui.tone(Tone::muted), worker.address,
                   Align::centre, Overflow::shrink);
  }
  canvas.text_in(inner, TextRole::lane_title, ui.tone(Tone::text),
                 grouped(static_cast<std::uint64_t>(worker.value)), Align::centre,
                 Overflow::shrink);
}

/// Draws the address spaces with their cells, and the physical pages behind these, each connected
/// to the address spaces that map it.
class MemoryScene {
 public:
  MemoryScene(Ui& ui, const MemoryPicture& picture, MemoryChoice& choice)
      : ui_(ui), picture_(picture), choice_(choice) {}

  /// A click on the shared cell chooses it. Returns the index of the clicked worker; -1: none.
  int draw(const Rect& area) {
    // Pages have three lines of text; the address spaces get the rest.
    mono_ = area.h > ui_.units(roomy_height) ? TextRole::figure : TextRole::figure_small;
    Canvas& canvas = ui_.canvas();
    const float page_height = canvas.line_height(TextRole::body_bold) +
                              canvas.line_height(TextRole::label) + canvas.line_height(mono_) +
                              ui_.units(page_padding);
    Rect frames = area;
    Rect pages = frames.cut_bottom(page_height, std::min(ui_.units(lines_height), area.h * 0.12F));
    const Rect page_of_threads = pages.cut_left(area.w * threads_share, ui_.units(2.4F * gap));
    draw_threads(frames.cut_left(page_of_threads.w, ui_.units(2.4F * gap)), page_of_threads);
    draw_shared(frames.cut_top(ui_.units(shared_height), ui_.units(bus_height)));
    draw_processes(frames, pages);
    return clicked_;
  }

 private:
  [[nodiscard]] bool is_chosen(std::size_t place) const { return choice_.worker == place; }
  [[nodiscard]] bool targets_shared() const { return choice_.shared; }

  /// Makes a worker clickable, and outlines the one that writes next.
  void act(std::size_t place, const Worker& worker, const Rect& box, const std::string& label) {
    const Interaction pointer = ui_.region("cells." + worker.name, box, label);
    if (pointer.hovered) ui_.canvas().fill(box, Ink(ui_.tone(Tone::text), 0.08F), ui_.units(6));
    if (is_chosen(place))
      ui_.canvas().outline(box, ui_.tone(Tone::text), ui_.units(2), ui_.units(6));
    if (pointer.focused && ui_.focus_visible()) ui_.focus_ring(box, ui_.units(6));
    if (pointer.clicked) clicked_ = static_cast<int>(place);
  }

  void draw_threads(const Rect& frame, const Rect& page) {
    Canvas& canvas = ui_.canvas();
    canvas.fill(frame, ui_.tone(Tone::panel), ui_.units(9));
    canvas.frame(frame, ui_.tone(Tone::threads), ui_.units(frame_thickness), ui_.units(9));
    Rect inner = frame.inset(ui_.units(frame_thickness + padding));
    const Worker& first = picture_.threads.front();
    put_line(ui_, inner, TextRole::body_bold, Tone::threads, "threads of one process");
    put_line(ui_, inner, mono_, Tone::muted, fmt::format("PID {}", first.pid));
    inner.cut_top(ui_.units(4));
    const float tall = std::min(cell_height(inner.h), inner.h * 0.55F);
    const Rect cell = inner.cut_bottom(tall, ui_.units(bus_height));
    draw_cell(ui_, cell, picture_.symbol, first, !targets_shared() && is_thread_chosen(), mono_);
    const auto count = static_cast<float>(picture_.threads.size());
    const float width = (inner.w - ui_.units(4) * (count - 1)) / count;
    for (std::size_t i = 0; i < picture_.threads.size(); ++i)
      draw_thread(i, inner.cut_left(width, ui_.units(4)), cell);
    draw_page(page, Tone::threads,
              {.letter = first.page, .frame = first.frame, .owners = {"all threads"}},
              "of this process");
    connect("threads", {cell.centre().x, frame.bottom()}, {page.centre().x, page.y}, Tone::threads);
  }

  void draw_thread(std::size_t place, const Rect& box, const Rect& cell) {
    const Worker& worker = picture_.threads[place];
    ui_.canvas().line(
        {box.centre().x, box.bottom()},
        {std::clamp(box.centre().x, cell.x + ui_.units(6), cell.right() - ui_.units(6)), cell.y},
        ui_.tone(Tone::threads), ui_.units(line_thickness));
    ui_.canvas().fill(box, ui_.tone(Tone::raised), ui_.units(6));
    Rect inner = box.inset(ui_.units(3), ui_.units(3));
    act(place, worker, box,
        fmt::format("{}: TID {}, reads {}", worker.name, worker.tid, worker.value));
    put_line(ui_, inner, TextRole::body_bold, Tone::text, worker.name);
    if (inner.h >= ui_.canvas().line_height(mono_))
      put_line(ui_, inner, mono_, Tone::muted, fmt::format("{}", worker.tid));
    if (inner.h >= ui_.canvas().line_height(TextRole::label))
      put_line(ui_, inner, TextRole::label, Tone::text, fmt::format("reads {}", worker.value));
  }

  [[nodiscard]] bool is_thread_chosen() const { return choice_.worker < picture_.threads.size(); }
  [[nodiscard]] float cell_height(float of) const { return of * 0.52F; }

  /// The one cell that all processes share.
  void draw_shared(const Rect& strip) {
    Canvas& canvas = ui_.canvas();
    const Worker& parent = picture_.processes.front();
    const std::string text =
        fmt::format("shared cell: {}   at {} in all {}, because they asked for it",
                    parent.shared_value, parent.shared_address, picture_.processes.size());
    canvas.fill(strip, ui_.tone(Tone::raised), ui_.units(4));
    const bool target = targets_shared();
    canvas.outline(strip, ui_.tone(target ? Tone::text : Tone::processes),
                   ui_.units(target ? 2 : 1), ui_.units(4));
    const Interaction pointer = ui_.region("cells.shared_cell", strip, text);
    if (pointer.focused && ui_.focus_visible()) ui_.focus_ring(strip, ui_.units(4));
    if (pointer.clicked) choice_.shared = true;
    const Rect inner = strip.inset(ui_.units(10), ui_.units(2));
    const std::string brief = fmt::format("shared cell: {}", parent.shared_value);
    const bool fits = canvas.text_width(TextRole::label_bold, text) * 0.75F <= inner.w;
    canvas.text_in(inner, TextRole::label_bold, ui_.tone(Tone::text), fits ? text : brief,
                   Align::centre, Overflow::shrink);
  }

  void draw_processes(Rect frames, const Rect& row) {
    const std::vector<MemoryPicture::Page> pages = picture_.pages();
    const auto count = static_cast<float>(picture_.processes.size());
    const float width = (frames.w - ui_.units(gap) * (count - 1)) / count;
    // There is a place for each process's own page, so that a copy takes a free one and none moves.
    Rect free = row;
    std::vector<Rect> places;
    for (std::size_t i = 0; i < picture_.processes.size(); ++i)
      places.push_back(free.cut_left(width, ui_.units(gap)));
    for (std::size_t i = 0; i < pages.size() && i < places.size(); ++i) {
      const bool first = i == 0 && pages[i].owners.front() == "parent";
      draw_page(places[i], Tone::processes, pages[i],
                first ? "from before the fork" : "a copy, of " + pages[i].owners.front());
    }
    for (std::size_t i = 0; i < picture_.processes.size(); ++i) {
      const Rect frame = frames.cut_left(width, ui_.units(gap));
      draw_process(i, frame);
      const Worker& worker = picture_.processes[i];
      for (std::size_t page = 0; page < pages.size() && page < places.size(); ++page) {
        if (pages[page].letter != worker.page) continue;
        connect(worker.name, {frame.centre().x, frame.bottom()},
                {places[page].centre().x, places[page].y}, Tone::processes);
      }
    }
  }

  void draw_process(std::size_t number, const Rect& frame) {
    Canvas& canvas = ui_.canvas();
    const Worker& worker = picture_.processes[number];
    const std::size_t place = picture_.threads.size() + number;
    canvas.line({frame.centre().x, frame.y - ui_.units(bus_height)}, {frame.centre().x, frame.y},
                ui_.tone(Tone::processes), ui_.units(line_thickness));
    canvas.fill(frame, ui_.tone(Tone::panel), ui_.units(9));
    canvas.frame(frame, ui_.tone(Tone::processes), ui_.units(frame_thickness), ui_.units(9));
    const Rect inside = frame.inset(ui_.units(frame_thickness + 3));
    act(place, worker, inside,
        fmt::format("{}: PID {}, reads {}, and {} in the shared cell", worker.name, worker.pid,
                    worker.value, worker.shared_value));
    Rect inner = inside.inset(ui_.units(padding - 3));
    put_line(ui_, inner, TextRole::body_bold, Tone::processes, worker.name);
    put_line(ui_, inner, mono_, Tone::muted, fmt::format("PID {}", worker.pid));
    if (inner.h > 3 * canvas.line_height(TextRole::lane_title))
      put_line(ui_, inner, TextRole::label, Tone::text,
               fmt::format("shared {}", worker.shared_value));
    inner.cut_top(ui_.units(4));
    draw_cell(ui_, inner, picture_.symbol, worker, is_chosen(place) && !targets_shared(), mono_);
  }

  void draw_page(const Rect& box, Tone tone, const MemoryPicture::Page& page,
                 const std::string& what) {
    Canvas& canvas = ui_.canvas();
    const float there = ui_.follow("memory/page " + page.letter, 1, move_seconds);
    const std::string label = fmt::format("page {}: {}", page.letter, what);
    ui_.region("cells.page." + page.letter, box, label, {.enabled = true, .focusable = false});
    canvas.fill(box, Ink(ui_.tone(Tone::raised), there), ui_.units(4));
    canvas.outline(box, Ink(ui_.tone(tone), there), ui_.units(1.5F), ui_.units(4));
    Rect inner = box.inset(ui_.units(6), ui_.units(4));
    put_line(ui_, inner, TextRole::body_bold, Tone::text, "page " + page.letter);
    if (inner.h >= canvas.line_height(TextRole::label))
      put_line(ui_, inner, TextRole::label, Tone::text, what);
    if (inner.h >= canvas.line_height(mono_))
      put_line(ui_, inner, mono_, Tone::muted,
               page.frame.empty() ? "frame number withheld" : "frame " + page.frame);
  }

  /// A line from an address space to the page behind its variable; it glides when that changes.
  void connect(const std::string& name, Point from, Point to, Tone tone) {
    const float x = ui_.follow("memory.line." + name, to.x, move_seconds);
    const Point below{from.x, from.y + ui_.units(6)};
    ui_.canvas().line(from, below, ui_.tone(tone), ui_.units(line_thickness));
    ui_.canvas().line(below, {x, to.y}, ui_.tone(tone), ui_.units(line_thickness));
    ui_.canvas().circle({x, to.y}, ui_.units(4), ui_.tone(tone));
  }

  Ui& ui_;
  const MemoryPicture& picture_;
  MemoryChoice& choice_;
  TextRole mono_ = TextRole::figure_small;  ///< for the kernel's figures
  int clicked_ = -1;
};

MemoryCell chosen_cell(const MemoryChoice& choice) {
  return choice.shared ? MemoryCell::shared : MemoryCell::counter;
}

void order(PanelContext& context, const MemoryOrder& next) {
  context.ui.ask(OrderMeasurement{next.number()});
}

std::string name_of(const MemoryPicture& picture, std::size_t worker) {
  return worker < picture.threads.size() ? picture.threads[worker].name
                                         : picture.processes[worker - picture.threads.size()].name;
}

/// One variable in threads and in processes: the class chooses which worker writes what.
class MemoryView : public LabView {
 public:
  MemoryView() : LabView("cells") {}
  void draw(PanelContext& context, const Parameters& settings, const Rect& area) override;
  bool act(PanelContext& context, const Parameters& settings, UserAction action) override;
  [[nodiscard]] KeyScope key_scope() const override { return KeyScope::lab_memory; }

 private:
  [[nodiscard]] std::optional<MemoryPicture> picture(const PanelContext& context) const;
  [[nodiscard]] bool can_act(const MemoryPicture& picture) const;
  void give_order(PanelContext& context, MemoryAction action, std::uint32_t value);
  void start_over(PanelContext& context, const Parameters& settings);
  void move_choice(PanelContext& context, std::ptrdiff_t by);
  void change_value(int by);
  void draw_write(PanelContext& context, const MemoryPicture& picture, Rect& line);
  void draw_cell_choice(PanelContext& context, Rect& line);
  void draw_buttons(PanelContext& context, const MemoryPicture& picture, Rect line);

  MemoryChoice choice_;
};

std::optional<MemoryPicture> MemoryView::picture(const PanelContext& context) const {
  const Measurement* const measurement = live(context);
  return measurement == nullptr ? std::nullopt : memory_picture(*measurement);
}

/// Whether the chosen worker has the chosen cell: threads have no separate shared cell.
bool MemoryView::can_act(const MemoryPicture& picture) const {
  return choice_.worker < picture.count() &&
         (!choice_.shared || choice_.worker >= picture.threads.size());
}

void MemoryView::give_order(PanelContext& context, MemoryAction action, std::uint32_t value) {
  const std::optional<MemoryPicture> now = picture(context);
  if (!now || !can_act(*now)) return;
  order(context, {action, chosen_cell(choice_), static_cast<std::uint8_t>(choice_.worker), value});
  // Another value, so that the next write can be told from this one.
  if (action == MemoryAction::write) change_value(1);
}

void MemoryView::change_value(int by) {
  const int next = static_cast<int>(choice_.value) - 1 + by;
  choice_.value = static_cast<std::uint32_t>((next + value_max) % value_max + 1);
}

void MemoryView::move_choice(PanelContext& context, std::ptrdiff_t by) {
  const std::optional<MemoryPicture> now = picture(context);
  if (!now) return;
  const auto count = static_cast<std::ptrdiff_t>(now->count());
  choice_.worker =
      static_cast<std::size_t>((static_cast<std::ptrdiff_t>(choice_.worker) + by + count) % count);
  // Enter must write with the chosen worker, not click the one that was clicked before.
  context.ui.clear_focus();
}

void MemoryView::start_over(PanelContext& context, const Parameters& settings) {
  choice_.value = 1;
  if (picture(context)) return order(context, {.action = MemoryAction::start_over});
  forget_start();
  if (keep_started(context, settings)) choice_ = {};
}

bool MemoryView::act(PanelContext& context, const Parameters& settings, UserAction action) {
  switch (action.verb) {
    case Verb::write:
      give_order(context, MemoryAction::write, choice_.value);
      return true;
    case Verb::increment:
      give_order(context, MemoryAction::increment, increments);
      return true;
    case Verb::toggle_cell:
      choice_.shared = !choice_.shared;
      return true;
    case Verb::worker_right:
      move_choice(context, 1);
      return true;
    case Verb::worker_left:
      move_choice(context, -1);
      return true;
    case Verb::value_up:
      change_value(1);
      return true;
    case Verb::value_down:
      change_value(-1);
      return true;
    case Verb::start_over:
      start_over(context, settings);
      return true;
    default:
      return false;
  }
}

void MemoryView::draw_write(PanelContext& context, const MemoryPicture& picture, Rect& line) {
  Ui& ui = context.ui;
  const std::string label =
      fmt::format("{} writes {}", name_of(picture, choice_.worker), choice_.value);
  const ButtonLook look{
      .kind = ButtonKind::primary, .key = key_cap_of(Verb::write), .enabled = can_act(picture)};
  const float width = ui.button_width(fmt::format("parent writes {}", value_max), look);
  if (ui.button("cells.write", line.cut_left(width, ui.units(gap)), label, look))
    context.act(Verb::write);
}

void MemoryView::draw_cell_choice(PanelContext& context, Rect& line) {
  Ui& ui = context.ui;
  const std::string_view key = key_cap_of(Verb::toggle_cell);
  for (const bool shared : {false, true}) {
    const ButtonLook look{.kind = ButtonKind::plain,
                          .key = shared == choice_.shared ? "" : key,
                          .chosen = shared == choice_.shared};
    const std::string_view label = shared ? "shared cell" : "variable";
    // As wide as with the key, so that nothing moves when the choice changes.
    const float width = ui.button_width(label, {.key = key});
    if (ui.button(shared ? "cells.shared" : "cells.own", line.cut_left(width, ui.units(4)), label,
                  look))
      if (shared != choice_.shared) context.act(Verb::toggle_cell);
  }
  line.cut_left(ui.units(gap - 4));
}

void MemoryView::draw_buttons(PanelContext& context, const MemoryPicture& picture, Rect line) {
  Ui& ui = context.ui;
  draw_write(context, picture, line);
  draw_cell_choice(context, line);
  const ButtonLook look{.key = key_cap_of(Verb::increment), .enabled = can_act(picture)};
  const bool threads = choice_.worker < picture.threads.size();
  const std::string label =
      fmt::format("All {} add 1, {} times", threads ? "T" : "P", grouped(increments));
  const Rect place = line.cut_left(ui.button_width(label, look));
  if (ui.button("cells.add", place, label, look)) context.act(Verb::increment);
}

/// The button that starts over, at the right end of the line.
void draw_start_over(PanelContext& context, Rect& line) {
  Ui& ui = context.ui;
  const ButtonLook again{
      .has_icon = true, .icon = Icon::reset, .key = key_cap_of(Verb::start_over)};
  const Rect place = line.cut_right(ui.button_width("Start over", again), ui.units(gap));
  if (ui.button("cells.again", place, "Start over", again)) context.act(Verb::start_over);
}

void draw_news(PanelContext& context, const std::string& text, bool bad, const Rect& line) {
  Ui& ui = context.ui;
  ui.region("cells.news", line, text, {.enabled = true, .focusable = false});
  ui.canvas().text_in(line, TextRole::body_bold, ui.tone(bad ? Tone::lost : Tone::text), text,
                      Align::left, Overflow::shrink);
}

std::string news_of(const MemoryPicture& picture) {
  if (picture.orders_obeyed == 0)
    return "Nothing is written yet. Which workers will see what T1 writes, and which what P1 "
           "writes?";
  return capitalised(picture.done) + ".";
}

bool is_bad(const MemoryPicture& picture) {
  return picture.done.ends_with(" lost") && picture.done.find(": 0 of ") == std::string::npos;
}

void MemoryView::draw(PanelContext& context, const Parameters& settings, const Rect& area) {
  Ui& ui = context.ui;
  context.by_hand_shown = true;
  if (keep_started(context, settings)) choice_ = {};
  const std::optional<MemoryPicture> picture = this->picture(context);
  Rect rest = area;
  const Rect buttons = rest.cut_top(ui.units(button_height), ui.units(gap));
  Rect news = rest.cut_top(ui.units(button_height), ui.units(gap));
  if (picture) draw_buttons(context, *picture, buttons);
  draw_start_over(context, news);
  if (!picture) {
    const Trouble trouble = trouble_of(context, "The threads and processes");
    return draw_news(context, trouble.text, trouble.ended, news);
  }
  draw_news(context, news_of(*picture), is_bad(*picture), news);
  const int clicked = MemoryScene(ui, *picture, choice_).draw(rest);
  if (clicked < 0) return;
  choice_.worker = static_cast<std::size_t>(clicked);
  context.act(Verb::write);
}

}  // namespace

std::unique_ptr<LabView> make_memory_view() { return std::make_unique<MemoryView>(); }

}  // namespace sharedfate
