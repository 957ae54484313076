#pragma once

#include <string>
#include <string_view>

#include "app/playground/panel/control.h"

namespace sharedfate {

/// A plain button of the bar.
struct PressControl {
  std::string_view name;
  std::string_view key_cap;
  bool (*pressed)(PanelContext&);
  void (*act)(PanelContext&);
  std::string (*label)(const PanelContext&, Wording);
  /// The widest label: the bar does not move when the label changes.
  std::string (*widest)(const PanelContext&, Wording);
  std::string (*hint)(const PanelContext&);
  ButtonLook (*look)(const PanelContext&);
};

Control make_control(const PressControl& control);

}  // namespace sharedfate
