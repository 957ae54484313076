#pragma once

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/crowd_renderer.h"
#include "app/playground/draw/fonts.h"
#include "core/base/result.h"

namespace sharedfate {

/// ImGui, the fonts and the crowds behind the canvases. ImGui draws and does nothing else: no
/// windows, no input, no files. Needs a current OpenGL 3.3 context from create() on to its end.
class Drawing {
 public:
  explicit Drawing(FontFiles fonts);
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  Status create(float scale);

  struct Layers {
    Canvas base, overlay;
  };
  /// Begins a frame of that size, in pixels. Another scale than before builds the fonts anew.
  Layers begin_frame(int width, int height, float scale, double delta_s);
  /// Ends the frame and draws it into the framebuffer that is bound.
  void end_frame(Rgb background);
  /// Draws the frame that was ended last once more.
  void draw_again(Rgb background);

 private:
  FontFiles font_files_;
  FontSet fonts_;
  CrowdRenderer crowds_;
  float scale_ = 0;
  bool created_ = false;
};

}  // namespace sharedfate
