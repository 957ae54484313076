#include <imgui.h>

#include <array>
#include <cmath>
#include <numbers>

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/canvas_record.h"
#include "app/playground/draw/pixel_colour.h"

// The dashed frame of an address space that is gone; its dashes can fall apart.
namespace sharedfate {
namespace {

/// The outline of a rounded rectangle. A point on it is given by its distance from the start.
class Perimeter {
 public:
  Perimeter(const Rect& rect, float radius)
      : rect_(rect),
        radius_(radius),
        across_(rect.w - 2 * radius),
        down_(rect.h - 2 * radius),
        arc_(radius * std::numbers::pi_v<float> / 2) {}

  [[nodiscard]] float length() const { return 2 * (across_ + down_) + 4 * arc_; }

  /// The point at that distance, clockwise from the end of the top left corner.
  [[nodiscard]] Point at(float distance) const {
    float rest = std::fmod(distance, length());
    if (rest < across_) return {rect_.x + radius_ + rest, rect_.y};
    rest -= across_;
    if (rest < arc_) return on_arc({rect_.right() - radius_, rect_.y + radius_}, -90, rest);
    rest -= arc_;
    if (rest < down_) return {rect_.right(), rect_.y + radius_ + rest};
    rest -= down_;
    if (rest < arc_) return on_arc({rect_.right() - radius_, rect_.bottom() - radius_}, 0, rest);
    rest -= arc_;
    if (rest < across_) return {rect_.right() - radius_ - rest, rect_.bottom()};
    rest -= across_;
    if (rest < arc_) return on_arc({rect_.x + radius_, rect_.bottom() - radius_}, 90, rest);
    rest -= arc_;
    if (rest < down_) return {rect_.x, rect_.bottom() - radius_ - rest};
    return on_arc({rect_.x + radius_, rect_.y + radius_}, 180, rest - down_);
  }

 private:
  [[nodiscard]] Point on_arc(Point centre, float from_degrees, float distance) const {
    const float angle =
        from_degrees * std::numbers::pi_v<float> / 180 + (radius_ > 0 ? distance / radius_ : 0);
    return {centre.x + radius_ * std::cos(angle), centre.y + radius_ * std::sin(angle)};
  }

  Rect rect_;
  float radius_, across_, down_, arc_;
};

/// A number in -1..1 that looks random but is always the same for a dash and a salt.
float scatter(unsigned dash, unsigned salt) {
  unsigned bits = (dash + 1) * 2654435761U ^ salt * 2246822519U;
  bits = (bits ^ (bits >> 15)) * 2654435761U;
  return static_cast<float>((bits >> 8) & 0xFFFFU) / 32767.5F - 1;
}

constexpr std::size_t points_per_dash = 4;
using Dash = std::array<ImVec2, points_per_dash>;

/// Moves a dash to where it is after a fall: away from `centre`, down, and turned. `fallen`: 0..1.
void let_fall(Dash& dash, unsigned index, Point centre, float reach, float fallen) {
  const ImVec2 middle{(dash.front().x + dash.back().x) / 2, (dash.front().y + dash.back().y) / 2};
  const float turn = scatter(index, 1) * 2.4F * fallen;
  const float away_x = middle.x - centre.x, away_y = middle.y - centre.y;
  const float distance = std::max(1.0F, std::hypot(away_x, away_y));
  const float push = reach * fallen * (0.7F + 0.5F * scatter(index, 2));
  const float dx = away_x / distance * push;
  const float dy = away_y / distance * push + reach * 1.2F * fallen * fallen;
  for (ImVec2& point : dash) {
    const float x = point.x - middle.x, y = point.y - middle.y;
    point = {middle.x + dx + x * std::cos(turn) - y * std::sin(turn),
             middle.y + dy + x * std::sin(turn) + y * std::cos(turn)};
  }
}

}  // namespace

void Canvas::broken_frame(const Rect& rect, Ink ink, float thickness, float radius, float fallen) {
  if (rect.empty() || fallen >= 1) return;
  if (record_ != nullptr) record_->add(CanvasMark::Kind::broken_frame, rect, ink, *list_);
  const Rect middle = rect.inset(thickness / 2);
  const Perimeter way(middle,
                      std::clamp(radius - thickness / 2, 0.0F, std::min(middle.w, middle.h) / 2));
  const float wanted = std::max(6.0F, thickness * 4.2F);  // a dash and the gap after it, pixels
  const auto count = static_cast<unsigned>(std::clamp(way.length() / wanted, 4.0F, 4000.0F));
  const float step = way.length() / static_cast<float>(count);
  const std::uint32_t colour = pixel_colour(ink.rgb, ink.alpha * (1 - std::max(0.0F, fallen)));
  const float reach = 28 * scale_;
  for (unsigned index = 0; index < count; ++index) {
    Dash dash;
    for (std::size_t i = 0; i < dash.size(); ++i) {
      const Point point = way.at(step * (static_cast<float>(index) +
                                         0.6F * static_cast<float>(i) / (points_per_dash - 1)));
      dash[i] = {point.x, point.y};
    }
    if (fallen > 0) let_fall(dash, index, rect.centre(), reach, fallen);
    list_->AddPolyline(dash.data(), static_cast<int>(dash.size()), colour, 0, thickness);
  }
}

}  // namespace sharedfate
