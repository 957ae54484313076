#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {

/// Each size of a window with each size of text, in the dark theme.
inline std::vector<FrameLook> dark_looks() {
  struct Size {
    int width, height;
  };
  std::vector<FrameLook> looks;
  for (const Size size :
       {Size{1024, 768}, Size{1280, 720}, Size{1600, 900}, Size{1920, 1080}, Size{3840, 2160}}) {
    for (const float text_scale : {1.0F, 1.5F, 2.0F})
      looks.push_back({size.width, size.height, text_scale});
  }
  return looks;
}

/// Unusual sizes, one of them upright, and a size of text between the usual ones.
inline std::vector<FrameLook> odd_looks() {
  return {{801, 1203}, {1366, 768, 1.3F}, {1367, 769}, {2561, 1441}};
}

/// "1024x768_text_150"
inline std::string look_name(const ::testing::TestParamInfo<FrameLook>& look) {
  return fmt::format("{}x{}_text_{:.0f}", look.param.width, look.param.height,
                     look.param.text_scale * 100);
}

}  // namespace sharedfate::testing
