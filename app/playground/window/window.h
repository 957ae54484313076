#pragma once

#include <memory>
#include <string>

#include "app/playground/draw/input.h"
#include "core/base/result.h"

struct GLFWwindow;

namespace sharedfate {

/// The window with its OpenGL 3.3 context, and what a person does to it. Main thread only; one at a
/// time.
class Window {
 public:
  /// Opens it hidden, so that the first thing anyone sees is a whole frame. `width`, `height`:
  /// framebuffer pixels.
  static Result<std::unique_ptr<Window>> open(const std::string& title, int width, int height);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  void show();
  /// Handles what has arrived and returns at once.
  void poll();
  /// Waits until something arrives, at most `seconds`; without end if negative.
  void wait(double seconds);
  void swap();

  /// What has come since the last call.
  Input take_input();
  /// Whether something came that a frame should answer: input, another size, uncovering.
  [[nodiscard]] bool touched() const { return touched_; }
  [[nodiscard]] bool close_asked() const;
  [[nodiscard]] int width() const { return width_; }  ///< framebuffer pixels
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] float content_scale() const {
    return content_scale_;
  }  ///< as the desktop has it; 1 on most

 private:
  explicit Window(GLFWwindow* window) : window_(window) {}
  void install_callbacks();
  void read_size();
  [[nodiscard]] Point pixels(double x, double y) const;
  static Window& of(GLFWwindow* window);

  GLFWwindow* window_;
  Input input_;
  bool touched_ = true;
  int width_ = 0, height_ = 0;
  float content_scale_ = 1;
  float pixels_per_unit_ = 1;  // framebuffer pixels per screen coordinate
};

}  // namespace sharedfate
