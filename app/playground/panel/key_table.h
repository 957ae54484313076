#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "app/playground/widgets/input.h"
#include "app/playground/widgets/user_action.h"

// The keys: one table drives what they do, the sheet that lists them and the hints beside controls.
namespace sharedfate {

/// Where a key means something. One of these holds at any time.
enum class KeyScope : std::uint16_t {
  list = 1 << 0,             ///< the list of demos
  lesson = 1 << 1,           ///< a step
  lesson_stepping = 1 << 2,  ///< a step whose threads go by hand: a, b and r are theirs
  free_play = 1 << 3,
  code = 1 << 4,  ///< the code view, while its editor has no focus
  typing_code = 1 << 5,
  question = 1 << 6,  ///< whether code that came with a demo may run
  typing_fault = 1 << 7,
  lab_list = 1 << 8,
  lab = 1 << 9,
  lab_stepping = 1 << 10,
  lab_memory = 1 << 11,
  keys_sheet = 1 << 12,
  receipt = 1 << 13,
  last = receipt,
};

class KeyScopes {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a scope alone is a set
  constexpr KeyScopes(KeyScope scope) : bits_(static_cast<std::uint16_t>(scope)) {}
  [[nodiscard]] constexpr bool has(KeyScope scope) const {
    return (bits_ & static_cast<std::uint16_t>(scope)) != 0;
  }
  friend constexpr KeyScopes operator|(KeyScopes a, KeyScopes b) {
    a.bits_ = static_cast<std::uint16_t>(a.bits_ | b.bits_);
    return a;
  }

 private:
  std::uint16_t bits_;
};
constexpr KeyScopes operator|(KeyScope a, KeyScope b) { return KeyScopes(a) | KeyScopes(b); }

/// One way to press a key.
struct KeyStroke {
  constexpr KeyStroke() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): tables read better
  constexpr KeyStroke(Key named) : key(named) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr KeyStroke(char32_t typed) : character(typed) {}

  Key key = Key::none;
  char32_t character = 0;  ///< as KeyPress::shortcut, or, with Ctrl, as KeyPress::chord
  bool shift = false;      ///< counts for Tab only: elsewhere Shift is part of what is typed
  bool control = false;
  friend bool operator==(const KeyStroke&, const KeyStroke&) = default;
};
constexpr KeyStroke with_shift(Key key) {
  KeyStroke stroke(key);
  stroke.shift = true;
  return stroke;
}
constexpr KeyStroke with_control(char32_t letter) {
  KeyStroke stroke(letter);
  stroke.control = true;
  return stroke;
}

struct KeyRow {
  UserAction action;
  KeyScopes scopes;
  std::array<KeyStroke, 5> strokes;  ///< those beyond the last are empty
  std::string_view cap;              ///< the key as it is drawn beside a control: "PgDn"
  std::string_view words;  ///< what it does, for the sheet; rows with the same words share a line;
                           ///< empty: not on the sheet
  bool repeats = false;    ///< automatic repeats of a held key count, too
};

std::span<const KeyRow> key_rows();
/// The row of that key there; nullptr: it means nothing.
const KeyRow* find_key_row(KeyScope scope, const KeyPress& press);
/// The key cap beside the control for that action; empty: it has no key.
std::string_view key_cap_of(UserAction action);

}  // namespace sharedfate
