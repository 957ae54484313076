#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/playground/draw/canvas.h"
#include "app/playground/widgets/app_command.h"
#include "app/playground/widgets/input.h"

namespace sharedfate {

/// A widget as tests see it.
struct WidgetRecord {
  std::string name;   ///< stable: "lane.0.worker.3", "control.run"
  std::string label;  ///< what it says: "Run"
  Rect rect;          ///< pixels
  bool enabled = true;
  bool focusable = true;
  int layer = 0;        ///< 1: drawn above layer 0
  bool arrows = false;  ///< WidgetLook::arrows
};

/// What the user did with a widget since the last frame.
struct Interaction {
  bool hovered = false;  ///< the pointer is over it and no other widget lies above
  bool held = false;     ///< pressed and not yet released
  bool clicked = false;  ///< clicked, or Enter while it has the focus
  bool right_clicked = false;
  bool focused = false;   ///< has the keyboard; draw focus_ring() if focus_visible()
  bool dragging = false;  ///< held and moved by more than a few pixels
  bool dropped = false;   ///< a drag that began here ended in this frame; see Ui::drop_target()
  float hover = 0, press = 0;  ///< eased 0..1, 120 ms
};

struct WidgetLook {
  bool enabled = true;
  bool focusable = true;  ///< Tab stops here
  /// 1: drawn on overlay(), above everything of layer 0, which has no keyboard meanwhile.
  int layer = 0;
  bool enter_clicks = true;  ///< Enter is a click while it has the focus; false where Enter is text
  bool arrows = false;       ///< the arrow keys are its own once Tab has moved the focus there
};

enum class ButtonKind : std::uint8_t { plain, primary, quiet, danger };

struct ButtonLook {
  ButtonKind kind = ButtonKind::plain;
  bool has_icon = false;
  Icon icon = Icon::play;
  std::string_view key;  ///< drawn as a key cap; empty: none
  bool chosen = false;   ///< outlined in the text tone: this is the current choice
  bool enabled = true;
  bool focusable = true;
  int layer = 0;
};

/// Figures about drawing, for the status line.
struct FrameFigures {
  static constexpr std::size_t kept = 120;
  std::uint64_t number = 0;
  /// From the start of draining until the frame is shown; with a graphics card, until all drawing
  /// commands were submitted.
  double last_ms = 0;
  double median_ms = 0;                 ///< of the last `kept` frames
  std::array<double, kept> times_ms{};  ///< of these frames; frame n, from 0, is at n % kept
};

/// Access to drawing, widgets, input and time. Owned by the window and kept between frames; the
/// canvases are made anew for each frame. Main thread only.
class Ui {
 public:
  // Settings of this frame.
  [[nodiscard]] Rect screen() const { return screen_; }
  /// Converts design units to pixels: 16 units are 16 px at 1600×900 and text scale 1. Includes the
  /// text scale and the size of the window. Rounded to whole pixels above 1.
  [[nodiscard]] float units(float design_units) const;
  [[nodiscard]] float scale() const { return scale_; }  ///< pixels per design unit
  /// Pixels per design unit by the size of the window alone: lengths that do not grow with the
  /// text, as on a class's screen, where a unit is a 900th of the height of a window of 16 : 9.
  [[nodiscard]] float unit() const { return unit_; }
  [[nodiscard]] float text_scale() const { return text_scale_; }  ///< as the user set it, 1..2
  [[nodiscard]] ThemeName theme() const { return palette_->name; }
  [[nodiscard]] const Palette& colours() const { return *palette_; }
  /// For text and outlines.
  [[nodiscard]] Rgb tone(Tone tone) const { return palette_->tone(tone); }
  /// For areas.
  [[nodiscard]] Rgb fill(Tone tone) const { return palette_->fill(tone); }
  [[nodiscard]] bool motion() const { return motion_; }  ///< false: states change without animation
  /// Since the session began; the same during the whole frame.
  [[nodiscard]] double time_s() const { return time_s_; }
  [[nodiscard]] double delta_s() const { return delta_s_; }  ///< since the last frame, at most 0.1
  /// The same time on the monotonic clock, as in events.
  [[nodiscard]] std::uint64_t time_ns() const { return time_ns_; }
  /// By how many seconds the machine is ahead of what this frame shows; nullopt: it is level.
  [[nodiscard]] std::optional<double> behind_s() const { return behind_s_; }
  [[nodiscard]] const FrameFigures& figures() const { return figures_; }
  /// What failed last, as a sentence; empty: nothing.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  /// What the app did last that is not visible, as a sentence; empty: nothing.
  [[nodiscard]] const std::string& notice() const { return notice_; }

