#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Keys that have no character of their own. All others arrive as the character they type, on any
/// keyboard layout.
enum class Key : std::uint8_t {
  none,
  space,
  enter,
  escape,
  tab,
  backspace,
  del,
  left,
  right,
  up,
  down,
  home,
  end,
  page_up,
  page_down,
  f1,
  f5,
  f11,
};

struct KeyPress {
  Key key = Key::none;
  char32_t character = 0;  ///< set when key is none: 'r', '?', '+', '3'
  bool shift = false, control = false;
  bool repeat = false;  ///< held down
  bool taken = false;   ///< somebody has acted on it
  char32_t chord = 0;   ///< Ctrl and this letter, which types nothing: key and character are none
  std::size_t clicks_before = 0;  ///< how many of the frame's pointer events came earlier
};

struct PointerEvent {
  enum class Kind : std::uint8_t { press, release };
  Kind kind;
  int button;  ///< 0 left, 1 right, 2 middle
  Point at;
};

/// What came from the person since the last frame, in order of arrival: a click that is over within
/// one frame counts.
struct Input {
  std::vector<KeyPress> keys;
  std::vector<PointerEvent> pointer_events;
  Point pointer{-1, -1};  ///< pixels
  float wheel = 0;        ///< steps upwards
  std::string pasted;     ///< what Ctrl+V brought; empty: nothing
  bool pointer_inside = false;
};

}  // namespace sharedfate
