#include "app/playground/lesson/listing_panel.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/panel/panels.h"
#include "core/lesson/lesson.h"

// The code of the open step, beside what the step shows.
namespace sharedfate {
namespace {

constexpr float padding = 16, gap = 12;

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

float line_step(Ui& ui, TextRole role) { return ui.canvas().line_height(role) * 1.15F; }

float listing_height(Ui& ui, const CodeListing& listing, TextRole role) {
  return 2 * ui.units(padding) + ui.canvas().line_height(TextRole::label) +
         line_step(ui, role) * static_cast<float>(lines_of(listing).size());
}

float listing_width(Ui& ui, const CodeListing& listing, TextRole role) {
  float width = 0;
  for (const std::string_view line : lines_of(listing))
    width = std::max(width, ui.canvas().text_width(role, line));
  return width + 2 * ui.units(padding);
}

/// How the listings are set: one below the other or side by side, and all lines of all of them in
/// one role.
struct Setting {
  TextRole role = TextRole::figure_small;
  bool side_by_side = false;
  float width = 0, height = 0;  ///< that they need, pixels
};

Setting setting_with(Ui& ui, std::span<const CodeListing> listings, TextRole role,
                     bool side_by_side) {
  const float gaps = ui.units(gap) * static_cast<float>(listings.size() - 1);
  Setting setting{role, side_by_side, 0, 0};
  for (const CodeListing& listing : listings) {
    const float width = listing_width(ui, listing, role),
                height = listing_height(ui, listing, role);
    if (side_by_side) {
      setting.width = std::max(setting.width, width * static_cast<float>(listings.size()) + gaps);
      setting.height = std::max(setting.height, height);
    } else {
      setting.width = std::max(setting.width, width);
      setting.height += height;
    }
  }
  if (!side_by_side) setting.height += gaps;
  return setting;
}

/// The largest that fits; if none does, the lowest of the smallest that is not too wide.
Setting setting_for(Ui& ui, std::span<const CodeListing> listings, float width, float height) {
  for (const TextRole role :
       {TextRole::class_code, TextRole::figure_large, TextRole::figure, TextRole::figure_small}) {
    for (const bool side_by_side : {false, true}) {
      if (side_by_side && listings.size() < 2) continue;
      const Setting setting = setting_with(ui, listings, role, side_by_side);
      if (setting.width <= width && setting.height <= height + 1) return setting;
    }
  }
  const Setting beside = setting_with(ui, listings, TextRole::figure_small, true);
  return beside.width <= width ? beside : setting_with(ui, listings, TextRole::figure_small, false);
}

void draw_listing(Ui& ui, const CodeListing& listing, const Rect& box, TextRole role) {
  Canvas& canvas = ui.canvas();
  canvas.fill(box, ui.tone(Tone::panel), ui.units(9));
  Rect inner = box.inset(ui.units(padding));
  canvas.text_in(inner.cut_top(canvas.line_height(TextRole::label)), TextRole::label,
                 ui.tone(Tone::muted), language_title(listing.language));
  int number = 0;
  for (const std::string_view line : lines_of(listing)) {
    const Rect place = inner.cut_top(line_step(ui, role));
    if (place.h < canvas.line_height(role)) return;
    const bool lit = ++number == listing.lit_line;
    if (lit) {
      const Rect bar{box.x, place.y, box.w, place.h};
      canvas.fill(bar, ui.tone(Tone::raised));
      canvas.fill({bar.x, bar.y, ui.units(5), bar.h}, ui.fill(Tone::running));
    }
    canvas.text_in(place, role, ui.tone(lit || listing.lit_line == 0 ? Tone::text : Tone::muted),
                   line, Align::left);
  }
}

const std::vector<CodeListing>& listings_of(const PanelContext& context) {
  return context.lesson_controller.player()->step().listings;
}

bool is_shown(const PanelContext& context) {
  return context.lesson_controller.mode() == AppMode::lesson &&
         !context.view_state.open.words_folded && !listings_of(context).empty();
}

class ListingPanel : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override { return is_shown(context); }
  /// Above the lanes.
  float height(PanelContext& context, float width) override {
    constexpr float share = 0.3F;
    return setting_for(context.ui, listings_of(context), width, share * context.ui.screen().h)
        .height;
  }
  void draw(PanelContext& context, const Rect& area) override {
    if (area.empty()) return;
    Ui& ui = context.ui;
    const std::vector<CodeListing>& listings = listings_of(context);
    const Setting setting = setting_for(ui, listings, area.w, area.h);
    const auto count = static_cast<float>(listings.size());
    const float column = (area.w - (count - 1) * ui.units(gap)) / count;
    Rect rest = area;
    for (const CodeListing& listing : listings) {
      const float tall = listing_height(ui, listing, setting.role);
      Rect box = setting.side_by_side ? rest.cut_left(column, ui.units(gap))
                                      : rest.cut_top(tall, ui.units(gap));
      box.h = std::min(box.h, tall);
      draw_listing(ui, listing, box, setting.role);
    }
  }
};

}  // namespace

ListingNeed listing_need(PanelContext& context, float width) {
  if (!is_shown(context)) return {};
  constexpr float no_height = 0;  // the smallest that there is
  const Setting setting = setting_for(context.ui, listings_of(context), width, no_height);
  const Setting wanted =
      setting_with(context.ui, listings_of(context), TextRole::figure_large, false);
  return {setting.width, setting.height, wanted.width};
}

std::unique_ptr<Panel> make_listing_panel() { return std::make_unique<ListingPanel>(); }

}  // namespace sharedfate
