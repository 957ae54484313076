#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// Keys that are known by name. All others arrive as the character that they type in the current
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
  f5,
};

struct KeyPress {
  Key key = Key::none;
  char32_t character = 0;  ///< typed, when key is none: 'r', '?', '+', '3'
  char32_t shortcut = 0;   ///< what that means in any layout: see shortcut_of()
  bool shift = false, control = false;
  bool repeat = false;  ///< automatic repeat of a key that is held down
  bool taken = false;   ///< the key was acted on
  /// The letter pressed with Ctrl, which types nothing: `key` is none and `character` 0.
  char32_t chord = 0;
  std::size_t clicks_before = 0;  ///< number of pointer events of the frame that came earlier
};

struct PointerEvent {
  enum class Kind : std::uint8_t { press, release };
  Kind kind;
  int button;  ///< 0 left, 1 right, 2 middle
  Point at;
};

/// The input since the last frame, in order of arrival. A click that begins and ends within one
/// frame counts.
struct Input {
  std::vector<KeyPress> keys;
  std::vector<PointerEvent> pointer_events;
  Point pointer{-1, -1};  ///< pixels
  float wheel = 0;        ///< steps upwards
  std::string pasted;     ///< with Ctrl+V; empty: nothing
  bool pointer_inside = false;
};

}  // namespace sharedfate
