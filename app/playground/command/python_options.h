#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/lane/lane_kind.h"
#include "core/lane/script_code.h"
#include "core/report/gil.h"

namespace sharedfate {

/// Reads the code that a person named, to be run as their own. Text with zero bytes is none.
Result<ScriptCode> read_python_code(const std::string& path);

/// Gives every Python lane that names no interpreter itself this one. Fails if there is none.
Status use_python(const std::string& path, std::vector<LaneSpec>& lanes);

/// The options of `sharedfate gil`, out of their words; an empty word is an option not given.
struct GilWords {
  std::string python, workers, repeat;
};
Result<GilOptions> read_gil_options(const GilWords& words);

}  // namespace sharedfate
