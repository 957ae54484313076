#include "app/playground/draw/canvas.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "app/playground/draw/canvas_record.h"
#include "app/playground/draw/crowd_renderer.h"
#include "app/playground/draw/pixel_colour.h"

namespace sharedfate {
namespace {

// Square pixels. For a smaller area the change of state costs more than the block saves.
constexpr float block_area_min = 8000;

Rect box_around(Point centre, float width, float height) {
  return {centre.x - width / 2, centre.y - height / 2, width, height};
}

Rect box_around(std::span<const Point> points) {
  if (points.empty()) return {};
  Point low = points.front(), high = low;
  for (const Point& each : points) {
    low = {std::min(low.x, each.x), std::min(low.y, each.y)};
    high = {std::max(high.x, each.x), std::max(high.y, each.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

ImVec2 vec(Point point) { return {point.x, point.y}; }
std::uint32_t packed(Ink ink) { return pixel_colour(ink.rgb, ink.alpha); }

/// Diagonal stripes from bottom left to top right, clipped to the rectangle and shifted right by
/// `phase` pixels.
void draw_stripes(ImDrawList* list, const Rect& rect, std::uint32_t colour, float spacing,
                  float thickness, float phase) {
  if (rect.empty() || spacing < 1) return;
  const float first = std::fmod(phase, spacing) - spacing;
  list->PushClipRect({rect.x, rect.y}, {rect.right(), rect.bottom()}, true);
  for (float offset = first - rect.h; offset < rect.w + spacing; offset += spacing) {
    list->AddLine({rect.x + offset, rect.bottom()}, {rect.x + offset + rect.h, rect.y}, colour,
                  thickness);
  }
  list->PopClipRect();
}

}  // namespace

void Canvas::fill(const Rect& rect, Ink ink, float radius) {
  if (rect.empty() || ink.alpha <= 0) return;
  if (record_ != nullptr) record_->add(CanvasMark::Kind::fill, rect, ink, *list_);
  const float round = std::min(radius, std::min(rect.w, rect.h) / 2);
  if (ink.alpha >= 1 && rect.w * rect.h >= block_area_min && rect.h > 4 * round + 4) {
    fill_with_block(rect, ink.rgb, round);
    return;
  }
  list_->AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(ink), round);
}

// The rounded ends are drawn as ordinary rectangles, each somewhat too long; the block then covers
// their inner edges.
void Canvas::fill_with_block(const Rect& rect, Rgb colour, float radius) {
  const float left = std::round(rect.x), right = std::round(rect.right());
  const float top = std::round(rect.y), bottom = std::round(rect.bottom()),
              round = std::ceil(radius);
  if (round > 0) {
    const std::uint32_t paint = pixel_colour(colour);
    list_->AddRectFilled({left, top}, {right, top + 2 * round}, paint, radius,
                         ImDrawFlags_RoundCornersTop);
    list_->AddRectFilled({left, bottom - 2 * round}, {right, bottom}, paint, radius,
                         ImDrawFlags_RoundCornersBottom);
  }
  crowds_->queue_block(list_, {left, top + round, right - left, bottom - top - 2 * round}, colour);
}

void Canvas::outline(const Rect& rect, Ink ink, float thickness, float radius) {
  if (rect.empty() || ink.alpha <= 0) return;
  if (record_ != nullptr) record_->add(CanvasMark::Kind::outline, rect, ink, *list_);
  const Rect middle = rect.inset(thickness / 2);
  list_->AddRect({middle.x, middle.y}, {middle.right(), middle.bottom()}, packed(ink),
                 std::clamp(radius - thickness / 2, 0.0F, std::min(middle.w, middle.h) / 2), 0,
                 thickness);
}

void Canvas::line(Point from, Point to, Ink ink, float thickness) {
  if (record_ != nullptr) {
    const Point middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
    record_->add(CanvasMark::Kind::line,
                 box_around(middle, std::abs(to.x - from.x) + thickness,
                            std::abs(to.y - from.y) + thickness),
                 ink, *list_);
  }
  list_->AddLine(vec(from), vec(to), packed(ink), thickness);
}

void Canvas::arrow(Point from, Point to, Ink ink, float thickness, float head) {
  line(from, to, ink, thickness);
  const float dx = from.x - to.x, dy = from.y - to.y;
  const float length = std::max(1.0F, std::sqrt(dx * dx + dy * dy));
  const Point back{dx / length * head, dy / length * head};
  for (const float side : {0.6F, -0.6F})
    line(to, {to.x + back.x - back.y * side, to.y + back.y + back.x * side}, ink, thickness);
}

void Canvas::circle(Point centre, float radius, Ink ink) {
  if (record_ != nullptr)
    record_->add(CanvasMark::Kind::disc, box_around(centre, 2 * radius, 2 * radius), ink, *list_);
  list_->AddCircleFilled(vec(centre), radius, packed(ink));
}

void Canvas::ring(Point centre, float radius, Ink ink, float thickness) {
  if (record_ != nullptr)
    record_->add(CanvasMark::Kind::ring, box_around(centre, 2 * radius, 2 * radius), ink, *list_);
  list_->AddCircle(vec(centre), radius - thickness / 2, packed(ink), 0, thickness);
}

void Canvas::polygon(std::span<const Point> corners, Ink ink) {
  if (record_ != nullptr) record_->add(CanvasMark::Kind::polygon, box_around(corners), ink, *list_);
  for (const Point& corner : corners) list_->PathLineTo(vec(corner));
  list_->PathFillConvex(packed(ink));
}

void Canvas::glow(const Rect& rect, Ink ink, float spread, float radius) {
  if (ink.alpha <= 0 || spread <= 0) return;
  constexpr int rings = 6;
  const float width = spread / rings;
  for (int i = 0; i < rings; ++i) {
    const float out = width * static_cast<float>(i + 1);
    const float share = 1 - (static_cast<float>(i) + 0.5F) / rings;
    outline(rect.inset(-out), Ink(ink.rgb, ink.alpha * share * share), width, radius + out);
  }
}

void Canvas::hatch(const Rect& rect, Ink ink, float spacing, float thickness) {
  if (record_ != nullptr) record_->add(CanvasMark::Kind::hatch, rect, ink, *list_);
  draw_stripes(list_, rect, packed(ink), spacing, thickness, 0);
}

void Canvas::progress_bar(const Rect& rect, float share, Ink bar, Ink track, BarPattern pattern,
                          float phase, Ink edge) {
  const float radius = std::min(rect.h / 2, 5 * scale_);
  fill(rect, track, radius);
  Rect done = rect;
  done.w = rect.w * std::clamp(share, 0.0F, 1.0F);
  if (done.w < 1) return;
  if (pattern == BarPattern::solid) {
    fill(done, bar, radius);
  } else {
    fill(done, Ink(bar.rgb, bar.alpha * 0.35F), radius);
    if (record_ != nullptr) record_->add(CanvasMark::Kind::hatch, done, bar, *list_);
    draw_stripes(list_, done, packed(bar), std::max(6.0F, rect.h * 0.75F),
                 std::max(2.0F, rect.h * 0.2F), phase);
  }
  outline(done, edge, std::max(1.0F, scale_), radius);
}

void Canvas::crowd(CrowdBatch batch) {
  if (record_ != nullptr) record_->add_crowd(batch, *list_);
  crowds_->queue(list_, std::move(batch));
}

Rect Canvas::picture(const Rect& rect, const Picture& picture) {
  if (picture.width == 0 || rect.empty()) return {rect.x, rect.y, 0, 0};
  const auto width = static_cast<float>(picture.width), height = static_cast<float>(picture.height);
  const float factor = std::min(rect.w / width, rect.h / height);
  const float wide = std::round(width * factor), high = std::round(height * factor);
  const Rect place{std::round(rect.x + (rect.w - wide) / 2),
                   std::round(rect.y + (rect.h - high) / 2), wide, high};
  if (record_ != nullptr) record_->add(CanvasMark::Kind::picture, place, Ink(0), *list_);
  list_->AddImage(reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(picture.texture)),
                  {place.x, place.y}, {place.right(), place.bottom()});
  return place;
}

void Canvas::clip(const Rect& rect) {
  list_->PushClipRect({rect.x, rect.y}, {rect.right(), rect.bottom()}, true);
}
void Canvas::unclip() { list_->PopClipRect(); }

Rect Canvas::visible_part(const Rect& rect) const {
  const ImVec2 from = list_->GetClipRectMin(), to = list_->GetClipRectMax();
  const float left = std::max(rect.x, from.x), top = std::max(rect.y, from.y);
  return {left, top, std::max(0.0F, std::min(rect.right(), to.x) - left),
          std::max(0.0F, std::min(rect.bottom(), to.y) - top)};
}

}  // namespace sharedfate
