#include <imgui.h>

#include <array>
#include <cmath>

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/canvas_record.h"
#include "app/playground/draw/pixel_colour.h"

// Icons are drawn as shapes, so that they do not depend on fonts. Each is drawn in a square from -1
// to 1.
namespace sharedfate {
namespace {

constexpr float pi = 3.14159265F;

/// A square for an icon: converts coordinates in -1..1 to pixels.
struct Pen {
  ImDrawList* list;
  Point centre;
  float half;
  std::uint32_t colour;
  float stroke;

  [[nodiscard]] ImVec2 at(float x, float y) const {
    return {centre.x + x * half, centre.y + y * half};
  }
  void line(float x1, float y1, float x2, float y2) const {
    list->AddLine(at(x1, y1), at(x2, y2), colour, stroke);
  }
  void box(float x1, float y1, float x2, float y2, float round = 0) const {
    list->AddRectFilled(at(x1, y1), at(x2, y2), colour, round * half);
  }
  void dot(float x, float y, float radius) const {
    list->AddCircleFilled(at(x, y), radius * half, colour);
  }
  void triangle(float x1, float y1, float x2, float y2, float x3, float y3) const {
    list->AddTriangleFilled(at(x1, y1), at(x2, y2), at(x3, y3), colour);
  }
  template <std::size_t count>
  void polyline(const std::array<ImVec2, count>& shape) const {
    std::array<ImVec2, count> points;
    for (std::size_t i = 0; i < count; ++i) points[i] = at(shape[i].x, shape[i].y);
    list->AddPolyline(points.data(), static_cast<int>(count), colour, 0, stroke);
  }
};

/// A skull in outline, with filled eyes and nose: a draw list cannot cut holes out of a filled
/// shape.
void draw_skull(const Pen& pen) {
  pen.list->PathClear();
  pen.list->PathArcTo(pen.at(0, -0.22F), pen.half * 0.78F, pi * 0.80F, pi * 2.20F, 24);
  pen.list->PathLineTo(pen.at(0.44F, 0.5F));
  pen.list->PathLineTo(pen.at(0.44F, 0.92F));
  pen.list->PathLineTo(pen.at(-0.44F, 0.92F));
  pen.list->PathLineTo(pen.at(-0.44F, 0.5F));
  pen.list->PathStroke(pen.colour, ImDrawFlags_Closed, pen.stroke);
  pen.dot(-0.32F, -0.12F, 0.22F);
  pen.dot(0.32F, -0.12F, 0.22F);
  pen.triangle(0, 0.16F, -0.12F, 0.38F, 0.12F, 0.38F);
  pen.line(-0.15F, 0.62F, -0.15F, 0.92F);
  pen.line(0.15F, 0.62F, 0.15F, 0.92F);
}

void draw_reset(const Pen& pen) {
  pen.list->PathClear();
  pen.list->PathArcTo(pen.at(0, 0.06F), pen.half * 0.7F, -pi * 0.28F, pi * 1.32F, 28);
  pen.list->PathStroke(pen.colour, 0, pen.stroke);
  pen.triangle(0.02F, -0.62F, 0.62F, -0.92F, 0.66F, -0.24F);
}

void draw_lock(const Pen& pen) {
  pen.list->PathClear();
  pen.list->PathLineTo(pen.at(-0.42F, 0.1F));
  pen.list->PathArcTo(pen.at(0, -0.4F), pen.half * 0.42F, pi, pi * 2, 16);
  pen.list->PathLineTo(pen.at(0.42F, 0.1F));
  pen.list->PathStroke(pen.colour, 0, pen.stroke);
  pen.box(-0.7F, -0.08F, 0.7F, 0.9F, 0.16F);
}

void draw_clock(const Pen& pen) {
  pen.list->AddCircle(pen.at(0, 0), pen.half * 0.82F, pen.colour, 32, pen.stroke);
  pen.polyline(std::array<ImVec2, 3>{{{0, -0.48F}, {0, 0.04F}, {0.36F, 0.26F}}});
}

void draw_queue(const Pen& pen) {
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 3; ++column) {
      const float x = -0.86F + 0.62F * static_cast<float>(column),
                  y = -0.56F + 0.62F * static_cast<float>(row);
      pen.box(x, y, x + 0.48F, y + 0.48F, 0.1F);
    }
  }
}

void draw_media(const Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::play:
      pen.triangle(-0.6F, -0.8F, 0.85F, 0, -0.6F, 0.8F);
      break;
    case Icon::pause:
      pen.box(-0.65F, -0.75F, -0.18F, 0.75F, 0.1F);
      pen.box(0.18F, -0.75F, 0.65F, 0.75F, 0.1F);
      break;
    case Icon::step:
      pen.triangle(-0.75F, -0.75F, 0.4F, 0, -0.75F, 0.75F);
      pen.box(0.45F, -0.75F, 0.75F, 0.75F, 0.08F);
      break;
    case Icon::stop:
      pen.box(-0.65F, -0.65F, 0.65F, 0.65F, 0.14F);
      break;
    default:
      break;
  }
}

void draw_sign(const Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::check:
      pen.polyline(std::array<ImVec2, 3>{{{-0.72F, 0.05F}, {-0.2F, 0.58F}, {0.76F, -0.56F}}});
      break;
    case Icon::cross:
    case Icon::close:
      pen.line(-0.58F, -0.58F, 0.58F, 0.58F);
      pen.line(0.58F, -0.58F, -0.58F, 0.58F);
      break;
    case Icon::exclamation:
      pen.box(-0.15F, -0.85F, 0.15F, 0.3F, 0.12F);
      pen.dot(0, 0.68F, 0.2F);
      break;
    case Icon::plus:
      pen.line(-0.6F, 0, 0.6F, 0);
      pen.line(0, -0.6F, 0, 0.6F);
      break;
    case Icon::minus:
      pen.line(-0.6F, 0, 0.6F, 0);
      break;
    case Icon::chevron_down:
      pen.polyline(std::array<ImVec2, 3>{{{-0.6F, -0.3F}, {0, 0.35F}, {0.6F, -0.3F}}});
      break;
    case Icon::chevron_right:
      pen.polyline(std::array<ImVec2, 3>{{{-0.3F, -0.6F}, {0.35F, 0}, {-0.3F, 0.6F}}});
      break;
    case Icon::lightning:
      pen.triangle(0.25F, -0.95F, -0.6F, 0.15F, 0.05F, 0.15F);
      pen.triangle(-0.25F, 0.95F, 0.6F, -0.15F, -0.05F, -0.15F);
      break;
    default:
      break;
  }
}

}  // namespace

void Canvas::icon(Icon icon, const Rect& rect, Ink ink) {
  if (record_ != nullptr) record_->add(CanvasMark::Kind::icon, rect, ink, *list_).icon = icon;
  const float half = std::min(rect.w, rect.h) / 2;
  const Pen pen{list_, rect.centre(), half, pixel_colour(ink.rgb, ink.alpha),
                std::max(1.5F, half * 0.24F)};
  switch (icon) {
    case Icon::skull:
      draw_skull(pen);
      break;
    case Icon::reset:
      draw_reset(pen);
      break;
    case Icon::lock:
      draw_lock(pen);
      break;
    case Icon::clock:
      draw_clock(pen);
      break;
    case Icon::queue:
      draw_queue(pen);
      break;
    case Icon::play:
    case Icon::pause:
    case Icon::step:
    case Icon::stop:
      draw_media(pen, icon);
      break;
    default:
      draw_sign(pen, icon);
      break;
  }
}

}  // namespace sharedfate
