#pragma once

#include <string>

#include "core/model/model.h"

namespace sharedfate {

/// "SyntaxError in line 3: invalid syntax".
std::string script_error_text(const ScriptModel& script);

/// A call as it reads in the code, with what has come back, in the order of its arguments:
/// "map → [4, 9, …]".
std::string script_call_text(const ScriptCall& call);

/// How far the code is confined, in one line: "limits", "full", and what the kernel refused.
std::string confinement_text(const ScriptModel& script);

/// What a lane's code has done, a line each; empty: it runs none.
std::string script_text(const LaneModel& lane);

}  // namespace sharedfate
