#pragma once

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// Handles the keys of list and lesson, which a clicker sends as well: forward, back, votes, blank
/// screen, notes. Call it once a frame, before the panels.
void play_lesson_keys(PanelContext& context);

}  // namespace sharedfate
