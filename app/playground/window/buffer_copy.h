#pragma once

#include <optional>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Shows parts of a window's back buffer, which keeps its pixels. Software renderers offer that: to
/// them each pixel that is not drawn and not shown is time saved. Where a graphics card draws, a
/// plain swap is cheaper. Main thread only.
class BufferCopy {
 public:
  /// For the window whose OpenGL context is current; nothing where a swap is the way.
  static std::optional<BufferCopy> find();
  /// Shows one part, in whole pixels, of a window of that height. Returns once the display has
  /// taken it.
  void show(const Rect& part, int window_height) const;

 private:
  using Copy = void (*)(void* display, unsigned long drawable, int x, int y, int width, int height);
  Copy copy_ = nullptr;
  void* display_ = nullptr;
  unsigned long drawable_ = 0;
};

}  // namespace sharedfate
