#pragma once

#include "app/playground/widgets/ui.h"
#include "app/playground/widgets/user_action.h"

namespace sharedfate {

/// How far something that may be higher than its place is scrolled, by wheel and keys.
class Scroll {
 public:
  /// Once a frame, before place() is used. `height`: of the content, pixels. The wheel counts while
  /// the pointer is over the view, unless something covers it.
  void lay_out(Ui& ui, const Rect& view, float height, bool covered = false);
  /// Scrolls by a line or a page, or to an end; false: the action is none of these.
  bool act(UserAction action);
  void reset() { place_ = 0; }

  /// Pixels by which the content is moved up.
  [[nodiscard]] float place() const { return place_; }
  /// Draws a bar for the visible part, its right edge at `right`; nothing if that is all.
  void draw_bar(const Ui& ui, Canvas& canvas, const Rect& view, float right) const;

 private:
  float place_ = 0, line_ = 0, page_ = 0, overflow_ = 0;
};

}  // namespace sharedfate
