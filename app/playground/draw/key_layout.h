#pragma once

namespace sharedfate {

/// The shortcut that a key means in the current keyboard layout: the character that it types, if
/// that can be a shortcut; otherwise what it types on a US keyboard (`us`; 0: nothing). So the
/// same keys work where letters are Cyrillic or Greek, and where digits need Shift.
char32_t shortcut_of(char32_t typed, char32_t us);

}  // namespace sharedfate
