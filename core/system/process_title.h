#pragma once

#include <string_view>

namespace sharedfate {

/// Called by main() with its own arguments. Without it set_process_title() does nothing.
void remember_arguments(int count, char** arguments);

/// Sets what ps shows after the program's name, cut to the space of the original arguments. Lets a
/// copy of a process be told from its original.
void set_process_title(std::string_view title);

}  // namespace sharedfate
