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

/// A decoded picture, rows from the top; 4 bytes a pixel: red, green, blue, opacity.
struct PicturePixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
};

/// Reads the PNG `name` from the folder of the lesson's file, which is not trusted. Refuses a path
/// out of that folder, links, anything but regular files, files that are too large and anything but
/// PNG, each with a sentence for the author.
Result<PicturePixels> read_lesson_picture(const std::string& lesson_file, std::string_view name);

/// Decodes a PNG. `name`: for errors. Its size in pixels limits the memory used, whatever the
/// bytes.
Result<PicturePixels> decode_png(std::string_view name, const std::vector<std::uint8_t>& file);

}  // namespace sharedfate
