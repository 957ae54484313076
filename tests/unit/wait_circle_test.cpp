#include "core/measure/wait_circle.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

TEST(WaitCircle, IsParsedFromItsText) {
  const std::vector<WaitArrow> expected{{"TID 7", "2", "TID 8"}, {"TID 8", "1", "TID 7"}};
  EXPECT_EQ(parse_wait_circle("TID 7 waits for 2 of TID 8, TID 8 waits for 1 of TID 7"), expected);
  Measurement measurement;
  measurement.facts.push_back(
      {.of = "a", .name = "price", .unit = "ns", .value = 1, .words = "nothing of the kind"});
  EXPECT_TRUE(wait_circle_of(measurement).empty());
  measurement.facts.push_back({.of = "a",
                               .name = "cycle",
                               .unit = "",
                               .value = 0,
                               .words = "TID 7 waits for 2 of TID 8, TID 8 waits for 1 of TID 7"});
  EXPECT_EQ(wait_circle_of(measurement), expected);
}

TEST(WaitCircle, WhatDoesNotCloseIsNone) {
  for (const char* text :
       {"", "nobody waits", "A waits for 1 of B", "A waits for 1 of B, B waits for 2 of C",
        "A waits for 1, B waits for 2 of A", ", , ,"}) {
    EXPECT_TRUE(parse_wait_circle(text).empty()) << text;
  }
}

}  // namespace
}  // namespace sharedfate
