#pragma once

#include "app/playground/panel/panel.h"
#include "core/measure/memory_picture.h"

// The parts of the lab "cells".
namespace sharedfate {

/// Draws the address spaces with their cells, and the physical pages behind these. Returns the
/// index of the clicked worker, as orders count them; -1: none.
int draw_memory_scene(PanelContext& context, const MemoryPicture& picture, const Rect& area);

}  // namespace sharedfate
