#pragma once

#include <string>

#include "core/run/chaos.h"
#include "core/run/gil.h"
#include "core/run/headless_run.h"

// What runs without a window came to, as text for a person at a terminal and as a JSON object.
namespace sharedfate {

/// A row for each lane, then notes and a paragraph for each death.
std::string run_text(const RunResult& result);

std::string gil_text(const GilReport& report);
std::string gil_json(const GilReport& report);

/// A violation comes with the command lines that repeat it.
std::string chaos_text(const ChaosOptions& options, const ChaosResult& result);
std::string chaos_json(const ChaosOptions& options, const ChaosResult& result);

}  // namespace sharedfate
