#pragma once

#include <string>

#include "core/measure/measurement.h"

namespace sharedfate {

/// What the experiment "memory" has found about one kind of workers, or about one of these.
std::string memory_words(const Measurement& measurement, const std::string& of);

}  // namespace sharedfate
