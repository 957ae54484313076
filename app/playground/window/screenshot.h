#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace sharedfate {

/// The pixels of a frame: 3 bytes each (red, green, blue), the bottom row first.
struct FramePixels {
  int width, height;
  std::vector<unsigned char> rgb;
};

/// Draws one frame of that size (pixels) off-screen, so that windows in front of this one are not
/// in the picture. `draw` draws into the bound framebuffer. Needs a current OpenGL context.
Result<FramePixels> read_frame(int width, int height, const std::function<void()>& draw);

/// Encodes the frame as PNG. Any thread; slow for a large frame.
Result<std::string> encode_png(const FramePixels& frame);

/// Checks, before anything is opened, that the file can be written. Leaves no new file behind.
Status check_screenshot_file(const std::string& file);

/// Draws a frame as read_frame() does and writes it as PNG.
Status write_screenshot(const std::string& file, int width, int height,
                        const std::function<void()>& draw);

}  // namespace sharedfate
