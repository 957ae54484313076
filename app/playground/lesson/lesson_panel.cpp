#include <fmt/format.h>
#include <algorithm>

#include <span>
#include <string_view>
#include <vector>

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/lesson/prediction.h"
#include "app/playground/lesson/presenter_strip.h"
#include "app/playground/panel/panels.h"
#include "app/playground/widgets/scroll.h"
#include "app/playground/widgets/ui.h"
#include "core/lesson/lesson.h"

// The text of the open step: title, words, code, question and outcome, in two columns where it is
// wide enough for them.
namespace sharedfate {
namespace {

constexpr float listing_padding = 12, listing_gap = 12, caption_gap = 4, width_side_by_side = 760;

std::vector<std::string_view> lines_of(const CodeListing& listing) {
  std::vector<std::string_view> lines;
  std::string_view rest = listing.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

std::string_view language_title(std::string_view language) {
  if (language == "cpp") return "C++";
  if (language == "python") return "Python";
  return language;
}

TextRole role_of(WordSize size) {
  return size == WordSize::whole_class ? TextRole::figure : TextRole::figure_small;
}

float line_step(Ui& ui, WordSize size) {
  return ui.canvas().line_height(role_of(size)) * (size == WordSize::whole_class ? 1.25F : 1.15F);
}

float listing_height(Ui& ui, const CodeListing& listing, WordSize size) {
  return 2 * ui.units(listing_padding) + ui.units(caption_gap) +
         ui.canvas().line_height(TextRole::small) +
         line_step(ui, size) * static_cast<float>(lines_of(listing).size());
}

bool side_by_side(Ui& ui, std::span<const CodeListing> listings, float width) {
  return listings.size() == 2 && width >= ui.units(width_side_by_side);
}

void draw_listing(Ui& ui, const CodeListing& listing, const Rect& box, WordSize size) {
  Canvas& canvas = ui.canvas();
  canvas.fill(box, ui.tone(Tone::background), ui.units(9));
  Rect inner = box.inset(ui.units(listing_padding));
  canvas.text_in(inner.cut_top(canvas.line_height(TextRole::small), ui.units(caption_gap)),
                 TextRole::small, ui.tone(Tone::muted), language_title(listing.language));
  int number = 0;
  for (const std::string_view line : lines_of(listing)) {
    const Rect place = inner.cut_top(line_step(ui, size));
    const bool lit = ++number == listing.lit_line;
    if (lit) {
      const Rect bar{box.x, place.y, box.w, place.h};
      canvas.fill(bar, ui.tone(Tone::raised));
      canvas.fill({bar.x, bar.y, ui.units(4), bar.h}, ui.fill(Tone::running));
    }
    canvas.text_in(place, role_of(size),
                   ui.tone(lit || listing.lit_line == 0 ? Tone::text : Tone::muted), line,
                   Align::left, Overflow::shrink);
  }
}

/// The height, pixels, that draw_code_listings() needs at that width.
float code_listings_height(Ui& ui, std::span<const CodeListing> listings, float width,
                           WordSize size) {
  if (side_by_side(ui, listings, width))
    return std::max(listing_height(ui, listings[0], size), listing_height(ui, listings[1], size));
  float height = 0;
  for (const CodeListing& listing : listings)
    height += listing_height(ui, listing, size) + (height > 0 ? ui.units(listing_gap) : 0);
  return height;
}

/// Draws two listings side by side where the width allows it, otherwise one below the other, each
/// with its language and its lit line. Lines that are too wide are set smaller, then cut.
void draw_code_listings(Ui& ui, std::span<const CodeListing> listings, const Rect& box,
                        WordSize size) {
  Rect rest = box;
  if (side_by_side(ui, listings, box.w)) {
    draw_listing(ui, listings[0],
                 rest.cut_left((box.w - ui.units(listing_gap)) / 2, ui.units(listing_gap)), size);
    draw_listing(ui, listings[1], rest, size);
    return;
  }
  for (const CodeListing& listing : listings)
    draw_listing(ui, listing,
                 rest.cut_top(listing_height(ui, listing, size), ui.units(listing_gap)), size);
}

constexpr float padding = 18, gap = 12, foot_height = 40, two_columns_min = 640;
constexpr float first_column_share = 0.42F;

std::string where_text(const LessonPlayer& player) {
  std::string claims;
  for (const int claim : player.lesson().claim_numbers)
    claims += fmt::format("{}{}", claims.empty() ? "" : " and ", claim);
  const std::size_t count = player.lesson().claim_numbers.size();
  const std::string lead =
      claims.empty() ? "" : fmt::format("Claim{} {} · ", count > 1 ? "s" : "", claims);
  return fmt::format("{}step {} of {}", lead, player.step_index() + 1,
                     player.lesson().steps.size());
}

/// The first mistake in the file's latest version; empty: none.
std::string mistake_text(const PanelContext& context) {
  const LessonEntry* entry = context.lesson_controller.open_entry();
  if (entry == nullptr || entry->mistakes.empty()) return "";
  std::string text = entry->mistakes.front().sentence();
  if (entry->mistakes.size() > 1) text += fmt::format(" (and {} more)", entry->mistakes.size() - 1);
  return text + ". The last good version stays.";
}

struct Line {
  TextRole role;
  Tone tone;
  std::string text;
};

/// What is going on, expectations that do not hold, and errors.
std::vector<Line> closing_lines(const PanelContext& context) {
  const LessonPlayer& player = *context.lesson_controller.player();
  const StepRecord& record = player.record();
  std::vector<Line> lines;
  if (player.stage() == StepStage::discussing) {
    lines.push_back({TextRole::label_bold, Tone::processes,
                     player.lit_choice() < 0 ? "Convince your neighbour. Then vote again."
                                             : "Second vote: hands up."});
  }
  const std::optional<double> behind_s = context.ui.behind_s();
  if (behind_s) {
    lines.push_back({TextRole::label, Tone::text,
                     fmt::format("Slow motion: the machine is {:.1f} s ahead.", *behind_s)});
  } else if (player.stage() == StepStage::running && player.current_action() != nullptr) {
    lines.push_back({TextRole::label, Tone::muted, "Running …"});
  }
  const std::size_t judged_count = behind_s ? 0 : record.expectations.size();
  for (std::size_t i = 0; i < judged_count; ++i) {
    const StepRecord::Judged& judged = record.expectations[i];
    // What the choices cannot tell, the expectations of the same figures cannot either.
    const bool said = judged.verdict == Verdict::cannot_tell && !record.doubt.empty();
    if (judged.verdict == Verdict::holds || said || i >= player.step().expectations.size())
      continue;
    std::string text = fmt::format("Expected {}, measured {}.",
                                   player.step().expectations[i].condition.text, judged.measured);
    if (!judged.doubt.empty())
      text += fmt::format(" This machine cannot tell now: {}.", judged.doubt);
    lines.push_back({TextRole::label, Tone::lost, text});
  }
  if (!record.trouble.empty()) lines.push_back({TextRole::label, Tone::lost, record.trouble});
  const std::string mistake = mistake_text(context);
  if (!mistake.empty()) lines.push_back({TextRole::label, Tone::lost, mistake});
  return lines;
}

/// The parts of a step's text.
enum class Part : std::uint8_t { where, title, words, listings, prediction, closing };

float part_height(PanelContext& context, Part part, float width, WordSize size) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.lesson_controller.player();
  const LessonStep& step = player.step();
  switch (part) {
    case Part::where:
      return canvas.line_height(TextRole::label);
    case Part::title:
      return canvas.wrapped_height(width, TextRole::lane_title, step.title);
    case Part::words:
      return step.blocks.empty()
                 ? 0
                 : lesson_text_height(ui, player.lesson().file, step.blocks, width, size);
    case Part::listings:
      return step.listings.empty() ? 0 : code_listings_height(ui, step.listings, width, size);
    case Part::prediction:
      return prediction_height(context, width, size);
    case Part::closing:
      break;
  }
  float height = 0;
  for (const Line& line : closing_lines(context))
    height += canvas.wrapped_height(width, line.role, line.text) + ui.units(6);
  return height;
}

void draw_part(PanelContext& context, Part part, Rect box, WordSize size) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const LessonPlayer& player = *context.lesson_controller.player();
  const LessonStep& step = player.step();
  switch (part) {
    case Part::where:
      canvas.text_in(box, TextRole::label, ui.tone(Tone::muted), where_text(player), Align::left,
                     Overflow::shrink);
      return;
    case Part::title:
      canvas.text_wrapped(box, TextRole::lane_title, ui.tone(Tone::text), step.title);
      return;
    case Part::words:
      draw_lesson_text(ui, player.lesson().file, step.blocks, box, size);
      return;
    case Part::listings:
      draw_code_listings(ui, step.listings, box, size);
      return;
    case Part::prediction:
      draw_prediction(context, box, size);
      return;
    case Part::closing:
      for (const Line& line : closing_lines(context))
        box.cut_top(canvas.text_wrapped(box, line.role, ui.tone(line.tone), line.text),
                    ui.units(6));
      return;
  }
}

/// Which parts stand in which column, and the columns' widths in pixels.
struct Columns {
  std::vector<Part> first, second;
  float first_width, second_width;
};

Columns columns_of(const PanelContext& context, float width) {
  const LessonStep& step = context.lesson_controller.player()->step();
  const bool has_more = !step.prediction.empty() || !step.listings.empty();
  if (!has_more || width < context.ui.units(two_columns_min)) {
    return {
        {Part::where, Part::title, Part::words, Part::listings, Part::prediction, Part::closing},
        {},
        width,
        0};
  }
  const float first = (width - context.ui.units(2 * gap)) * first_column_share;
  return {{Part::where, Part::title, Part::words, Part::closing},
          {Part::listings, Part::prediction},
          first,
          width - context.ui.units(2 * gap) - first};
}

float column_height(PanelContext& context, const std::vector<Part>& parts, float width,
                    WordSize size) {
  float height = 0;
  for (const Part part : parts) {
    const float part_high = part_height(context, part, width, size);
    if (part_high > 0) height += part_high + (height > 0 ? context.ui.units(gap) : 0);
  }
  return height;
}

void draw_column(PanelContext& context, const std::vector<Part>& parts, Rect box, WordSize size) {
  for (const Part part : parts) {
    const float height = part_height(context, part, box.w, size);
    if (height > 0) draw_part(context, part, box.cut_top(height, context.ui.units(gap)), size);
  }
}

/// The height of the higher column; the foot stands below the first.
float content_height(PanelContext& context, float width, WordSize size) {
  const Columns columns = columns_of(context, width);
  const float foot = context.ui.units(foot_height + gap);
  return std::max(column_height(context, columns.first, columns.first_width, size) + foot,
                  column_height(context, columns.second, columns.second_width, size));
}

/// The buttons at the foot: back, and what Page Down does.
void draw_foot(PanelContext& context, Rect box) {
  Ui& ui = context.ui;
  const LessonPlayer& player = *context.lesson_controller.player();
  const ButtonLook quiet{
      .kind = ButtonKind::quiet, .key = key_cap_of(Verb::back), .focusable = false};
  const float back_width = std::min(box.w * 0.3F, ui.button_width("", quiet));
  if (ui.button("lesson.back", box.cut_left(back_width, ui.units(8)), "", quiet))
    context.act(Verb::back);
  const ButtonLook primary{
      .kind = ButtonKind::primary, .key = key_cap_of(Verb::forward), .focusable = false};
  if (ui.button("lesson.forward", box, next_move_text(player, ui.behind_s().has_value()), primary))
    context.act(Verb::forward);
}

void draw_scrolled(PanelContext& context, const std::vector<Part>& parts, const Rect& view,
                   float height, WordSize size, const Scroll& scroll) {
  Ui& ui = context.ui;
  const float place = std::min(scroll.place(), std::max(0.0F, height - view.h));
  if (height > view.h + 1) scroll.draw_bar(ui, ui.canvas(), view, view.right() + ui.units(10));
  ui.canvas().clip(view);
  draw_column(context, parts, {view.x, view.y - place, view.w, std::max(height, view.h)}, size);
  ui.canvas().unclip();
}

class LessonPanel : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.lesson_controller.mode() == AppMode::lesson &&
           !context.view_state.open.words_folded;
  }
  /// The height at which the open step needs no scrolling.
  float height(PanelContext& context, float width) override {
    return content_height(context, width - 2 * context.ui.units(padding), WordSize::whole_class) +
           context.ui.units(2 * padding * 0.7F);
  }
  void draw(PanelContext& context, const Rect& area) override;
  bool act(PanelContext&, UserAction action) override {
    if (action == Verb::words_up) return scroll_.act(Verb::page_up);
    return action == Verb::words_down && scroll_.act(Verb::page_down);
  }
  void follow_step() override { scroll_.reset(); }

 private:
  Scroll scroll_;
};

