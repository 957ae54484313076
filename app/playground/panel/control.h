#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// How many words the controls have room for.
enum class Wording : std::uint8_t { words, brief, keys };

/// A control of the bar: its width, and a function that draws it and acts. Its key works in every
/// wording.
struct Control {
  std::function<float(PanelContext&, Wording)> width;
  std::function<void(PanelContext&, const Rect&, Wording)> draw;
};

/// Run, step, reset, add; tempo, workers; workload, policy, number of tasks, lanes.
std::vector<Control> lane_controls();
/// Switch interval and interpreter; empty unless a Python lane is open.
std::vector<Control> python_controls(const Model& model);
/// The target worker, whether every lane is hit, when, and the faults of the open page.
std::vector<Control> fault_controls(const ViewState& view_state);

/// The chosen fault spec with a copy button, and a field to type or paste one into.
Control fault_spec_control();

/// A page of the palette has as many faults as there are number keys.
constexpr std::size_t faults_per_page = 10;
/// The number key of a fault, by its index in faults(): "1" to "9", then "0"; the same on every
/// page.
std::string fault_key(std::size_t index);

/// Draws the background that all controls share, lighter under the pointer.
void draw_control_ground(Ui& ui, const Rect& rect, const Interaction& pointer, bool chosen = false);

}  // namespace sharedfate
