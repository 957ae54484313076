#pragma once

#include <string>

#include "core/model/model.h"

namespace sharedfate {

/// The error that ended the code: "SyntaxError in line 3: invalid syntax".
std::string script_error_text(const ScriptModel& script);

/// A call with its results so far, in the order of its arguments: "map → [4, 9, …]".
std::string script_call_text(const ScriptCall& call);

/// How far the code is confined, in one line: "limits" or "full", then what the kernel denied.
std::string confinement_text(const ScriptModel& script);

/// State, calls, error and output of a lane's code, a line each; empty if the lane runs none.
std::string script_text(const LaneModel& lane);

}  // namespace sharedfate
