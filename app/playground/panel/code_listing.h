#pragma once

#include <span>

#include "app/playground/draw/ui.h"
#include "app/playground/panel/lesson_text.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

/// The height, pixels, that draw_code_listings() needs at that width.
float code_listings_height(Ui& ui, std::span<const CodeListing> listings, float width,
                           WordSize size);

/// Draws two listings side by side where the width allows it, otherwise one below the other, each
/// with its language and its lit line. Lines that are too wide are set smaller, then cut.
void draw_code_listings(Ui& ui, std::span<const CodeListing> listings, const Rect& box,
                        WordSize size);

}  // namespace sharedfate
