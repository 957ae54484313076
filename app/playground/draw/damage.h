#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Which parts of the screen look different from the frame before. The screen is divided into
/// square tiles; all that is drawn is noted with the rectangle that it can touch, and each tile
/// keeps one fingerprint of what touched it, in order. Plain arithmetic: it knows no drawing
/// library. Allocates only when the size changes or more has changed than ever before.
class Damage {
 public:
  static constexpr int tile_side = 32;  ///< pixels; divides the 64 of Mesa's software renderer
  /// At most so many rectangles: everything is looked through once for each.
  static constexpr std::size_t rects_max = 8;

  /// Begins a frame of that size in pixels. Another size than before: all of it has changed.
  void begin(int width, int height);
  /// Notes something that touches no pixel outside of `place`. `fingerprint` differs, but for
  /// chance (2^-64), from that of anything that looks different.
  void note(const Rect& place, std::uint64_t fingerprint);
  /// The pixels of the frame before are lost: all of this one has changed.
  void forget() { known_ = false; }
  /// Ends the frame. What has changed, in whole pixels; the rectangles are disjoint and inside of
  /// the screen. Empty: nothing. Valid until the next begin().
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

/// The fingerprint of all bytes of a value, which has no padding.
template <typename Value>
std::uint64_t fingerprint_of(const Value& value) {
  std::uint64_t words[(sizeof value + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)] = {};
  std::memcpy(words, &value, sizeof value);
  std::uint64_t fingerprint = 0;
  for (const std::uint64_t word : words) fingerprint = mix_fingerprint(fingerprint, word);
  return fingerprint;
}

}  // namespace sharedfate
