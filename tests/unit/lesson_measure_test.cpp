// Steps that measure in a lab: how they are read, and how the player gets them measured.
#include <gtest/gtest.h>

#include "core/lesson/play/lesson_player.h"
#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/fake_lanes.h"

namespace sharedfate::testing {
namespace {

constexpr std::string_view front_matter =
    "+++\ntitle = \"T\"\nclaim = \"C.\"\nminutes = 1\norder = 1\nlanes = [\"threads:1\"]\n"
    "workload = \"square\"\n+++\n\n";

std::string lesson_with(const std::string& run, const std::string& expect) {
  return std::string(front_matter) + "# One\n\nText.\n\n```run\n" + run + "\n```\n\n```expect\n" +
         expect + "\n```\n\n```show\nmeasurement\n```\n";
}

TEST(LessonMeasure, IsReadWithTheSettingsOfTheLab) {
  const LessonReading reading = read_lesson(
      "a.md", lesson_with("measure race protection=mutex runs=3", "race.mutex.lost_most = 0"));
  ASSERT_TRUE(reading.mistakes.empty()) << reading.mistakes.front().sentence();
  const LessonStep& step = reading.lesson->steps.front();
  EXPECT_EQ(step.view, StepView::measurement);
  ASSERT_EQ(step.run.size(), 1U);
  const auto& measure = std::get<MeasureLab>(step.run.front().act);
  EXPECT_EQ(measure.lab->name, "race");
  EXPECT_EQ(measure.parameters.text("protection"), "mutex");
  EXPECT_EQ(measure.parameters.number("runs"), 3U);
  const FactName& fact = step.expectations.front().condition.terms.front().left.fact;
  EXPECT_EQ(fact.lab, measure.lab);
  EXPECT_EQ(fact.subject, "mutex");
  EXPECT_EQ(fact.name, "lost_most");
}

TEST(LessonMeasure, MistakesAreReportedWithWhatIsAllowed) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"measure", "which lab"},
      {"measure rase", "did you mean 'race'"},
      {"measure stepping", "by hand"},
      {"measure race mutex", "NAME=VALUE"},
      {"measure race workers=99", "from 1 to"},
      {"measure race protection=mutx", "mutex"},
  };
  for (const auto& [line, words] : mistakes) {
    const LessonReading reading = read_lesson("a.md", lesson_with(line, "cores >= 1"));
    ASSERT_EQ(reading.mistakes.size(), 1U) << line;
    EXPECT_NE(reading.mistakes.front().text.find(words), std::string::npos)
        << reading.mistakes.front().text;
  }
}

Measurement found(const LessonPlayer& player, MeasurementState state) {
  Measurement measurement;
  measurement.experiment = player.wants_measurement()->what->lab;
  measurement.state = state;
  measurement.facts.push_back(
      {.of = "mutex", .name = "lost most", .unit = "", .figure = {}, .words = ""});
  return measurement;
}

/// A player that wants its step's measurement.
class MeasuringPlayer : public ::testing::Test {
 protected:
  MeasuringPlayer() {
    const LessonReading reading = read_lesson(
        "a.md", lesson_with("measure race protection=mutex", "race.mutex.lost_most = 0"));
    lanes_ = std::make_unique<FakeLanes>(reading.lesson->lanes);
    player_ = std::make_unique<LessonPlayer>(reading.lesson, std::vector<LaneIndex>{0}, 2);
    turn_until_wanted();
  }
  void turn() {
    now_ns_ += 1'000'000;
    lanes_->answer();
    std::vector<AddressedRequest> requests;
    player_->update(lanes_->model(), now_ns_, requests);
    lanes_->take(requests);
  }
  void turn_until_wanted() {
    for (int i = 0; i < 200 && !player_->wants_measurement(); ++i) turn();
    EXPECT_TRUE(player_->wants_measurement());
  }

  std::uint64_t now_ns_ = 1'000'000'000;
  std::unique_ptr<FakeLanes> lanes_;
  std::unique_ptr<LessonPlayer> player_;
};

TEST_F(MeasuringPlayer, WaitsForItAndJudgesByWhatWasFound) {
  const std::uint64_t number = player_->wants_measurement()->number;
  turn();
  ASSERT_TRUE(player_->wants_measurement()) << "it waits";
  EXPECT_EQ(player_->wants_measurement()->number, number) << "for the same";
  EXPECT_EQ(player_->stage(), StepStage::running);
  player_->take_measurement(found(*player_, MeasurementState::done));
  EXPECT_FALSE(player_->wants_measurement());
  turn();
  ASSERT_EQ(player_->stage(), StepStage::shown);
  ASSERT_EQ(player_->record().expectations.size(), 1U);
  EXPECT_EQ(player_->record().expectations[0].verdict, Verdict::holds);
  EXPECT_EQ(player_->record().expectations[0].measured, "race.mutex.lost_most 0");
  EXPECT_EQ(told_text(player_->record().expectations[0].told), "Mutex: lost most 0.");
  EXPECT_TRUE(player_->record().trouble.empty()) << player_->record().trouble;
  ASSERT_EQ(player_->record().labs.size(), 1U);
}

TEST_F(MeasuringPlayer, SaysWhyItWasNotMeasured) {
  player_->take_measurement(found(*player_, MeasurementState::cancelled));
  turn();
  EXPECT_EQ(player_->stage(), StepStage::shown);
  EXPECT_NE(player_->record().trouble.find("it was cancelled"), std::string::npos);
}

TEST_F(MeasuringPlayer, WhatWasNotMeasuredDoesNotHold) {
  player_->give_up_measurement("no processes");
  turn();
  ASSERT_EQ(player_->stage(), StepStage::shown);
  EXPECT_EQ(player_->record().expectations[0].verdict, Verdict::fails);
  EXPECT_EQ(player_->record().expectations[0].measured, "race.mutex.lost_most not measured");
  EXPECT_NE(player_->record().trouble.find("no processes"), std::string::npos);
}

TEST_F(MeasuringPlayer, ResetWantsItAnew) {
  const std::uint64_t number = player_->wants_measurement()->number;
  player_->reset_step();
  EXPECT_FALSE(player_->wants_measurement());
  turn_until_wanted();
  EXPECT_NE(player_->wants_measurement()->number, number);
}

}  // namespace
}  // namespace sharedfate::testing
