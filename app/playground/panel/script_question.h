#pragma once

#include "app/playground/panel/panel.h"

// Code that came with a demo runs only after the user has consented (ScriptViewState::asked).
namespace sharedfate {

/// Draws the whole text in question in place of the editor, long lines wrapped. Scrolled by wheel
/// and keys.
void draw_asked_code(PanelContext& context, const Rect& area);

/// Draws the question and its two answers; "Leave it" has the focus. Returns whether the user has
/// consented.
bool draw_script_question(PanelContext& context, const Rect& area);

}  // namespace sharedfate
