#pragma once

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// Whether there is something to draw for draw_hero().
bool has_hero(const PanelContext& context);
/// Draws the figures that decided which choice is right, one to four, as large as the room at the
/// top of `rest` allows, and cuts that off. Draws nothing while nothing is decided, if no choice is
/// right, or if they are words.
void draw_hero(PanelContext& context, Rect& rest);

}  // namespace sharedfate
