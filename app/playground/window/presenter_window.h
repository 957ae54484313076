#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/playground/draw/drawing.h"
#include "app/playground/draw/ui.h"
#include "app/playground/window/window.h"
#include "core/base/result.h"

namespace sharedfate {

/// The presenter's own window, on another monitor where there is one. Where it may have opened over
/// the room's instead (Window::may_be_covered_by_another), its notes are covered until its button
/// is clicked. It has graphics, fonts and widgets of its own; its keys act like those of the room's
/// window. Main thread; must be gone before the room's window is.
class PresenterWindow {
 public:
  /// What it shows is drawn by this, once a frame.
  using View = std::function<void(Ui& ui, const Rect& place)>;

  /// How it is drawn, like the room's window.
  struct Look {
    float text_scale = 1;
    ThemeName theme = ThemeName::dark;
    bool motion = true;
    std::uint64_t time_ns = 0;
    double time_s = 0;
  };

  /// Opens it, hidden until its first frame, with the same faces as the room's window. The room's
  /// OpenGL context is current again afterwards.
  static Result<std::unique_ptr<PresenterWindow>> open(Window& room, const FontFiles& fonts);
  ~PresenterWindow();
  PresenterWindow(const PresenterWindow&) = delete;
  PresenterWindow& operator=(const PresenterWindow&) = delete;

  /// The keys that were pressed in it since the last call: to be added to the room's, before the
  /// room's frame. What the pointer did is kept for its own widgets.
  Input take_input();
  /// Draws one frame and shows it. Afterwards the room's OpenGL context is current again.
  void draw(const Look& look, const View& view);
  /// What its widgets asked for in the frame drawn last.
  std::vector<AppCommand> take_commands() { return ui_.take_commands(); }

  /// Whether something came that a frame should answer.
  [[nodiscard]] bool touched() const { return window_->touched(); }
  /// Whether a key or a button was pressed in it since the last take_input().
  [[nodiscard]] bool pressed() const { return window_->pressed(); }
  /// Whether the frame drawn last will look different soon.
  [[nodiscard]] bool moving() const { return ui_.moving(); }
  /// Whether the person wants it closed; only it.
  [[nodiscard]] bool close_asked() const { return window_->close_asked(); }
  [[nodiscard]] const Ui& ui() const { return ui_; }

 private:
  PresenterWindow(Window& room, std::unique_ptr<Window> window);
  void draw_cover(Rect area);
  [[nodiscard]] float wanted_scale(float text_scale) const;

  Window& room_;
  std::unique_ptr<Window> window_;
  std::unique_ptr<Drawing> drawing_;
  Ui ui_;
  Input pointer_input_;
  bool covered_;  ///< the notes are hidden, because the window may lie over the room's
};

/// Adds the keys of another window to those of this one, in the order of their windows.
void append_keys(Input& input, Input other);

}  // namespace sharedfate
