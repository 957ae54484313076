#pragma once

#include <string>
#include <vector>

#include "app/playground/widgets/ui.h"
#include "core/report/fault_log.h"

// The parts of the receipt, each a box of paragraphs.
namespace sharedfate {

/// One paragraph. With `copy` it has a box of its own, with a button of that name.
struct ReceiptLine {
  TextRole role;
  Tone tone;
  std::string text;
  bool indented = false;
  bool has_icon = false;
  Icon icon = Icon::check;
  float above = 4;   ///< space before it, design units
  std::string copy;  ///< name of the copy button; empty: plain text
};

/// The section of one lane, or of the resource counts.
struct ReceiptSection {
  Tone edge = Tone::line;
  std::string title, note;  ///< the note stands at the right end of the title's line
  std::vector<ReceiptLine> lines;
};

/// The receipt of one lane. `index` becomes part of its buttons' names.
ReceiptSection lane_section(const OpenReceipt& receipt, std::size_t index);
/// The resource counts as last measured, and the seed.
ReceiptSection resource_counts_section(const ResourceCounts& resource_counts, std::uint64_t seed);

/// The height, pixels, that a section needs at that width.
float section_height(Ui& ui, const ReceiptSection& section, float width);
/// Draws a section on the overlay. Buttons that are not entirely inside `view` are left out.
void draw_section(Ui& ui, const ReceiptSection& section, const Rect& box, const Rect& view);

}  // namespace sharedfate