void LessonPanel::draw(PanelContext& context, const Rect& area) {
  if (area.empty()) return;
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::panel), ui.units(14));
  Rect inner = area.inset(ui.units(padding), ui.units(padding * 0.7F));
  // Words are set smaller before any of them has to be scrolled.
  WordSize size = WordSize::whole_class;
  if (content_height(context, inner.w, size) > inner.h) size = WordSize::presenter;
  const Columns columns = columns_of(context, inner.w);
  Rect second = inner;
  Rect first = second.cut_left(columns.first_width, ui.units(2 * gap));
  draw_foot(context, first.cut_bottom(ui.units(foot_height), ui.units(gap)));
  const float first_height = column_height(context, columns.first, first.w, size);
  const float second_height = column_height(context, columns.second, second.w, size);
  const float overflow = std::max(first_height - first.h, second_height - second.h);
  scroll_.lay_out(ui, inner, inner.h + overflow, context.view_state.open.sheet());
  draw_scrolled(context, columns.first, first, first_height, size, scroll_);
  if (!columns.second.empty())
    draw_scrolled(context, columns.second, second, second_height, size, scroll_);
}

}  // namespace

std::unique_ptr<Panel> make_lesson_panel() { return std::make_unique<LessonPanel>(); }

}  // namespace sharedfate