  Canvas& canvas() { return canvas_; }    ///< layer 0
  Canvas& overlay() { return overlay_; }  ///< layer 1: menus, help, what is being dragged

  // Input.
  [[nodiscard]] const Input& input() const { return input_; }
  static constexpr double pointer_rests_s = 3;
  /// Whether the pointer moved within the last `pointer_rests_s` seconds; asks for the frame in
  /// which it does not any more.
  [[nodiscard]] bool pointer_moved_lately();
  /// Whether the key was pressed, without automatic repeats, and not yet acted on. Marks it as
  /// acted on.
  bool take_key(Key key);
  /// The typed characters that were not yet acted on, ASCII only. Marks all typed characters and
  /// chords as acted on.
  std::string take_text();
  /// The text that was pasted in this frame, for the first caller; empty: none.
  std::string take_pasted() { return std::exchange(input_.pasted, {}); }
  /// As take_key(), but with automatic repeats, for sliders and steppers.
  bool take_key_repeated(Key key);
  /// Offers each key that was not yet acted on, in order of arrival, to `act`, which returns
  /// whether it acts on it.
  void offer_keys(const std::function<bool(const KeyPress&)>& act);
  /// Whether the key belongs to the widget with the focus and is no shortcut: Enter always, Space
  /// once Tab has moved the focus, arrow keys where the widget has a use for them.
  [[nodiscard]] bool focus_takes(const KeyPress& press) const;

  // Widgets. Names are stable over time: "lane.0.worker.3". Each call registers the widget for this
  // frame.
  /// Registers a region that can be acted on, and draws nothing. Only its visible part counts.
  Interaction region(std::string_view name, const Rect& rect, std::string_view label,
                     const WidgetLook& look = {});
  /// A button. Returns whether it was clicked in this frame.
  bool button(std::string_view name, const Rect& rect, std::string_view label,
              const ButtonLook& look = {});
  /// The width at which the whole button fits.
  [[nodiscard]] float button_width(std::string_view label, const ButtonLook& look = {});
  /// A slider for 0..1, changed by dragging, the wheel and, with the focus, the left and right
  /// arrow keys. Returns whether it changed.
  bool slider(std::string_view name, const Rect& rect, std::string_view label, float& share,
              const WidgetLook& look = {});
  /// "label − value +" in one box. Registers NAME.less and NAME.more. Returns -1, 0 or 1.
  int stepper(std::string_view name, const Rect& rect, std::string_view label,
              std::string_view value, bool can_less, bool can_more, int layer = 0);
  [[nodiscard]] float stepper_width(std::string_view label, std::string_view value);
  /// The ring that marks the widget with the keyboard focus.
  void focus_ring(const Rect& rect, float radius, int layer = 0);

  // Focus. Tab and Shift-Tab move it through the focusable widgets in the order of their
  // registration, unless the key was taken.
  [[nodiscard]] const std::string& focused() const { return focused_; }
  void set_focus(std::string_view name) { focused_ = name; }
  void clear_focus() { focused_.clear(); }
  /// Whether Tab, Enter or an arrow key (left, right) was used since the last click: only then are
  /// rings drawn.
  [[nodiscard]] bool focus_visible() const { return focus_visible_; }

