#include "app/playground/widgets/flow_layout.h"

namespace sharedfate {

FlowLayout lay_out_flow(Point top_left, float width, std::span<const float> widths,
                        float line_height, float gap) {
  FlowLayout flow;
  Point at = top_left;
  for (const float wanted : widths) {
    const float box = std::min(wanted, width);
    const bool first = flow.boxes.empty();
    if (!first && at.x + box > top_left.x + width + 0.5F)
      at = {top_left.x, at.y + line_height + gap};
    if (first || at.x == top_left.x) ++flow.lines;
    flow.boxes.push_back({at.x, at.y, box, line_height});
    at.x += box + gap;
  }
  flow.last_line_end = at.x;
  if (flow.lines > 0) flow.height = static_cast<float>(flow.lines) * (line_height + gap) - gap;
  return flow;
}

}  // namespace sharedfate
