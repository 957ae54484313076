#pragma once

#include <string>
#include <vector>

#include "app/playground/widgets/ui.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

/// The size of a lesson's words.
enum class WordSize : std::uint8_t {
  whole_class,  ///< legible from the last row of seats
  smaller,      ///< where there is too much of it for that
  smallest,     ///< and for that; also the notes, at arm's length
  presenter,    ///< for one reader
};
/// The roles of text, of what is stressed, and of a headline of that size.
TextRole text_role(WordSize size);
TextRole strong_role(WordSize size);
TextRole headline_role(WordSize size);

/// The height, pixels, that draw_lesson_text() would use with enough room.
float lesson_text_height(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                         float width, WordSize size);

/// Draws paragraphs, bullets and pictures from the top of the box. A link is underlined, shows its
/// target under the pointer, and is never followed. Returns the height used, pixels.
float draw_lesson_text(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                       const Rect& box, WordSize size);

}  // namespace sharedfate
