#pragma once

#include <vector>

#include "app/playground/draw/canvas_record.h"
#include "app/playground/draw/crowd_renderer.h"
#include "app/playground/draw/picture_textures.h"

namespace sharedfate::testing {

/// In the place of Drawing, without a window: its canvases record, and nothing is rendered.
class RecordedDrawing {
 public:
  struct Layers {
    Canvas base, overlay;
  };
  /// Begins a frame of that size in pixels. `scale`: pixels per design unit. Fonts are built once
  /// per scale and process: finding and building them takes longer than hundreds of frames.
  Layers begin_frame(int width, int height, float scale);
  /// Ends the frame. Returns what was drawn on both layers, in the order in which it covers.
  std::vector<CanvasMark> end_frame();

 private:
  CrowdRenderer crowds_;
  PictureTextures pictures_{PictureUpload::none};
  CanvasRecord base_{0}, overlay_{1};
};

}  // namespace sharedfate::testing
