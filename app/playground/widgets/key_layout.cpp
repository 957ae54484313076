#include "app/playground/widgets/key_layout.h"

#include <string_view>

namespace sharedfate {
namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

/// Whether the key types the character without modifiers, or with Caps Lock: É for é.
bool is_plain(char32_t typed, char32_t plain) {
  return typed == plain || (plain >= U'à' && plain <= U'þ' && typed == plain - (U'à' - U'À'));
}

}  // namespace

char32_t shortcut_of(char32_t typed, KeyMeaning key) {
  constexpr char32_t latin_end = 0x370;
  // Signs that are shortcuts themselves, on keys that type digits elsewhere.
  constexpr std::u32string_view signs = U"-+=.<>[]?";
  if (key.us != 0 && key.plain >= latin_end && typed >= latin_end) return key.us;
  const bool free = !is_letter(typed) && !is_digit(typed) && signs.find(typed) == signs.npos;
  return is_digit(key.us) && is_plain(typed, key.plain) && free ? key.us : typed;
}

}  // namespace sharedfate
