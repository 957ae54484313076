#pragma once

#include <functional>
#include <string>

#include "core/base/result.h"

namespace sharedfate {

/// Whether the file could be written, asked before anything is opened. Leaves nothing behind.
Status check_screenshot_file(const std::string& file);

/// Draws one frame of that size (pixels) off the screen, so that nothing that lies over the window
/// is in the picture, and writes it as PNG. `draw` draws into the framebuffer that is bound. Needs
/// the current OpenGL context.
Status write_screenshot(const std::string& file, int width, int height,
                        const std::function<void()>& draw);

}  // namespace sharedfate
