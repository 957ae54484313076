#pragma once

#include <cstdint>

#include "core/experiment/parameters.h"

namespace sharedfate {

/// The value after `value` (`direction` 1) or before it (-1): the next whole number if the range
/// spans at most 64, else the next of 1, 2, 5, 10, 20, 50, ... Never outside the range.
std::uint64_t step_parameter(const ParameterRow& row, std::uint64_t value, int direction);

}  // namespace sharedfate
