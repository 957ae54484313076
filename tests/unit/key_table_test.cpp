// The table of keys: what a key means where, and that no two of its rows contradict each other.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <string>
#include <string_view>

#include "app/playground/panel/key_table.h"

namespace sharedfate::testing {
namespace {

constexpr int scope_count = std::bit_width(static_cast<unsigned>(KeyScope::last));

KeyScope scope_at(int index) { return static_cast<KeyScope>(1 << index); }

KeyPress typed(char32_t character) {
  KeyPress press;
  press.character = press.shortcut = character;
  return press;
}

KeyPress named(Key key) {
  KeyPress press;
  press.key = key;
  return press;
}

int rows_with(KeyScope scope, const KeyStroke& stroke) {
  int count = 0;
  for (const KeyRow& row : key_rows()) {
    if (!row.scopes.has(scope)) continue;
    for (const KeyStroke& each : row.strokes) count += each == stroke ? 1 : 0;
  }
  return count;
}

TEST(KeyTable, no_key_means_two_things_in_one_place) {
  int strokes = 0;
  for (int index = 0; index < scope_count; ++index) {
    for (const KeyRow& row : key_rows()) {
      if (!row.scopes.has(scope_at(index))) continue;
      for (const KeyStroke& stroke : row.strokes) {
        if (stroke == KeyStroke{}) continue;
        ++strokes;
        EXPECT_EQ(rows_with(scope_at(index), stroke), 1)
            << "scope " << index << ": " << row.cap << " " << row.words;
      }
    }
  }
  EXPECT_GT(strokes, 200) << "every place has keys";
}

TEST(KeyTable, an_action_has_one_key_cap_everywhere) {
  for (const KeyRow& row : key_rows()) EXPECT_EQ(key_cap_of(row.action), row.cap) << row.words;
}

TEST(KeyTable, every_place_has_a_way_out) {
  for (int index = 0; index < scope_count; ++index) {
    const KeyScope scope = scope_at(index);
    // Text takes all keys; the list is where every way out ends.
    if (scope == KeyScope::typing_code || scope == KeyScope::typing_fault) continue;
    const KeyRow* const out = find_key_row(scope, named(Key::escape));
    ASSERT_EQ(out != nullptr, scope != KeyScope::list) << index;
    if (out == nullptr) continue;
    const Verb way_out = scope == KeyScope::question ? Verb::decline : Verb::leave;
    EXPECT_EQ(out->action, UserAction(way_out)) << index;
  }
}

TEST(KeyTable, a_clicker_leads_through_a_step) {
  for (const KeyScope scope : {KeyScope::lesson, KeyScope::lesson_stepping}) {
    EXPECT_EQ(find_key_row(scope, named(Key::page_down))->action, UserAction(Verb::forward));
    EXPECT_EQ(find_key_row(scope, named(Key::page_up))->action, UserAction(Verb::back));
    EXPECT_EQ(find_key_row(scope, named(Key::f5))->action, UserAction(Verb::run_step));
    EXPECT_EQ(find_key_row(scope, typed(U'.'))->action, UserAction(Verb::blank));
    EXPECT_EQ(find_key_row(scope, typed(U'3'))->action, (UserAction{Verb::type_digit, 3}));
  }
  EXPECT_EQ(find_key_row(KeyScope::lesson, typed(U'b'))->action, UserAction(Verb::blank));
  EXPECT_EQ(find_key_row(KeyScope::lesson_stepping, typed(U'b'))->action, UserAction(Verb::b_goes));
}

TEST(KeyTable, a_held_key_repeats_only_what_it_may) {
  KeyPress held = typed(U'r');
  held.repeat = true;
  EXPECT_EQ(find_key_row(KeyScope::free_play, held), nullptr) << "one reset for one press";
  held = named(Key::left);
  held.repeat = true;
  ASSERT_NE(find_key_row(KeyScope::free_play, held), nullptr);
  EXPECT_EQ(find_key_row(KeyScope::free_play, held)->action, UserAction(Verb::slower));
}

TEST(KeyTable, shift_counts_with_tab_only) {
  KeyPress tab = named(Key::tab);
  EXPECT_EQ(find_key_row(KeyScope::free_play, tab)->action, UserAction(Verb::next_worker));
  tab.shift = true;
  EXPECT_EQ(find_key_row(KeyScope::free_play, tab)->action, UserAction(Verb::previous_worker));
  KeyPress question = typed(U'?');
  question.shift = true;
  EXPECT_EQ(find_key_row(KeyScope::free_play, question)->action, UserAction(Verb::show_keys));
}

TEST(KeyTable, ctrl_z_is_undo_and_no_z) {
  KeyPress press;
  press.control = true;
  press.chord = U'z';
  ASSERT_NE(find_key_row(KeyScope::free_play, press), nullptr);
  EXPECT_EQ(find_key_row(KeyScope::free_play, press)->action, UserAction(Verb::undo));
  EXPECT_EQ(find_key_row(KeyScope::free_play, typed(U'z')), nullptr);
  press.chord = U'r';
  EXPECT_EQ(find_key_row(KeyScope::free_play, press), nullptr) << "Ctrl+R resets nothing";
  press.chord = U'z';
  press.shift = true;
  EXPECT_EQ(find_key_row(KeyScope::free_play, press), nullptr) << "Ctrl+Shift+Z is redo elsewhere";
}

TEST(KeyTable, text_takes_all_keys_but_f5_for_the_code) {
  for (const char32_t character : {U'q', U'.', U's', U'?'}) {
    EXPECT_EQ(find_key_row(KeyScope::typing_code, typed(character)), nullptr);
    EXPECT_EQ(find_key_row(KeyScope::typing_fault, typed(character)), nullptr);
  }
  EXPECT_EQ(find_key_row(KeyScope::typing_code, named(Key::f5))->action,
            UserAction(Verb::run_or_hold));
}

}  // namespace
}  // namespace sharedfate::testing
