#pragma once

#include <string_view>

#include "app/playground/widgets/ui.h"

// Tasks on the stage: each is one box.
namespace sharedfate {

enum class TaskLook : std::uint8_t { queued, running, done, failed, lost, cancelled };

Tone tone_of(TaskLook look);

/// Adds a task's box. `filled`: of a running one, 0..1. Its sign is drawn by draw_task_sign().
void add_task_box(CrowdBatch& batch, const Ui& ui, const Rect& place, TaskLook look,
                  float filled = 0);
/// The tick of a done task, the mark of a failed one, the dash of a cancelled one.
void draw_task_sign(Ui& ui, const Rect& place, TaskLook look);
void draw_task(Ui& ui, const Rect& place, TaskLook look, float filled = 0);

/// A bar for more tasks than can be boxes; `share`: of all tasks, 0..1. At least 4 pixels if it is
/// not 0.
void draw_task_bar(Ui& ui, const Rect& track, float share, TaskLook look, bool from_right);

}  // namespace sharedfate
