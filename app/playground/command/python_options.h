#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/catalog/script_code.h"
#include "core/run/gil.h"

namespace sharedfate {

/// Reads a file of Python code, at most code_size_max bytes, as the user's own code
/// (CodeOrigin::own). The content is not checked.
Result<ScriptCode> read_python_code(const std::string& path);

/// Sets the interpreter of every Python lane that does not name one itself. An error if there is no
/// Python lane, or if the path is empty or contains a colon.
Status use_python(const std::string& path, std::vector<LaneSpec>& lanes);

/// The options of `sharedfate gil` as typed; empty: not given.
struct GilWords {
  std::string python, workers, repeat;
};
Result<GilOptions> read_gil_options(const GilWords& words);

}  // namespace sharedfate
