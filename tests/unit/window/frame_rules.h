#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/window/playground_frames.h"

// What must hold of every frame, whatever it shows.
namespace sharedfate::testing {

/// What breaks a rule.
struct Finding {
  std::string_view rule;
  std::string subject;      ///< the widget or the words
  std::string details;      ///< places in pixels, figures
  std::string widget = {};  ///< in which words that are cut stand; empty: in none, or another rule
};
using Findings = std::vector<Finding>;

// The rules by name.
/// Hit areas of one layer overlap, and neither is a part of the other by its name ("lane.0" and
/// "lane.0.worker.1").
constexpr std::string_view rule_overlap = "overlap";
/// A hit area reaches out of the screen.
constexpr std::string_view rule_outside = "outside";
/// A hit area is too small to hit.
constexpr std::string_view rule_no_target = "too small to hit";
/// Words stand where the screen ends.
constexpr std::string_view rule_off_screen = "words off the screen";
/// An edge cuts through letters.
constexpr std::string_view rule_sliced = "sliced words";
/// The upper or lower edge of a part of the screen cuts through letters: to be expected only where
/// that part scrolls.
constexpr std::string_view rule_half_scrolled = "half scrolled words";
/// Something that was drawn later, on the same layer, covers a part of the words.
constexpr std::string_view rule_covered = "covered words";
/// Words stand on other words.
constexpr std::string_view rule_collision = "words on words";
/// Words are drawn with … in the place of what did not fit.
constexpr std::string_view rule_shortened = "shortened";
/// Words are not drawn, because there is no room at all.
constexpr std::string_view rule_left_out = "left out";
/// Letters are too small for the height of the window.
constexpr std::string_view rule_tiny = "tiny";
/// The contrast of words with what is below them is under 4.5:1, or under 3:1 for large ones. Those
/// of disabled widgets are exempt.
constexpr std::string_view rule_faint = "faint";
/// Words are scrolled out of sight.
constexpr std::string_view rule_scrolled = "scrolled out of sight";

/// What breaks the rules in that frame.
Findings find_faults(const DrawnFrame& frame);
/// Words that are only seen after scrolling. Not a fault of every frame: lists scroll.
Findings find_scrolled_words(const DrawnFrame& frame);

/// What a rule finds and what stays as it is, for good or until it is mended.
struct Exception {
  std::string_view rule;
  std::string_view subject;  ///< the whole subject, as a pattern for matches()
  std::string_view reason;
  float text_scale_min = 1;       ///< it happens from that size of text on
  std::string_view widget = "*";  ///< the whole Finding::widget, as the subject
};

/// Whether the pattern describes all of the text: * is for any words, # for a number, \# for #.
bool matches(std::string_view pattern, std::string_view text);

/// Those findings that are of one of these rules.
Findings only(std::initializer_list<std::string_view> rules, Findings findings);

/// Fails the running test for each finding that no exception of the lists explains. `where`: which
/// frame it was.
void expect_none(const Findings& findings,
                 std::initializer_list<std::span<const Exception>> exceptions,
                 const FrameLook& look, const std::string& where);

/// Whether the exception is for that finding.
bool explains(const Exception& exception, const Finding& finding, const FrameLook& look);

}  // namespace sharedfate::testing
