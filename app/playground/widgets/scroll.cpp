#include "app/playground/widgets/scroll.h"

#include <algorithm>

namespace sharedfate {

void Scroll::lay_out(Ui& ui, const Rect& view, float height, bool covered) {
  constexpr float line_height = 64, page_share = 0.87F;
  line_ = ui.units(line_height);
  page_ = view.h * page_share;
  overflow_ = std::max(0.0F, height - view.h);
  if (!covered && view.contains(ui.input().pointer)) place_ -= ui.input().wheel * line_;
  place_ = std::clamp(place_, 0.0F, overflow_);
}

bool Scroll::act(UserAction action) {
  switch (action.verb) {
    case Verb::scroll_down:
      place_ += line_;
      break;
    case Verb::scroll_up:
      place_ -= line_;
      break;
    case Verb::page_down:
      place_ += page_;
      break;
    case Verb::page_up:
      place_ -= page_;
      break;
    case Verb::to_start:
      place_ = 0;
      break;
    case Verb::to_end:
      place_ = overflow_;
      break;
    default:
      return false;
  }
  place_ = std::clamp(place_, 0.0F, overflow_);
  return true;
}

void Scroll::draw_bar(const Ui& ui, Canvas& canvas, const Rect& view, float right) const {
  constexpr float bar_width = 4;
  if (overflow_ <= 1) return;
  const float share = view.h / (view.h + overflow_);
  const Rect bar{right - ui.units(bar_width), view.y + place_ * share, ui.units(bar_width),
                 view.h * share};
  canvas.fill(bar, ui.tone(Tone::muted), bar.w / 2);
}

}  // namespace sharedfate
