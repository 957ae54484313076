#pragma once

#include "app/playground/panel/panel.h"
#include "core/measure/memory_picture.h"

// The parts of the lab in which somebody says who writes what.
namespace sharedfate {

/// The address spaces with their cells, and the pages of the machine behind these. Returns the
/// worker that was clicked, by its place in orders; -1: none was.
int draw_memory_scene(PanelContext& context, const MemoryPicture& picture, const Rect& area);

}  // namespace sharedfate
