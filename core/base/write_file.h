#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sharedfate {

/// Writes the text to an open file and closes it, also after an error. `tried`: what the Error says
/// was tried. Any thread.
Status write_and_close(std::FILE* stream, std::string_view text, const std::string& tried);

}  // namespace sharedfate
