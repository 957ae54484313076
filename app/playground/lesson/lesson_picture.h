#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace sharedfate {

constexpr std::size_t picture_file_size_max = 4 * 1024 * 1024;  ///< bytes
constexpr int picture_side_max = 4096;                          ///< pixels

/// A decoded picture, row by row from the top; 4 bytes a pixel: red, green, blue, opacity.
struct PicturePixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
};

/// Reads the PNG called `name` beside the lesson's file. The file comes from elsewhere: whatever
/// leads out of the lesson's folder, is a link, no regular file, too large or no PNG is refused,
/// with a sentence that can be shown to its author.
Result<PicturePixels> read_lesson_picture(const std::string& lesson_file, std::string_view name);

/// Decodes a PNG. `name`: what errors call it. Takes no more memory than its size in pixels
/// explains, whatever the bytes.
Result<PicturePixels> decode_png(std::string_view name, const std::vector<std::uint8_t>& file);

}  // namespace sharedfate