  /// The name of the topmost widget of the last frame under the pointer; empty: none.
  [[nodiscard]] std::string widget_under_pointer() const;
  /// The name of the widget that is being dragged; empty: none.
  [[nodiscard]] std::string_view dragged() const {
    return dragged_ ? std::string_view(held_) : std::string_view{};
  }
  /// The number of the press that holds a widget, also in the frame in which it ends; 0: none does.
  [[nodiscard]] std::uint64_t gesture() const { return gesture_; }
  /// The name of the widget on which a drag ended in this frame; empty: none.
  [[nodiscard]] const std::string& drop_target() const { return drop_target_; }

  // Motion.
  /// A value of that name that moves to `target`, easing out over `seconds`. Equal to `target` at
  /// once if motion is off or the name is new; a new name with a '/' begins at 0.
  float follow(std::string_view name, float target, float seconds = 0.12F);
  /// Asks for another frame soon, because something moves.
  void keep_moving() { moving_ = true; }
  /// Asks for another frame within `seconds`, for something that changes slowly, such as a clock.
  void refresh_within(double seconds) {
    refresh_s_ = refresh_s_ < 0 ? seconds : std::min(refresh_s_, seconds);
  }

  /// Asks the app for something; done after the frame.
  void ask(AppCommand command);
  /// Puts text on the clipboard; done after the frame.
  void copy(std::string text) { copied_ = std::move(text); }

  // For the window that runs the frames; panels call none of these.
  struct FrameSettings {
    Rect screen;
    float scale = 1, text_scale = 1;
    float unit = 1;  ///< `scale` at text scale 1
    ThemeName theme = ThemeName::dark;
    bool motion = true;
    std::uint64_t time_ns = 0;
    double time_s = 0;
    std::optional<double> behind_s = std::nullopt;
    FrameFigures figures;
    std::string complaint;
    std::string notice = {};
  };
  void begin_frame(const FrameSettings& settings, Input input, Canvas canvas, Canvas overlay);
  void end_frame();
  [[nodiscard]] bool moving() const { return moving_; }
  /// Negative: not asked for.
  [[nodiscard]] double seconds_to_refresh() const { return refresh_s_; }
  [[nodiscard]] const std::vector<WidgetRecord>& widgets() const { return widgets_; }
  std::vector<AppCommand> take_commands();
  /// The text that was copied in the frame; empty: none.
  std::string take_copied() { return std::exchange(copied_, {}); }

  Ui();

 private:
  struct Followed {
    float from = 0, to = 0;
    double since_s = 0;
    float seconds = 0;
    std::uint64_t frame = 0;
  };

  [[nodiscard]] const WidgetRecord* hit(Point point) const;
  void play_pointer_events();
  void move_focus();
  KeyPress* find_key(Key key, bool repeats);
  Canvas& layer(int index) { return index == 0 ? canvas_ : overlay_; }
  void draw_button(const Rect& rect, std::string_view label, const ButtonLook& look,
                   const Interaction& state);

  Rect screen_;
  float scale_ = 1, text_scale_ = 1, unit_ = 1;
  const Palette* palette_;
  bool motion_ = true, moving_ = false;
  double time_s_ = 0, delta_s_ = 0, refresh_s_ = -1;
  std::optional<double> behind_s_;
  std::uint64_t time_ns_ = 0;
  FrameFigures figures_;
  std::string complaint_, notice_;
  Canvas canvas_, overlay_;

  Input input_;
  double pointer_moved_s_ = -pointer_rests_s;
  std::vector<WidgetRecord> widgets_, widgets_before_;
  std::string focused_, held_, hovered_, drop_target_, dropped_;
  Point held_from_;
  std::uint64_t presses_ = 0, gesture_ = 0;
  bool dragged_ = false, focus_visible_ = false;
  bool covered_ = false;  // a sheet was on layer 1: nothing below it has the keyboard
  std::vector<std::string> clicked_, right_clicked_;
  std::unordered_map<std::string, Followed> followed_;
  std::vector<AppCommand> commands_;
  std::string copied_;
};

}  // namespace sharedfate
