#pragma once

#include <string>
#include <vector>

#include "app/playground/draw/ui.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

/// How large a lesson's words are set.
enum class WordSize : std::uint8_t {
  room,       ///< for the last row of seats
  presenter,  ///< for one reader
};

/// The height that draw_lesson_text() would use with room enough.
float lesson_text_height(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                         float width, WordSize size);

/// Draws paragraphs, bullets and pictures from the top of the box. A link is underlined, says
/// where it leads while the pointer is on it, and is never followed. Returns the height used.
float draw_lesson_text(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                       const Rect& box, WordSize size);

}  // namespace sharedfate
