#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/measure/measurement.h"

namespace sharedfate {

/// A worker that waits for a lock, and who holds it.
struct WaitArrow {
  std::string who, lock, holder;
  friend bool operator==(const WaitArrow&, const WaitArrow&) = default;
};

/// Reads "TID 7 waits for 2 of TID 8, TID 8 waits for 1 of TID 7". Empty: that is no circle.
std::vector<WaitArrow> parse_wait_circle(std::string_view text);

/// The last circle that a measurement tells of; empty: none.
std::vector<WaitArrow> wait_circle_of(const Measurement& measurement);

}  // namespace sharedfate
