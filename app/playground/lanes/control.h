#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// How many words the controls have room for.
enum class Wording : std::uint8_t { words, brief, keys };

/// A control of the bar: its width, and a function that draws it and acts on clicks.
struct Control {
  std::function<float(PanelContext&, Wording)> width;
  std::function<void(PanelContext&, const Rect&, Wording)> draw;
};

/// A plain button of the bar.
struct PressControl {
  std::string_view name;
  UserAction action;
  std::string (*label)(const PanelContext&, Wording);
  /// The widest label: the bar does not move when the label changes.
  std::string (*widest)(const PanelContext&, Wording);
  std::string (*hint)(const PanelContext&);
  ButtonLook (*look)(const PanelContext&);
};

Control make_control(const PressControl& control);

/// Run, step, reset, add; tempo, workers; workload, policy, number of tasks, lanes.
std::vector<Control> lane_controls();
/// Switch interval and interpreter; empty unless a Python lane is open.
std::vector<Control> python_controls(const Model& model);

/// The faults to choose from, a page at a time: all pages use the same keys.
class FaultPalette {
 public:
  /// A page has as many faults as there are number keys.
  static constexpr std::size_t per_page = 10;

  /// The target worker, whether every lane is hit, when, and the faults of the open page. They
  /// refer to the palette.
  std::vector<Control> controls();
  /// Chooses workers and faults, and injects them.
  bool act(PanelContext& context, UserAction action);

 private:
  void draw_fault(PanelContext& context, const Rect& rect, Wording wording, std::size_t index);
  void turn_page();

  std::size_t page_ = 0;
};

/// The chosen fault spec with a copy button, and a field to type or paste one into.
class FaultSpecField {
 public:
  /// Refers to the field.
  Control control();
  /// The field takes all keys.
  [[nodiscard]] bool open() const { return open_; }
  void start_typing();
  void close();

 private:
  void take_input(PanelContext& context);
  Status inject_text(PanelContext& context);
  void draw(PanelContext& context, const Rect& rect);
  void draw_mistake(PanelContext& context, const Rect& under) const;

  bool open_ = false;
  std::string text_, mistake_;
};

/// Draws the background that all controls share, lighter under the pointer.
void draw_control_ground(Ui& ui, const Rect& rect, const Interaction& pointer, bool chosen = false);

}  // namespace sharedfate
