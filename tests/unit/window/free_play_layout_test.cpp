// Free play in every size, with few and many lanes and workers: whether all has room and can be
// read.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/unit/window/frame_looks.h"
#include "tests/unit/window/frame_rules.h"
#include "tests/unit/window/lane_moments.h"
#include "tests/unit/window/layout_exceptions.h"

namespace sharedfate::testing {
namespace {

constexpr std::array moments{Moment::paused, Moment::working, Moment::crashed};

class FreePlayLayout : public ::testing::TestWithParam<FrameLook> {
 protected:
  static Findings faults(const std::vector<LaneSpec>& specs, Moment moment, const FrameLook& look) {
    PlaygroundFrames frames(specs);
    frames.look = look;
    bring_to(moment, frames);
    return find_faults(frames.settled_frame());
  }
  static void check(const std::vector<LaneSpec>& specs, Moment moment, const FrameLook& look) {
    expect_none(faults(specs, moment, look), {lane_exceptions()}, look, words_for(specs, moment));
  }
  static std::string words_for(const std::vector<LaneSpec>& specs, Moment moment) {
    std::string words(to_text(moment));
    for (const LaneSpec& spec : specs) words += ", " + to_text(spec);
    return words;
  }
};

INSTANTIATE_TEST_SUITE_P(Looks, FreePlayLayout, ::testing::ValuesIn(dark_looks()), look_name);
INSTANTIATE_TEST_SUITE_P(OddLooks, FreePlayLayout, ::testing::ValuesIn(odd_looks()), look_name);

TEST_P(FreePlayLayout, has_room_for_every_number_of_lanes_and_workers) {
  for (const int lanes : {1, 2, 3, 4}) {
    for (const int workers : {1, 5, 16, 64}) {
      for (const Moment moment : moments) check(lane_specs(lanes, workers), moment, GetParam());
    }
  }
}

TEST_P(FreePlayLayout, has_room_for_every_kind_of_lane) {
  for (const LaneKindRow& row : lane_kinds()) {
    const std::vector<LaneSpec> specs(2, {row.kind, row.language, std::min(5, row.workers_max)});
    for (const Moment moment : moments) check(specs, moment, GetParam());
  }
}

// Where all is, does not depend on the theme.
TEST_P(FreePlayLayout, can_be_read_in_the_light_theme) {
  FrameLook look = GetParam();
  look.theme = ThemeName::light;
  for (const int lanes : {1, 2, 4}) {
    for (const int workers : {5, 64}) {
      for (const Moment moment : moments) {
        const std::vector<LaneSpec> specs = lane_specs(lanes, workers);
        expect_none(only({rule_faint}, faults(specs, moment, look)), {lane_exceptions()}, look,
                    words_for(specs, moment));
      }
    }
  }
}

}  // namespace
}  // namespace sharedfate::testing
