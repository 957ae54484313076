#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// How many words the controls have room for.
enum class Wording : std::uint8_t { words, brief, keys };

/// One control of the bar: how wide it is, and how it draws itself and acts. Its key works whatever
/// is drawn.
struct Control {
  std::function<float(PanelContext&, Wording)> width;
  std::function<void(PanelContext&, const Rect&, Wording)> draw;
};

/// Run, step, reset, add; tempo, workers; workload, number of tasks, lanes.
std::vector<Control> lane_controls();
/// Where a lane of Python is open: how long its threads keep the GIL, and the interpreter.
std::vector<Control> python_controls(const Model& model);
/// Whom to hit, and the faults of the page that the desk has open.
std::vector<Control> fault_controls(const ViewState& view_state);

/// The chosen fault in words, to be copied; and a field to type or paste one into.
Control fault_spec_control();

/// As many faults as there are number keys make a page of the palette.
constexpr std::size_t faults_per_page = 10;
/// The number key of a fault, by its index in faults(): "1" to "9", then "0", and again.
std::string fault_key(std::size_t index);

/// The ground that all controls share, lighter under the pointer.
void draw_control_ground(Ui& ui, const Rect& rect, const Interaction& pointer, bool chosen = false);

}  // namespace sharedfate
