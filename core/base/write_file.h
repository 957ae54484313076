#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sharedfate {

/// Writes the text as the rest of an open file and closes that, whatever comes of it. `tried`: what
/// an error says was tried. Any thread.
Status write_and_close(std::FILE* stream, std::string_view text, const std::string& tried);

}  // namespace sharedfate
