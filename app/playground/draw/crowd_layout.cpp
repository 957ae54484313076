#include "app/playground/draw/crowd_layout.h"

#include <cmath>

namespace sharedfate {
namespace {

constexpr float gap_share = 0.25F;  // of a box's side
constexpr float gap_min = 1.0F;

float pitch_of(float box) { return box + std::max(gap_min, std::floor(box * gap_share)); }

int fitting(float length, float box) {
  if (length < box || box <= 0) return 0;
  return 1 + static_cast<int>((length - box) / pitch_of(box));
}

/// The smallest of 1, 2, 5, 10, 20, 50, ... that is at least `wanted`; beyond the largest of them,
/// `wanted` itself.
std::uint64_t round_number_from(std::uint64_t wanted) {
  for (std::uint64_t power = 1; power <= UINT64_MAX / 100; power *= 10) {
    for (const std::uint64_t digit : {1U, 2U, 5U}) {
      if (power * digit >= wanted) return power * digit;
    }
  }
  return wanted;
}

}  // namespace

Rect CrowdLayout::box_rect(std::uint64_t index) const {
  if (columns == 0) return {};
  const auto wide = static_cast<std::uint64_t>(columns);
  return {area.x + static_cast<float>(index % wide) * pitch,
          area.y + static_cast<float>(index / wide) * pitch, box, box};
}

std::uint64_t CrowdLayout::tasks_in_box(std::uint64_t index) const {
  if (index >= boxes) return 0;
  return index + 1 < boxes ? tasks_per_box : count - (boxes - 1) * tasks_per_box;
}

float CrowdLayout::used_height() const {
  return rows == 0 ? 0 : static_cast<float>(rows - 1) * pitch + box;
}

CrowdLayout layout_crowd(std::uint64_t count, Rect area, float box_max, float box_min) {
  CrowdLayout layout;
  layout.count = count;
  layout.area = area;
  // Whole pixels, so that all boxes and gaps are equal and sharp.
  const float smallest = std::max(1.0F, std::floor(box_min));
  float box = std::max(smallest, std::floor(box_max));
  const auto room = [&area](float side) {
    return static_cast<std::uint64_t>(fitting(area.w, side)) *
           static_cast<std::uint64_t>(fitting(area.h, side));
  };
  while (box > smallest && room(box) < std::max<std::uint64_t>(count, 1)) box -= 1;
  layout.box = box;
  layout.pitch = pitch_of(box);
  layout.columns = fitting(area.w, box);
  const std::uint64_t capacity = room(box);
  if (count == 0 || capacity == 0) return layout;
  layout.tasks_per_box = round_number_from((count - 1) / capacity + 1);
  layout.boxes = (count - 1) / layout.tasks_per_box + 1;
  layout.rows =
      static_cast<int>((layout.boxes - 1) / static_cast<std::uint64_t>(layout.columns)) + 1;
  return layout;
}

}  // namespace sharedfate
