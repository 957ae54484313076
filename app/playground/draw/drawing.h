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

/// The ImGui context, fonts, crowds and pictures behind the canvases of one window. ImGui is used
/// only to draw: no windows, input or files. The window's OpenGL 3.3 context must be current from
/// create() until this is destroyed. If there are several, their frames must not overlap.
class Drawing {
 public:
  /// `built`: fonts already built from `files`, in the scale that will probably be wanted.
  explicit Drawing(FontFiles files, FontSet built = {});
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  Status create(float scale);

  struct Layers {
    Canvas base, overlay;
  };
  /// The font files, for another window.
  [[nodiscard]] const FontFiles& font_files() const { return font_files_; }
  /// Begins a frame of that size in pixels. Rebuilds the fonts for another `scale` (pixels per
  /// design unit) than before, and, a few times a second at most, for characters that were new in
  /// the last frame. `delta_s`: seconds since the last frame.
  Layers begin_frame(int width, int height, float scale, double delta_s);
  /// Characters of the last frame were drawn as question marks and have not been looked for yet: a
  /// later frame does that.
  [[nodiscard]] bool lacks_characters() const { return fonts_.stale(); }
  /// Ends the frame without drawing it; draw_again() does that.
  void end_frame();
  /// Ends the frame and draws into the window what differs from the frame that was last drawn by
  /// this function. Returns what was drawn, in whole pixels, valid until the next frame; empty:
  /// nothing differs. `keeps_pixels`: the window still has what was drawn into it; if not,
  /// everything is drawn as soon as anything differs.
  std::span<const Rect> end_frame_changed(Rgb background, bool keeps_pixels);
  /// The window has lost its content: the next end_frame_changed() draws everything.
  void forget() { damage_.forget(); }
  /// Draws the frame that was ended last into the bound framebuffer.
  void draw_again(Rgb background);

 private:
  void draw(std::span<const Rect> parts, Rgb background);

  FontFiles font_files_;
  FontSet fonts_;
  double until_rebuild_s_ = 0;  ///< before that, fonts are not built for new characters
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
