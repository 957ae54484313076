#pragma once

#include <string>

#include "core/measure/measurement.h"

namespace sharedfate {

/// The results of the experiment "memory" in sentences. `of`: a kind of workers, one worker, or, if
/// empty, the whole.
std::string memory_words(const Measurement& measurement, const std::string& of);

}  // namespace sharedfate
