#include "app/playground/draw/key_layout.h"

#include <string_view>

namespace sharedfate {
namespace {

bool is_digit(char32_t character) { return character >= U'0' && character <= U'9'; }

}  // namespace

char32_t shortcut_of(char32_t typed, char32_t us) {
  constexpr char32_t ascii_end = 0x80, minus_sign = U'−';
  constexpr std::u32string_view punctuation = U"-+=.,<>[]?";  // that shortcuts use
  if (us == 0 || typed == minus_sign) return typed;
  if (typed >= ascii_end) return us;
  // Layouts like the French one type these characters with the keys of the digits.
  const bool free = punctuation.find(typed) == punctuation.npos && !is_digit(typed);
  return is_digit(us) && free ? us : typed;
}

}  // namespace sharedfate
