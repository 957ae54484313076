#pragma once

#include <string>

namespace sharedfate {

/// The C library's description of a signal, in English: "Segmentation fault" for 11.
std::string signal_description(int signal);

}  // namespace sharedfate
