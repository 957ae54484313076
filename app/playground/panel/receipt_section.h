#pragma once

#include <string>
#include <vector>

#include "app/playground/draw/ui.h"
#include "core/report/fault_log.h"

// The parts of the receipt, each a box of paragraphs.
namespace sharedfate {

/// One paragraph. `copy`: it stands in a box of its own with a button of that name.
struct ReceiptLine {
  TextRole role;
  Tone tone;
  std::string text;
  bool indented = false;
  bool has_icon = false;
  Icon icon = Icon::check;
  float above = 4;   ///< space before it, design units
  std::string copy;  ///< name of the button; empty: plain text
};

/// A lane, or what was measured.
struct ReceiptSection {
  Tone edge = Tone::line;
  std::string title, note;  ///< the note stands at the right of the title
  std::vector<ReceiptLine> lines;
};

/// What one lane's receipt says. `index` makes the names of its buttons.
ReceiptSection lane_section(const OpenReceipt& receipt, std::size_t index);
/// What is held now, and the seed.
ReceiptSection resource_counts_section(const ResourceCounts& resource_counts, std::uint64_t seed);

/// The height that a section needs at that width.
float section_height(Ui& ui, const ReceiptSection& section, float width);
/// Draws it on the overlay. Buttons are there only where they lie within `view` as a whole.
void draw_section(Ui& ui, const ReceiptSection& section, const Rect& box, const Rect& view);

}  // namespace sharedfate
