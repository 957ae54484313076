#include "app/playground/panel/code_listing.h"

#include <string_view>
#include <vector>

namespace sharedfate {
namespace {

constexpr float padding = 12, gap = 12, caption_gap = 4, width_side_by_side = 760;

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
  return size == WordSize::room ? TextRole::figure : TextRole::figure_small;
}

float line_step(Ui& ui, WordSize size) {
  return ui.canvas().line_height(role_of(size)) * (size == WordSize::room ? 1.25F : 1.15F);
}

float listing_height(Ui& ui, const CodeListing& listing, WordSize size) {
  return 2 * ui.units(padding) + ui.units(caption_gap) + ui.canvas().line_height(TextRole::small) +
         line_step(ui, size) * static_cast<float>(lines_of(listing).size());
}

bool side_by_side(Ui& ui, std::span<const CodeListing> listings, float width) {
  return listings.size() == 2 && width >= ui.units(width_side_by_side);
}

void draw_listing(Ui& ui, const CodeListing& listing, const Rect& box, WordSize size) {
  Canvas& canvas = ui.canvas();
  canvas.fill(box, ui.tone(Tone::background), ui.units(9));
  Rect inner = box.inset(ui.units(padding));
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

}  // namespace

float code_listings_height(Ui& ui, std::span<const CodeListing> listings, float width,
                           WordSize size) {
  if (side_by_side(ui, listings, width))
    return std::max(listing_height(ui, listings[0], size), listing_height(ui, listings[1], size));
  float height = 0;
  for (const CodeListing& listing : listings)
    height += listing_height(ui, listing, size) + (height > 0 ? ui.units(gap) : 0);
  return height;
}

void draw_code_listings(Ui& ui, std::span<const CodeListing> listings, const Rect& box,
                        WordSize size) {
  Rect rest = box;
  if (side_by_side(ui, listings, box.w)) {
    draw_listing(ui, listings[0], rest.cut_left((box.w - ui.units(gap)) / 2, ui.units(gap)), size);
    draw_listing(ui, listings[1], rest, size);
    return;
  }
  for (const CodeListing& listing : listings)
    draw_listing(ui, listing, rest.cut_top(listing_height(ui, listing, size), ui.units(gap)), size);
}

}  // namespace sharedfate
