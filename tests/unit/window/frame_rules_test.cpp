// Each rule for frames finds what breaks it, and nothing else.
#include "tests/unit/window/frame_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace sharedfate::testing {
namespace {

constexpr Rgb paper = 0xFFFFFF, black = 0x10161D, grey = 0x9AA0A6;

/// Draws a frame of 800 × 600 by hand.
class Rules : public ::testing::Test {
 protected:
  Rules() : layers_(drawing_.begin_frame(800, 600, 1)) { canvas_.fill(screen_, paper); }

  void add_widget(const std::string& name, const Rect& rect, bool enabled = true, int layer = 0) {
    widgets_.push_back({name, name, rect, enabled, true, layer});
  }
  DrawnFrame draw() {
    DrawnFrame frame;
    frame.screen = screen_;
    frame.marks = drawing_.end_frame();
    frame.widgets = widgets_;
    return frame;
  }
  /// The rules that the frame breaks: "faint: words; tiny: words".
  std::string broken() {
    std::string words;
    for (const Finding& finding : find_faults(draw())) {
      if (!words.empty()) words += "; ";
      words += std::string(finding.rule) + ": " + finding.subject;
    }
    return words;
  }
  Rect write(Point at, std::string_view words, Ink ink = black) {
    return canvas_.text(at, TextRole::body, ink, words);
  }

  const Rect screen_{0, 0, 800, 600};
  RecordedDrawing drawing_;
  RecordedDrawing::Layers layers_;
  Canvas& canvas_ = layers_.base;
  std::vector<WidgetRecord> widgets_;
};

TEST_F(Rules, a_good_frame_breaks_none) {
  add_widget("lane.0", {0, 0, 400, 300});
  add_widget("lane.0.worker.1", {10, 10, 100, 100});
  add_widget("lane.1", {400, 0, 400, 300});
  add_widget("sheet", {0, 0, 800, 600}, true, 1);
  write({10, 10}, "one");
  write({10, 40}, "two");
  canvas_.text_in({100, 100, 300, 40}, TextRole::small, Ink(0x5A6068), "grey, and dark enough");
  EXPECT_EQ(broken(), "");
}

TEST_F(Rules, hit_areas_do_not_overlap) {
  add_widget("control.run", {0, 0, 100, 40});
  add_widget("control.step", {98, 0, 100, 40});
  EXPECT_EQ(broken(), "overlap: control.run / control.step");
}

TEST_F(Rules, a_part_stays_inside_of_its_whole) {
  add_widget("lane.0", {0, 0, 100, 100});
  add_widget("lane.0.worker.1", {50, 50, 100, 40});
  add_widget("lane.01", {10, 10, 20, 20});  // no part of it by its name
  EXPECT_EQ(broken(), "overlap: lane.0 / lane.0.worker.1; overlap: lane.0 / lane.01");
}

TEST_F(Rules, hit_areas_are_on_the_screen_and_can_be_hit) {
  add_widget("right", {750, 0, 52, 40});
  add_widget("line", {0, 100, 200, 3});
  EXPECT_EQ(broken(), "outside: right; too small to hit: line");
}

TEST_F(Rules, words_are_on_the_screen) {
  write({790, 10}, "wide");
  write({10, 590}, "low");
  write({10, 700}, "lost");
  EXPECT_EQ(broken(), "sliced words: wide; sliced words: low; words off the screen: lost");
}

TEST_F(Rules, no_edge_cuts_through_letters) {
  canvas_.clip({100, 100, 100, 100});
  write({90, 120}, "side");
  write({110, 190}, "foot");
  write({110, 97}, "only room above letters");  // too wide as well
  write({110, 300}, "scrolled away");
  canvas_.unclip();
  EXPECT_EQ(broken(),
            "sliced words: side; half scrolled words: foot; sliced words: only room above letters");
}

TEST_F(Rules, scrolled_words_are_found_on_request) {
  canvas_.clip({100, 100, 100, 100});
  write({110, 300}, "scrolled away");
  write({110, 150}, "here");
  canvas_.unclip();
  const Findings findings = find_scrolled_words(draw());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().subject, "scrolled away");
}

TEST_F(Rules, nothing_covers_a_part_of_words) {
  const Rect place = write({10, 10}, "half of it");
  canvas_.fill({place.x + place.w / 2, 0, 200, 100}, paper);
  write({10, 60}, "all of it");
  canvas_.fill({0, 60, 300, 60}, paper);
  write({10, 200}, "below a menu");
  layers_.overlay.fill({50, 190, 300, 60}, paper);
  EXPECT_EQ(broken(), "covered words: half of it");
}

