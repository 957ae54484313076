#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Finds the parts of the screen that differ from the frame before. The screen is divided into
/// square tiles. All that is drawn is noted with the rectangle that it can touch, and each tile
/// keeps one fingerprint of what touched it, in order. Needs no drawing library. Allocates only if
/// the size changes or more has changed than ever before.
class Damage {
 public:
  static constexpr int tile_side = 32;  ///< pixels; a divisor of the 64 of Mesa's software renderer
  /// The most rectangles that end() returns: all draw commands are searched once for each.
  static constexpr std::size_t rects_max = 8;

  /// Begins a frame of that size in pixels. If the size has changed, the whole frame counts as
  /// changed.
  void begin(int width, int height);
  /// Notes something that touches no pixel outside of `place`. What looks different must have a
  /// different `fingerprint`; a collision (2^-64) is accepted.
  void note(const Rect& place, std::uint64_t fingerprint);
  /// The pixels of the frame before are lost: the whole next frame counts as changed.
  void forget() { known_ = false; }
  /// Ends the frame. Returns what has changed: disjoint rectangles of whole pixels inside the
  /// screen; empty: nothing. Valid until the next end().
  std::span<const Rect> end();

 private:
  struct Tiles {  ///< left ≤ x < right, top ≤ y < bottom
    int left, top, right, bottom;
    [[nodiscard]] int area() const { return (right - left) * (bottom - top); }
    [[nodiscard]] bool meets(const Tiles& other) const {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  };
  static Tiles hull(const Tiles& one, const Tiles& other);
  void find_runs(int row);
  void merge_overlapping();
  void merge_cheapest();
  [[nodiscard]] Rect pixels(const Tiles& tiles) const;

  int width_ = 0, height_ = 0, columns_ = 0, rows_ = 0;
  bool known_ = false;  ///< whether `before_` is what the screen shows
  std::vector<std::uint64_t> now_, before_;
  std::vector<Tiles> found_;
  std::vector<Rect> rects_;
};

/// Mixes a word into a fingerprint; the order matters.
inline std::uint64_t mix_fingerprint(std::uint64_t fingerprint, std::uint64_t word) {
  std::uint64_t mixed = (fingerprint ^ word) * 0x9E3779B97F4A7C15U;
  mixed ^= mixed >> 32;
  return mixed * 0xD6E8FEB86659FD93U + word;
}

/// The fingerprint of the bytes of a value. Its type must have no padding.
template <typename Value>
std::uint64_t fingerprint_of(const Value& value) {
  std::uint64_t words[(sizeof value + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)] = {};
  std::memcpy(words, &value, sizeof value);
  std::uint64_t fingerprint = 0;
  for (const std::uint64_t word : words) fingerprint = mix_fingerprint(fingerprint, word);
  return fingerprint;
}

}  // namespace sharedfate
