#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace sharedfate {

/// What was drawn: 3 bytes a pixel, the bottom row first.
struct FramePixels {
  int width, height;
  std::vector<unsigned char> rgb;
};

/// Draws one frame of that size (pixels) off the screen, so that nothing that lies over the window
/// is in the picture. `draw` draws into the framebuffer that is bound. Needs the current OpenGL
/// context.
Result<FramePixels> read_frame(int width, int height, const std::function<void()>& draw);

/// The content of a PNG file; any thread. A large frame takes long.
Result<std::string> encode_png(const FramePixels& frame);

/// Whether the file could be written, asked before anything is opened. Leaves nothing behind.
Status check_screenshot_file(const std::string& file);

/// Draws a frame as read_frame() does, and writes it as PNG.
Status write_screenshot(const std::string& file, int width, int height,
                        const std::function<void()>& draw);

}  // namespace sharedfate
