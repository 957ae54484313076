#pragma once

#include <span>

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/crowd_renderer.h"
#include "app/playground/draw/damage.h"
#include "app/playground/draw/fonts.h"
#include "app/playground/draw/partial_frame.h"
#include "app/playground/draw/picture_textures.h"
#include "core/base/result.h"

struct ImGuiContext;

namespace sharedfate {

/// ImGui, the fonts, the crowds and the pictures behind the canvases of one window. ImGui draws and
/// does nothing else: no windows, no input, no files. Needs its window's OpenGL 3.3 context to be
/// current from create() on to its end. Of several, one draws a frame at a time.
class Drawing {
 public:
  /// `built`: fonts of these files that are there already, in the size that is likely to be wanted.
  explicit Drawing(FontFiles files, FontSet built = {});
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  Status create(float scale);

  struct Layers {
    Canvas base, overlay;
  };
  /// The faces, for another window.
  [[nodiscard]] const FontFiles& font_files() const { return font_files_; }
  /// Begins a frame of that size, in pixels. Another scale than before builds the fonts anew.
  Layers begin_frame(int width, int height, float scale, double delta_s);
  /// Ends the frame and draws nothing yet: draw_again() does.
  void end_frame();
  /// Ends the frame and draws, into the window, only what differs from the frame that was last
  /// drawn by this. Returns what was drawn, in whole pixels, valid until the next frame; empty:
  /// nothing differs. `keeps_pixels`: whether the window still has what was drawn into it; if not,
  /// all is drawn as soon as anything differs.
  std::span<const Rect> end_frame_changed(Rgb background, bool keeps_pixels);
  /// end_frame_changed() draws all the next time: the window has lost what was shown of it.
  void forget() { damage_.forget(); }
  /// Draws the frame that was ended last into the framebuffer that is bound.
  void draw_again(Rgb background);

 private:
  void draw(std::span<const Rect> parts, Rgb background);

  FontFiles font_files_;
  FontSet fonts_;
  ImGuiContext* context_;
  CrowdRenderer crowds_;
  PictureTextures pictures_;
  Damage damage_;
  PartialFrame partial_;
  Rect whole_;
  Rgb background_ = 0;
  bool created_ = false;
};

}  // namespace sharedfate