TEST_F(Rules, words_do_not_stand_on_words) {
  write({10, 10}, "below");
  write({20, 15}, "above");
  write({10, 100}, "behind the card");
  canvas_.fill({0, 90, 300, 60}, paper);
  write({10, 100}, "on the card");
  EXPECT_EQ(broken(), "words on words: below / above");
}

TEST_F(Rules, words_are_not_shortened) {
  canvas_.text_in({10, 10, 60, 30}, TextRole::body, Ink(black), "shortened");
  canvas_.text_in({10, 60, 6, 30}, TextRole::body, Ink(black), "gone");
  canvas_.text_wrapped({10, 100, 200, 5}, TextRole::body, Ink(black), "no line");
  canvas_.text_in({10, 150, 70, 30}, TextRole::body, Ink(black), "shortened", Align::left,
                  Overflow::shrink);
  EXPECT_EQ(broken(), "shortened: shortened; left out: gone; left out: no line");
}

TEST_F(Rules, shortened_words_are_told_apart_by_their_widget) {
  add_widget("card", {0, 0, 200, 50});
  canvas_.text_in({10, 10, 60, 30}, TextRole::body, Ink(black), "shortened");
  canvas_.text_in({10, 60, 60, 30}, TextRole::body, Ink(black), "shortened");
  const Findings found = find_faults(draw());
  ASSERT_EQ(found.size(), 2U);
  const Exception in_card{rule_shortened, "*", "meant", 1, "card"};
  EXPECT_TRUE(explains(in_card, found[0], {}));
  EXPECT_FALSE(explains(in_card, found[1], {}));
}

TEST_F(Rules, words_below_a_sheet_are_not_judged) {
  canvas_.text_in({10, 10, 60, 30}, TextRole::body, Ink(black), "shortened");
  write({790, 10}, "wide");
  write({10, 100}, "faint", grey);
  layers_.overlay.fill(screen_, Ink(paper, 0.8F));
  layers_.overlay.text_in({10, 10, 60, 30}, TextRole::body, Ink(black), "on the sheet");
  EXPECT_EQ(broken(), "shortened: on the sheet");
}

TEST_F(Rules, letters_are_large_enough_for_the_window) {
  DrawnFrame frame = draw();
  frame.marks.push_back({.kind = CanvasMark::Kind::text,
                         .place = {10, 10, 50, 8},
                         .clip = screen_,
                         .ink = Ink(black),
                         .text = "tiny",
                         .whole = "tiny",
                         .size = 8});
  const Findings findings = find_faults(frame);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().rule, rule_tiny);
}

TEST_F(Rules, words_differ_from_their_ground) {
  write({10, 10}, "grey on white", grey);
  write({10, 50}, "faded", Ink(black, 0.4F));
  canvas_.text({10, 90}, TextRole::heading, Ink(0x85898E), "large and grey");
  canvas_.fill({0, 120, 300, 40}, black);
  canvas_.fill({0, 120, 300, 40}, Ink(paper, 0.1F));
  write({10, 120}, "black on black");
  canvas_.fill({300, 160, 300, 40}, grey);
  write({250, 160}, "half on grey", Ink(0x6A6F74));
  EXPECT_EQ(broken(),
            "faint: grey on white; faint: faded; faint: black on black; faint: half on grey");
}

TEST_F(Rules, words_of_disabled_widgets_may_be_faint) {
  write({10, 10}, "off", grey);
  write({10, 60}, "on", grey);
  add_widget("off", {0, 0, 100, 40}, false);
  add_widget("on", {0, 50, 100, 40});
  EXPECT_EQ(broken(), "faint: on");
}

TEST(Patterns, match_whole_texts) {
  EXPECT_TRUE(matches("lane.*.worker.*", "lane.0.worker.12"));
  EXPECT_TRUE(matches("lane.#.card", "lane.12.card"));
  EXPECT_FALSE(matches("lane.#.card", "lane..card"));
  EXPECT_FALSE(matches("T#", "T1 runs"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("a*b*c", "a b b c"));
  EXPECT_FALSE(matches("lane.*", "a lane.0"));
  EXPECT_FALSE(matches("lane", "lane.0"));
  EXPECT_FALSE(matches("*b", "ab c"));
  EXPECT_TRUE(matches("\\##", "#12"));
  EXPECT_FALSE(matches("\\##", "12"));
}

}  // namespace
}  // namespace sharedfate::testing
