// The lane options that a lesson's front matter sets.
#include <gtest/gtest.h>

#include "core/lesson/play/lesson_player.h"
#include "core/lesson/read/lesson_reader.h"

namespace sharedfate::testing {
namespace {

TEST(LaneOptionsOfALesson, are_those_of_its_front_matter) {
  const LessonReading reading = read_lesson("t.md", R"(+++
title = "T"
claim = "C."
claims = [1]
minutes = 2
order = 1
lanes = ["threads:3"]
tempo = 400
deadline = 5
seed = 7
+++

# S

Words.
)");
  ASSERT_NE(reading.lesson, nullptr);
  const LaneOptions options = lane_options(*reading.lesson);
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.tempo_ms, 400U);
  EXPECT_EQ(options.deadline_ms, 5000U);
  EXPECT_FALSE(options.gate_open);
}

}  // namespace
}  // namespace sharedfate::testing
