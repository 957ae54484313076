#pragma once

#include <cstddef>

namespace sharedfate {

/// Pixels per design unit in a window of that size in pixels, with that many lanes.
/// `content_scale`: the scale of the desktop; `text_scale`: as the user set it, 1..2.
float window_scale(int width, int height, float content_scale, float text_scale, std::size_t lanes);

}  // namespace sharedfate
