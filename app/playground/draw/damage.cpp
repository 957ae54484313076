#include "app/playground/draw/damage.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sharedfate {
namespace {

/// Up to this number, rectangles are compared with each other. Beyond it, all changes of a row
/// become one rectangle first.
constexpr std::size_t compared_max = 48;

int tile_from(float pixel, int tiles) {
  return static_cast<int>(
      std::clamp(std::floor(pixel / Damage::tile_side), 0.0F, static_cast<float>(tiles)));
}

int tile_to(float pixel, int tiles) {
  return static_cast<int>(
      std::clamp(std::ceil(pixel / Damage::tile_side), 0.0F, static_cast<float>(tiles)));
}

}  // namespace

void Damage::begin(int width, int height) {
  if (width != width_ || height != height_) {
    width_ = width, height_ = height;
    columns_ = (width + tile_side - 1) / tile_side;
    rows_ = (height + tile_side - 1) / tile_side;
    known_ = false;
  }
  now_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), 0);
}

void Damage::note(const Rect& place, std::uint64_t fingerprint) {
  const int first = tile_from(place.x, columns_), last = tile_to(place.right(), columns_);
  const int end = tile_to(place.bottom(), rows_);
  for (int row = tile_from(place.y, rows_); row < end; ++row) {
    std::uint64_t* const tiles = now_.data() + static_cast<std::ptrdiff_t>(row) * columns_;
    for (int column = first; column < last; ++column)
      tiles[column] = mix_fingerprint(tiles[column], fingerprint);
  }
}

std::span<const Rect> Damage::end() {
  found_.clear();
  rects_.clear();
  if (!known_) {
    if (columns_ > 0 && rows_ > 0) found_.push_back({0, 0, columns_, rows_});
  } else {
    for (int row = 0; row < rows_; ++row) find_runs(row);
    merge_overlapping();
    while (found_.size() > rects_max) {
      merge_cheapest();
      merge_overlapping();
    }
  }
  known_ = true;
  before_.swap(now_);
  for (const Tiles& tiles : found_) rects_.push_back(pixels(tiles));
  return rects_;
}

Damage::Tiles Damage::hull(const Tiles& one, const Tiles& other) {
  return {std::min(one.left, other.left), std::min(one.top, other.top),
          std::max(one.right, other.right), std::max(one.bottom, other.bottom)};
}

/// Finds the runs of changed tiles in a row. A run directly below one of the same columns extends
/// that one.
void Damage::find_runs(int row) {
  const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_);
  const auto changed = [&](int column) {
    const std::size_t tile = at + static_cast<std::size_t>(column);
    return now_[tile] != before_[tile];
  };
  const bool crowded = found_.size() > compared_max;
  for (int column = 0; column < columns_; ++column) {
    if (!changed(column)) continue;
    int end = column + 1;
    for (int next = end; next < columns_; ++next) {
      if (changed(next)) end = next + 1;
      // A gap of one tile costs less than one more rectangle.
      if (next > end && !crowded) break;
    }
    const auto above = std::find_if(found_.begin(), found_.end(), [&](const Tiles& tiles) {
      return tiles.bottom == row && tiles.left == column && tiles.right == end;
    });
    if (above != found_.end()) {
      above->bottom = row + 1;
    } else {
      found_.push_back({column, row, end, row + 1});
    }
    column = end - 1;
  }
}

void Damage::merge_overlapping() {
  bool merged = true;
  while (merged) {  // a merged rectangle may overlap further ones
    merged = false;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      for (std::size_t j = found_.size(); j-- > i + 1;) {
        if (!found_[i].meets(found_[j])) continue;
        found_[i] = hull(found_[i], found_[j]);
        found_[j] = found_.back();
        found_.pop_back();
        merged = true;
      }
    }
  }
}

/// Merges the two rectangles whose union adds the fewest tiles.
void Damage::merge_cheapest() {
  std::size_t first = 0, second = 1;
  int least = std::numeric_limits<int>::max();
  for (std::size_t i = 0; i < found_.size(); ++i) {
    for (std::size_t j = i + 1; j < found_.size(); ++j) {
      const int added = hull(found_[i], found_[j]).area() - found_[i].area() - found_[j].area();
      if (added >= least) continue;
      least = added, first = i, second = j;
    }
  }
  found_[first] = hull(found_[first], found_[second]);
  found_[second] = found_.back();
  found_.pop_back();
}

Rect Damage::pixels(const Tiles& tiles) const {
  const int left = tiles.left * tile_side, top = tiles.top * tile_side;
  const int right = std::min(tiles.right * tile_side, width_);
  const int bottom = std::min(tiles.bottom * tile_side, height_);
  return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(right - left),
          static_cast<float>(bottom - top)};
}

}  // namespace sharedfate
