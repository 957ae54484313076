#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/playground/draw/geometry.h"
#include "app/playground/draw/theme.h"
#include "app/playground/widgets/input.h"
#include "app/playground/widgets/key_layout.h"
#include "app/playground/window/buffer_copy.h"
#include "app/playground/window/clipboard.h"
#include "core/base/result.h"

struct GLFWmonitor;
struct GLFWwindow;

namespace sharedfate {

class Drawing;

/// A window with its OpenGL 3.3 context and its input. Main thread only. Several may be open; each
/// draws and swaps while its own context is current.
class Window {
 public:
  struct Size {
    int width, height;
  };
  /// The size at which it opens by itself: four fifths of the first monitor, in screen coordinates,
  /// which are pixels unless the desktop scales; 1600 x 900 where there is no monitor.
  static Size usual_size();
  /// Opens it hidden, so that it appears with a whole frame. `size`: framebuffer pixels; nothing:
  /// its usual size. Its context is current afterwards.
  static Result<std::unique_ptr<Window>> open(const std::string& title, std::optional<Size> size);
  /// Opens another hidden window: full screen on a monitor that this window is not on or, where
  /// there is none, of that size in pixels. This window's context is current afterwards.
  [[nodiscard]] Result<std::unique_ptr<Window>> open_another(const std::string& title, int width,
                                                             int height) const;
  /// Whether a window from open_another() may open over this one although there is a second
  /// monitor: both monitors show the same, or, on Wayland, GLFW does not say which of them this
  /// window is on.
  [[nodiscard]] bool may_be_covered_by_another() const;
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Makes its OpenGL context the current one.
  void make_current();
  /// Handles the events that have arrived. Does not wait.
  void poll();
  /// Waits for an event, at most `seconds`; negative: without a limit.
  void wait(double seconds);
  /// Ends the frame that `drawing` has begun and shows it if it differs from the one before. The
  /// first frame makes the window visible. Does not wait for the monitor.
  void show_frame(Drawing& drawing, Rgb background);
  /// Puts text on the clipboard, where it stays as long as the window is open.
  void copy(const std::string& text);

  /// The input since the last call.
  Input take_input();
  /// Whether something came that needs a new frame: input, another size, or part of the window was
  /// uncovered.
  [[nodiscard]] bool touched() const { return touched_ || clipboard_.answered(); }
  /// Whether a key or a mouse button was used since the last take_input() and can be acted on: the
  /// user waits for an answer.
  [[nodiscard]] bool pressed() const {
    if (clipboard_.asking()) return false;
    return !input_.keys.empty() || !input_.pointer_events.empty();
  }
  [[nodiscard]] bool close_asked() const;
  [[nodiscard]] int width() const { return width_; }  ///< framebuffer pixels
  [[nodiscard]] int height() const { return height_; }
  /// The scale of the desktop, 1..4; 1 on most.
  [[nodiscard]] float content_scale() const { return content_scale_; }
  /// Whether the cost of a frame depends only on what has changed: with a software renderer.
  [[nodiscard]] bool shows_parts() const { return buffer_copy_.has_value(); }

 private:
  explicit Window(GLFWwindow* window) : window_(window) {}
  static Result<std::unique_ptr<Window>> create(const std::string& title, int width, int height,
                                                GLFWmonitor* monitor);
  [[nodiscard]] GLFWmonitor* other_monitor() const;
  void limit_size();
  void fit_size(int width, int height);
  void install_callbacks();
  void read_size();
  void present(std::span<const Rect> changed);
  void draw_all_again();
  void ask_clipboard();
  void keep_keys_after_paste(std::vector<KeyPress>& keys);
  [[nodiscard]] Point pixels(double x, double y) const;
  static Window& of(GLFWwindow* window);

  GLFWwindow* window_;
  Input input_;
  ClipboardReader clipboard_;
  std::size_t keys_before_paste_ = 0;  ///< keys pressed before Ctrl+V; later ones wait for its text
  bool touched_ = true;
  bool held_down_ = false;  ///< whether the last press of a key was an automatic repeat
  KeyMeaning last_key_;     ///< the last key pressed, until a character comes
  bool lost_ = false;       ///< the content of the window: all of it is drawn again
  bool drawn_ = false;      ///< the renderer knows the window's size
  bool resized_ = false;    ///< since then, which the renderer does not know yet
  bool shown_ = false;
  std::optional<BufferCopy> buffer_copy_;
  int width_ = 0, height_ = 0;
  float content_scale_ = 1;
  float pixels_per_unit_ = 1;  // framebuffer pixels per screen coordinate
};

}  // namespace sharedfate
