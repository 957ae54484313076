// Lists, labs, sheets and the script view in every size.
#include <gtest/gtest.h>

#include <span>
#include <string>

#include "tests/unit/window/frame_looks.h"
#include "tests/unit/window/frame_rules.h"
#include "tests/unit/window/lane_moments.h"
#include "tests/unit/window/layout_exceptions.h"

namespace sharedfate::testing {
namespace {

class SheetLayout : public ::testing::TestWithParam<FrameLook> {
 protected:
  SheetLayout() {
    lists_.look = lanes_.look = GetParam();
    bring_to(Moment::crashed, lanes_);
    lists_.settled_frame();
    lanes_.settled_frame();
  }
  void check(PlaygroundFrames& frames, std::span<const Exception> exceptions,
             const std::string& where) {
    expect_none(find_faults(frames.settled_frame()), {exceptions, lane_exceptions()}, frames.look,
                where);
    frames.look.theme = ThemeName::light;
    expect_none(only({rule_faint}, find_faults(frames.settled_frame())),
                {exceptions, lane_exceptions()}, frames.look, where);
    frames.look.theme = ThemeName::dark;
  }

  void check_list();
  void check_labs();
  void check_keys();
  void check_receipt();
  void check_script_view();

  PlaygroundFrames lists_{shipped_lessons()}, lanes_{lane_specs(2, 5)};
};

INSTANTIATE_TEST_SUITE_P(Looks, SheetLayout, ::testing::ValuesIn(dark_looks()), look_name);
INSTANTIATE_TEST_SUITE_P(OddLooks, SheetLayout, ::testing::ValuesIn(odd_looks()), look_name);

void SheetLayout::check_list() {
  ASSERT_NE(lists_.frame().find_widget("list.lesson.0"), nullptr);
  check(lists_, list_exceptions(), "list of lessons");
}

void SheetLayout::check_labs() {
  lists_.press(U'x');
  ASSERT_NE(lists_.frame().find_widget("labs.leave"), nullptr);
  check(lists_, list_exceptions(), "list of labs");
  for (const ExperimentRow& row : experiments()) {
    lists_.open_lab(row);
    check(lists_, list_exceptions(), "lab " + std::string(row.name));
  }
  lists_.press(Key::escape);
  lists_.press(Key::escape);
  ASSERT_NE(lists_.frame().find_widget("list.lesson.0"), nullptr);
}

void SheetLayout::check_keys() {
  lists_.press(U'?');
  ASSERT_NE(lists_.frame().find_widget("keys.close"), nullptr);
  check(lists_, keys_exceptions(), "keys of lessons");
  lists_.press(Key::escape);
  lists_.press(U'x');
  lists_.press(U'?');
  ASSERT_NE(lists_.frame().find_widget("keys.close"), nullptr);
  check(lists_, keys_exceptions(), "keys of labs");
  lanes_.press(U'?');
  ASSERT_NE(lanes_.frame().find_widget("keys.close"), nullptr);
  check(lanes_, keys_exceptions(), "keys of free play");
}

void SheetLayout::check_receipt() {
  lanes_.measure_resources();
  lanes_.press(U'e');
  ASSERT_NE(lanes_.frame().find_widget("receipt.close"), nullptr);
  check(lanes_, receipt_exceptions(), "receipt");
  lanes_.press(Key::escape);
}

void SheetLayout::check_script_view() {
  lanes_.press(U's');
  ASSERT_NE(lanes_.frame().find_widget("script.run"), nullptr);
  check(lanes_, script_exceptions(), "script view");
  lanes_.press(U's');
}

// One test for all, because building the fonts takes longer than all frames.
TEST_P(SheetLayout, has_room) {
  check_list();
  check_labs();
  check_receipt();
  check_script_view();
  check_keys();
}

}  // namespace
}  // namespace sharedfate::testing
