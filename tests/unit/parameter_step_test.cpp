#include "core/measure/parameter_step.h"

#include <gtest/gtest.h>

#include "core/experiment/experiment.h"

namespace sharedfate {
namespace {

constexpr ParameterRow few{
    .name = "workers", .sentence = "", .standard = "2", .least = 1, .most = 16};
constexpr ParameterRow many{
    .name = "increments", .sentence = "", .standard = "200000", .least = 1, .most = 1'000'000'000};

TEST(ParameterStep, FewValuesAreGoneThroughOneByOne) {
  EXPECT_EQ(step_parameter(few, 2, 1), 3U);
  EXPECT_EQ(step_parameter(few, 2, -1), 1U);
  EXPECT_EQ(step_parameter(few, 1, -1), 1U);
  EXPECT_EQ(step_parameter(few, 16, 1), 16U);
  EXPECT_EQ(step_parameter(few, 5, 0), 5U);
}

TEST(ParameterStep, ManyAreGoneThroughInRoundFigures) {
  EXPECT_EQ(step_parameter(many, 200'000, 1), 500'000U);
  EXPECT_EQ(step_parameter(many, 200'000, -1), 100'000U);
  EXPECT_EQ(step_parameter(many, 100'000, -1), 50'000U);
  EXPECT_EQ(step_parameter(many, 3, -1), 2U);
  EXPECT_EQ(step_parameter(many, 3, 1), 5U);
  EXPECT_EQ(step_parameter(many, 1'000'000'000, 1), 1'000'000'000U);
  EXPECT_EQ(step_parameter(many, 1, -1), 1U);
}

TEST(ParameterStep, EveryNumberOfEveryExperimentStaysAllowedFromEndToEnd) {
  for (const ExperimentRow& experiment : experiments()) {
    for (const ParameterRow& row : experiment.parameters) {
      if (row.kind != ParameterKind::number) continue;
      Parameters parameters(experiment.parameters);
      for (const int direction : {1, -1}) {
        std::uint64_t value = parameters.number(row.name);
        for (int step = 0; step < 200; ++step) {
          value = step_parameter(row, value, direction);
          ASSERT_TRUE(parameters.set(row.name, std::to_string(value)));
        }
        EXPECT_EQ(value, direction > 0 ? row.most : row.least) << experiment.name << row.name;
      }
    }
  }
}

}  // namespace
}  // namespace sharedfate
