// The list of demos by chapter, by keys.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

LessonEntry lesson(std::string_view title, std::string_view chapter) {
  const std::string line = chapter.empty() ? "" : fmt::format("chapter = \"{}\"\n", chapter);
  const std::string text = fmt::format(
      "+++\ntitle = \"{}\"\nclaim = \"The claim of {}.\"\n{}minutes = 4\nlanes = [\"threads:2\"]\n"
      "+++\n\n# One\n\nWords.\n\n# Two\n\nWords.\n",
      title, title, line);
  const std::string file = fmt::format("{}.md", title);
  const LessonReading reading = read_lesson(file, text);
  for (const LessonMistake& mistake : reading.mistakes) ADD_FAILURE() << mistake.sentence();
  return {file, reading.lesson, {}};
}

std::vector<LessonEntry> lessons() {
  return {lesson("Alpha", "First"), lesson("Beta", "First"), lesson("Gamma", "Second"),
          lesson("Delta", "")};
}

class LessonList : public ::testing::Test {
 protected:
  LessonList() : frames_(lessons()) { frames_.settled_frame(); }
  /// The title of the chosen demo, by the claim at the foot.
  std::string chosen() {
    const DrawnFrame frame = frames_.settled_frame();
    for (const char* title : {"Alpha", "Beta", "Gamma", "Delta"})
      if (frame.says(fmt::format("The claim of {}.", title))) return title;
    return "none";
  }
  PlaygroundFrames frames_;
};

TEST_F(LessonList, has_a_column_for_each_chapter) {
  const DrawnFrame frame = frames_.settled_frame();
  for (const char* words : {"First", "Second", "Others", "Alpha", "Beta", "Gamma", "Delta"})
    EXPECT_TRUE(frame.says(words)) << words;
  const auto x = [&](int place) {
    return frame.find_widget(fmt::format("list.lesson.{}", place))->rect.x;
  };
  EXPECT_EQ(x(0), x(1));
  EXPECT_LT(x(1), x(2));
  EXPECT_LT(x(2), x(3));
}

TEST_F(LessonList, says_what_one_must_know_to_read_the_pictures) {
  const DrawnFrame frame = frames_.settled_frame();
  EXPECT_TRUE(frame.says("A square is a task."));
  EXPECT_TRUE(frame.says("A thick frame is one address space."));
}

TEST_F(LessonList, is_gone_through_by_page_down_alone) {
  for (const char* title : {"Alpha", "Beta", "Gamma", "Delta", "Delta"}) {
    EXPECT_EQ(chosen(), title);
    frames_.press(Key::page_down);
  }
}

TEST_F(LessonList, has_arrows_for_rows_and_chapters) {
  frames_.press(Key::down);
  EXPECT_EQ(chosen(), "Beta");
  frames_.press(Key::right);
  EXPECT_EQ(chosen(), "Gamma") << "the last row of a shorter chapter";
  frames_.press(Key::right);
  EXPECT_EQ(chosen(), "Delta");
  frames_.press(Key::left);
  frames_.press(Key::left);
  EXPECT_EQ(chosen(), "Alpha");
}

TEST_F(LessonList, ticks_what_was_taught_and_chooses_the_next) {
  EXPECT_FALSE(frames_.settled_frame().says("taught"));
  frames_.open_lesson(0);
  frames_.play_lesson();
  for (const int step : {0, 1}) {
    EXPECT_EQ(frames_.lesson_controller().player()->step_index(), step);
    frames_.obey(LessonForward{});
    frames_.play_lesson();
  }
  ASSERT_EQ(frames_.lesson_controller().mode(), AppMode::list);
  EXPECT_TRUE(frames_.settled_frame().says("1 of 4 taught"));
  EXPECT_EQ(chosen(), "Beta");
}

TEST_F(LessonList, does_not_tick_what_was_left_early) {
  frames_.open_lesson(0);
  frames_.play_lesson();
  frames_.obey(LeaveLesson{});
  EXPECT_FALSE(frames_.settled_frame().says("taught"));
}

}  // namespace
}  // namespace sharedfate::testing
