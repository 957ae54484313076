#pragma once

#include <string>

#include "core/report/headless_run.h"

namespace sharedfate {

/// The outcome of a run for a person at a terminal: a row for each lane, then notes and a paragraph
/// for each death.
std::string run_text(const RunResult& result);

}  // namespace sharedfate
