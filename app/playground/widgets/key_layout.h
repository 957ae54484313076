#pragma once

namespace sharedfate {

/// What a key stands for.
struct KeyMeaning {
  char32_t plain = 0;  ///< what it types in the current layout without modifiers; 0: nothing
  /// What it types on a US keyboard with the same modifiers; 0: nothing, or a sign that is no
  /// shortcut there.
  char32_t us = 0;
};

/// What a typed character means as a shortcut: the character itself, except on layouts without
/// Latin letters (Cyrillic, Greek) or with the digits behind Shift (French), where the key's place
/// on a US keyboard counts. Some layouts still have no key for a shortcut: Hebrew types signs with
/// Q and W, Greek with Q, and Czech letters with some of the digits' keys.
char32_t shortcut_of(char32_t typed, KeyMeaning key);

}  // namespace sharedfate
