#pragma once

#include "app/playground/draw/ui.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

/// Draws a small picture of a lesson's lanes: a frame round each address space, a bar for each
/// worker, and, in every lane, a broken frame for the lesson's first fault.
void draw_lesson_thumbnail(Ui& ui, const Lesson& lesson, const Rect& box);

}  // namespace sharedfate
