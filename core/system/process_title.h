#pragma once

#include <string_view>

namespace sharedfate {

/// To be called by main(), with its own arguments, before set_process_title() is of use.
void remember_arguments(int count, char** arguments);

/// What ps shows of this process behind its program's name, cut to the room that its arguments
/// took: a copy of a process would otherwise pass for the one that it is a copy of.
void set_process_title(std::string_view title);

}  // namespace sharedfate
