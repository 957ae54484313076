// Each exception is needed somewhere: one that is not would hide the next fault of its kind.
#include "tests/unit/window/layout_exceptions.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/window/frame_looks.h"
#include "tests/unit/window/lane_moments.h"

namespace sharedfate::testing {
namespace {

/// The exceptions of a list that have explained nothing yet.
class Unneeded {
 public:
  explicit Unneeded(std::span<const Exception> list) : left_(list.begin(), list.end()) {}
  ~Unneeded() {
    for (const Exception& exception : left_)
      ADD_FAILURE() << exception.rule << ": " << exception.subject
                    << " is found nowhere; remove the exception (" << exception.reason << ")";
  }
  Unneeded(const Unneeded&) = delete;
  Unneeded& operator=(const Unneeded&) = delete;

  void note(PlaygroundFrames& frames) {
    if (left_.empty()) return;
    const Findings findings = find_faults(frames.settled_frame());
    std::erase_if(left_, [&](const Exception& exception) {
      return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return explains(exception, finding, frames.look);
      });
    });
  }

 private:
  std::vector<Exception> left_;
};

// The largest sizes are the usual one, magnified.
std::vector<FrameLook> few_looks() {
  std::vector<FrameLook> looks = dark_looks();
  std::erase_if(looks, [](const FrameLook& look) { return look.width > 1600; });
  const std::vector<FrameLook> odd = odd_looks();
  looks.insert(looks.end(), odd.begin(), odd.end());
  return looks;
}

TEST(LayoutExceptions, of_lanes_are_needed) {
  Unneeded unneeded(lane_exceptions());
  for (FrameLook look : few_looks()) {
    for (const int lanes : {1, 2, 3, 4}) {
      for (const int workers : {1, 5, 16, 64}) {
        for (const Moment moment : {Moment::paused, Moment::crashed}) {
          PlaygroundFrames frames(lane_specs(lanes, workers));
          frames.look = look;
          bring_to(moment, frames);
          unneeded.note(frames);
        }
      }
    }
  }
  PlaygroundFrames light(lane_specs(2, 5));
  light.look.theme = ThemeName::light;
  bring_to(Moment::crashed, light);
  unneeded.note(light);
}

TEST(LayoutExceptions, of_lessons_are_needed) {
  Unneeded unneeded(lesson_exceptions());
  PlaygroundFrames frames(shipped_lessons());
  for (std::size_t lesson = 0; lesson < shipped_lessons().size(); ++lesson) {
    const std::size_t steps = shipped_lessons()[lesson].lesson->steps.size();
    for (std::size_t step = 0; step < steps; ++step) {
      frames.open_lesson(lesson, static_cast<int>(step));
      frames.play_lesson();
      for (const FrameLook& look : few_looks()) {
        frames.look = look;
        unneeded.note(frames);
      }
    }
  }
}

TEST(LayoutExceptions, of_lists_sheets_and_the_script_view_are_needed) {
  Unneeded lists(list_exceptions()), keys(keys_exceptions()), script(script_exceptions());
  Unneeded receipt(receipt_exceptions());
  for (const FrameLook& look : few_looks()) {
    PlaygroundFrames of_lists(shipped_lessons()), of_lanes(lane_specs(2, 5));
    bring_to(Moment::crashed, of_lanes);
    of_lists.look = of_lanes.look = look;
    of_lanes.frame();
    lists.note(of_lists);
    of_lanes.press(U'?');
    keys.note(of_lanes);
    of_lists.press(U'?');
    keys.note(of_lists);
    of_lists.press(Key::escape);
    of_lists.press(U'x');
    lists.note(of_lists);
    of_lanes.press(Key::escape);
    of_lanes.measure_resources();
    of_lanes.press(U'e');
    receipt.note(of_lanes);
    of_lanes.press(Key::escape);
    of_lanes.press(U's');
    script.note(of_lanes);
  }
}

}  // namespace
}  // namespace sharedfate::testing
