#pragma once

#include <optional>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Copies parts of a window's back buffer, which keeps its pixels, to the screen. For software
/// renderers, which save time with each pixel that is neither drawn nor copied; with a graphics
/// card a plain swap is cheaper. Main thread only.
class BufferCopy {
 public:
  /// For the window whose OpenGL context is current. Empty if it is to be swapped instead.
  static std::optional<BufferCopy> find();
  /// Copies `part`, in whole pixels, of a window that is `window_height` pixels high. Returns once
  /// the display has taken it.
  void show(const Rect& part, int window_height) const;

 private:
  using Copy = void (*)(void* display, unsigned long drawable, int x, int y, int width, int height);
  Copy copy_ = nullptr;
  void* display_ = nullptr;
  unsigned long drawable_ = 0;
};

}  // namespace sharedfate
