#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {

/// What the lanes of free play are doing.
enum class Moment : std::uint8_t {
  paused,   ///< before the first task
  working,  ///< every worker runs a task, and others wait
  crashed,  ///< the same, and worker 3 of each lane has died of a segmentation fault
};
std::string_view to_text(Moment moment);

/// That many lanes with that many workers each; with more lanes, more kinds.
std::vector<LaneSpec> lane_specs(int lanes, int workers);
/// Brings lanes that were just opened to that moment.
void bring_to(Moment moment, PlaygroundFrames& frames);

}  // namespace sharedfate::testing
