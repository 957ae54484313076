#pragma once

namespace sharedfate {

/// A picture in the graphics driver's memory that can be drawn into, and that keeps what was drawn:
/// a window's own buffers need not. Belongs to the OpenGL context that is current at its resize();
/// that one must be current in all other calls, and in its destructor.
class Framebuffer {
 public:
  Framebuffer() = default;
  ~Framebuffer();
  Framebuffer(const Framebuffer&) = delete;
  Framebuffer& operator=(const Framebuffer&) = delete;

  /// Gives it that size in pixels, at least 1 each way; another one than before loses what was
  /// drawn. Binds it. Returns false where the driver refuses it.
  bool resize(int width, int height);
  /// What is drawn from now on goes into it.
  void bind() const;
  /// What is drawn from now on goes into the window.
  static void bind_window();
  /// Copies all of it into the window's buffer, which is bound afterwards.
  void copy_to_window() const;

 private:
  unsigned framebuffer_ = 0, colour_ = 0;
  int width_ = 0, height_ = 0;
};

}  // namespace sharedfate
