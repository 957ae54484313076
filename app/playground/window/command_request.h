#pragma once

#include <variant>

#include "app/playground/draw/theme.h"
#include "core/lab/request.h"
#include "core/model/event.h"

namespace sharedfate {

/// A request and the lane it goes to.
struct AddressedRequest {
  LaneIndex lane;
  Request request;
};

// What can be asked of the app itself, beside what is asked of its lanes.
struct OpenLane {
  LaneSpec spec;
};
struct CloseLane {
  LaneIndex lane;
};
struct QuitApp {};
struct SetTheme {
  ThemeName theme;
};
struct SetTextScale {
  float text_scale;
};  ///< clamped to 1..2
struct SetMotion {
  bool on;
};

using AppCommand = std::variant<OpenLane, CloseLane, QuitApp, SetTheme, SetTextScale, SetMotion>;

}  // namespace sharedfate
