#pragma once

#include <algorithm>

// Points and rectangles in framebuffer pixels, y downwards. Needs no drawing library, so that
// layouts can be tested without one.
namespace sharedfate {

struct Point {
  float x = 0, y = 0;
};

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  [[nodiscard]] float right() const { return x + w; }
  [[nodiscard]] float bottom() const { return y + h; }
  [[nodiscard]] Point centre() const { return {x + w / 2, y + h / 2}; }
  [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
  [[nodiscard]] bool contains(Point p) const {
    return p.x >= x && p.x < right() && p.y >= y && p.y < bottom();
  }
  [[nodiscard]] bool overlaps(const Rect& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
  /// The intersection; empty if they do not overlap.
  [[nodiscard]] Rect common(const Rect& other) const {
    const float left = std::max(x, other.x), top = std::max(y, other.y);
    return {left, top, std::min(right(), other.right()) - left,
            std::min(bottom(), other.bottom()) - top};
  }
  [[nodiscard]] Rect inset(float by) const { return inset(by, by); }
  [[nodiscard]] Rect inset(float by_x, float by_y) const {
    return {x + by_x, y + by_y, std::max(0.0F, w - 2 * by_x), std::max(0.0F, h - 2 * by_y)};
  }
  [[nodiscard]] Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }

  // Cutting. Each function cuts a slice off this rectangle and returns it; this rectangle keeps the
  // rest, less `gap`. A slice is never larger than the rectangle.
  Rect cut_left(float width, float gap = 0) {
    const Rect slice{x, y, std::clamp(width, 0.0F, w), h};
    const float used = std::min(w, slice.w + gap);
    x += used, w -= used;
    return slice;
  }
  Rect cut_right(float width, float gap = 0) {
    const float taken = std::clamp(width, 0.0F, w);
    const Rect slice{right() - taken, y, taken, h};
    w -= std::min(w, taken + gap);
    return slice;
  }
  Rect cut_top(float height, float gap = 0) {
    const Rect slice{x, y, w, std::clamp(height, 0.0F, h)};
    const float used = std::min(h, slice.h + gap);
    y += used, h -= used;
    return slice;
  }
  Rect cut_bottom(float height, float gap = 0) {
    const float taken = std::clamp(height, 0.0F, h);
    const Rect slice{x, bottom() - taken, w, taken};
    h -= std::min(h, taken + gap);
    return slice;
  }
  friend bool operator==(const Rect&, const Rect&) = default;
};

/// The rectangle `share` (0..1) of the way from one to the other.
inline Rect lerp(const Rect& from, const Rect& to, float share) {
  const auto mix = [share](float a, float b) { return a + (b - a) * share; };
  return {mix(from.x, to.x), mix(from.y, to.y), mix(from.w, to.w), mix(from.h, to.h)};
}

/// Maps 0..1 to 0..1, fast at first and slow at the end. Clamps `share`.
inline float ease_out(float share) {
  const float rest = 1 - std::clamp(share, 0.0F, 1.0F);
  return 1 - rest * rest * rest;
}

}  // namespace sharedfate
