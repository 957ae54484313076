#pragma once

#include "app/playground/command/command_line.h"

namespace sharedfate {

/// Prints one of the tables. Returns the exit status.
int list_command(const ListCommand& command);

}  // namespace sharedfate
