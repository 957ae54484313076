#pragma once

#include <string>

namespace sharedfate {

/// What the system says of a signal, in words: "Segmentation fault" for 11.
std::string signal_description(int signal);

}  // namespace sharedfate
