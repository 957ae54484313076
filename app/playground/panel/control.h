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
/// Whom to hit, and the faults.
std::vector<Control> fault_controls();

/// The ground that all controls share, lighter under the pointer.
void draw_control_ground(Ui& ui, const Rect& rect, const Interaction& pointer, bool chosen = false);

}  // namespace sharedfate
