#pragma once

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/crowd_renderer.h"
#include "app/playground/draw/fonts.h"
#include "app/playground/draw/picture_textures.h"
#include "core/base/result.h"

struct ImGuiContext;

namespace sharedfate {

/// ImGui, the fonts, the crowds and the pictures behind the canvases of one window. ImGui draws and
/// does nothing else: no windows, no input, no files. Needs its window's OpenGL 3.3 context to be
/// current from create() on to its end. Of several, one draws a frame at a time.
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
  ImGuiContext* context_;
  FontFiles font_files_;
  FontSet fonts_;
  CrowdRenderer crowds_;
  PictureTextures pictures_;
  float scale_ = 0;
  bool created_ = false;
};

}  // namespace sharedfate
