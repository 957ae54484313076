#pragma once

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// What the keys and the clicker do while the list or a lesson is shown: on and back, votes, blank,
/// notes. Once a frame, before the panels.
void play_lesson_keys(PanelContext& context);

}  // namespace sharedfate
