#include "app/playground/draw/lesson_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace {

/// Bytes that the decoder may ask for at once; set for each picture.
thread_local std::size_t allocation_max = 0;

void* bounded_malloc(std::size_t size) {
  return size > allocation_max ? nullptr : std::malloc(size);
}
void* bounded_realloc(void* memory, std::size_t size) {
  return size > allocation_max ? nullptr : std::realloc(memory, size);
}

}  // namespace

// The decoder is compiled here, for PNG only and with a limit on its memory: a few kilobytes of
// packed zeros could otherwise unpack to gigabytes.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_MALLOC(size) bounded_malloc(size)
#define STBI_REALLOC(memory, size) bounded_realloc(memory, size)
#define STBI_FREE(memory) std::free(memory)
#include <stb_image.h>

namespace sharedfate {
namespace {

constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
// After the signature: the first chunk's length and name, width, height, depth and colour type.
constexpr std::size_t header_at = 8, header_end = 26;

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
         static_cast<std::uint32_t>(bytes[2]) << 8 | static_cast<std::uint32_t>(bytes[3]);
}

}  // namespace

Result<PicturePixels> decode_png(std::string_view name, const std::vector<std::uint8_t>& file) {
  const auto refused = [name](std::string reason, std::string remedy) {
    return Error{fmt::format("show the picture {}", name), std::move(reason), std::move(remedy)};
  };
  constexpr std::array<std::uint8_t, 8> first_chunk{0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  if (file.size() < header_end || file.size() > picture_file_size_max ||
      !std::equal(signature.begin(), signature.end(), file.begin()) ||
      !std::equal(first_chunk.begin(), first_chunk.end(), file.begin() + header_at)) {
    return refused("it is not a PNG", "save it as PNG");
  }
  const std::uint32_t width = big_endian(&file[16]), height = big_endian(&file[20]);
  if (width == 0 || height == 0 || width > picture_side_max || height > picture_side_max) {
    return refused(fmt::format("it has {} × {} pixels", width, height),
                   fmt::format("make it at most {0} × {0}", picture_side_max));
  }
  // Unpacked, a row has at most 8 bytes a pixel and one more; the decoder doubles its buffer until
  // that fits.
  allocation_max = 2 * (8 * std::size_t{width} + 8) * height + 64 * 1024;
  int wide = 0, high = 0, channels = 0;
  stbi_uc* const pixels = stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &wide,
                                                &high, &channels, STBI_rgb_alpha);
  if (pixels == nullptr) {
    return refused(fmt::format("its content is damaged ({})", stbi_failure_reason()),
                   "save it anew");
  }
  PicturePixels picture{wide, high, {}};
  picture.rgba.assign(pixels,
                      pixels + static_cast<std::size_t>(wide) * static_cast<std::size_t>(high) * 4);
  stbi_image_free(pixels);
  return picture;
}

}  // namespace sharedfate
