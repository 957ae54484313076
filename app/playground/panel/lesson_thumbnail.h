#pragma once

#include "app/playground/draw/ui.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

/// A small picture of a lesson, drawn from its lanes: a frame round each address space, a bar for
/// each worker, and a broken frame where a script injects a fault into it.
void draw_lesson_thumbnail(Ui& ui, const Lesson& lesson, const Rect& box);

}  // namespace sharedfate
