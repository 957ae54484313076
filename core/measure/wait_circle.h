#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/measure/measurement.h"

namespace sharedfate {

/// A worker that waits for a lock, and the worker that holds this lock.
struct WaitArrow {
  std::string who, lock, holder;
  friend bool operator==(const WaitArrow&, const WaitArrow&) = default;
};

/// Reads "TID 7 waits for 2 of TID 8, TID 8 waits for 1 of TID 7". Empty: the text describes no
/// wait-for cycle.
std::vector<WaitArrow> parse_wait_circle(std::string_view text);

/// The last wait-for cycle among the facts of a measurement; empty: there is none.
std::vector<WaitArrow> wait_circle_of(const Measurement& measurement);

}  // namespace sharedfate
