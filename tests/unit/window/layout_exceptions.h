#pragma once

#include <span>

#include "tests/unit/window/frame_rules.h"

// What the rules find in the panels as they are, and why it stays. A reason that begins with "to
// mend" is a fault of a panel: its row goes when the fault does. layout_exceptions_test.cpp fails
// for a row that is no longer needed.
namespace sharedfate::testing {

/// In lanes, wherever they are drawn.
std::span<const Exception> lane_exceptions();
/// In the words of a lesson's step, and in lanes beside them, which are narrower.
std::span<const Exception> lesson_exceptions();
/// In the lists of lessons and labs, and in a lab.
std::span<const Exception> list_exceptions();
/// On the sheets of keys.
std::span<const Exception> keys_exceptions();
/// On the receipt.
std::span<const Exception> receipt_exceptions();
/// In the script view.
std::span<const Exception> script_exceptions();

}  // namespace sharedfate::testing
