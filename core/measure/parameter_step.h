#pragma once

#include <cstdint>

#include "core/experiment/parameters.h"

namespace sharedfate {

/// The next value of a number for a hand that goes up (1) or down (-1): the next whole one where
/// there are few, or else the next of 1, 2, 5, 10, 20, 50, ... Never beyond what is allowed.
std::uint64_t step_parameter(const ParameterRow& row, std::uint64_t value, int direction);

}  // namespace sharedfate
