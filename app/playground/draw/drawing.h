#pragma once

#include <span>

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/crowd_renderer.h"
#include "app/playground/draw/damage.h"
#include "app/playground/draw/fonts.h"
#include "app/playground/draw/framebuffer.h"
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
  /// Ends the frame, and draws what of it differs from the one that was last ended so into a
  /// picture of its own. Returns whether anything differs.
  bool end_frame_changed(Rgb background);
  /// Copies that picture into the window's buffer.
  void copy_to_window() const { kept_.copy_to_window(); }
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
  Framebuffer kept_;  ///< the frame, as it was last drawn in parts
  Rgb background_ = 0;
  bool created_ = false;
};

}  // namespace sharedfate
