#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/playground/draw/drawing.h"
#include "app/playground/widgets/ui.h"
#include "app/playground/window/window.h"
#include "core/base/result.h"

namespace sharedfate {

/// The presenter's own window, on another monitor where there is one. If it may have opened over
/// the main window instead (Window::may_be_covered_by_another), its notes stay covered until its
/// button is clicked. It has graphics, fonts and widgets of its own; its keys act like those of the
/// main window. Main thread. Must be destroyed before the main window.
class PresenterWindow {
 public:
  /// Draws the content, once a frame.
  using View = std::function<void(Ui& ui, const Rect& place)>;

  /// How it is drawn: as the main window is.
  struct Look {
    float text_scale = 1;
    ThemeName theme = ThemeName::dark;
    bool motion = true;
    std::uint64_t time_ns = 0;
    double time_s = 0;
    std::optional<double> behind_s = std::nullopt;
  };

  /// Opens it with the fonts of the main window `room`; it stays hidden until its first frame. The
  /// OpenGL context of `room` is current again afterwards.
  static Result<std::unique_ptr<PresenterWindow>> open(Window& class_window,
                                                       const FontFiles& fonts);
  ~PresenterWindow();
  PresenterWindow(const PresenterWindow&) = delete;
  PresenterWindow& operator=(const PresenterWindow&) = delete;

  /// The keys pressed in it since the last call, to be added to those of the main window before
  /// that window's frame. Pointer events are kept for its own widgets.
  Input take_input();
  /// Draws one frame and shows it. The main window's OpenGL context is current again afterwards.
  void draw(const Look& look, const View& view);
  /// What its widgets asked for in the last frame.
  std::vector<AppCommand> take_commands() { return ui_.take_commands(); }

  /// Whether something came that needs a new frame.
  [[nodiscard]] bool touched() const { return window_->touched(); }
  /// Whether a key or a mouse button was used in it since the last take_input().
  [[nodiscard]] bool pressed() const { return window_->pressed(); }
  /// Whether something in it moves, so that the next frame will differ.
  [[nodiscard]] bool moving() const { return ui_.moving() || drawing_->lacks_characters(); }
  /// Whether the user wants to close this window; the app goes on.
  [[nodiscard]] bool close_asked() const { return window_->close_asked(); }
  [[nodiscard]] const Ui& ui() const { return ui_; }

 private:
  PresenterWindow(Window& class_window, std::unique_ptr<Window> window);
  void draw_cover(Rect area);
  [[nodiscard]] float wanted_scale(float text_scale) const;

  Window& class_window_;
  std::unique_ptr<Window> window_;
  std::unique_ptr<Drawing> drawing_;
  Ui ui_;
  Input pointer_input_;
  bool covered_;  ///< the notes are hidden, because this window may lie over the main one
};

/// Appends the keys of `other` to those of `input`.
void append_keys(Input& input, Input other);

}  // namespace sharedfate
