#pragma once

#include "app/playground/panel/panel.h"

// Code that came with a demo runs only after the user has agreed to it (ScriptViewState::asked).
namespace sharedfate {

/// All of the text that is asked about, in the place of the editor: nothing of a line is off
/// screen, whatever its length. Scrolled by wheel and keys.
void draw_asked_code(PanelContext& context, const Rect& area);

/// The question and its two answers; the keyboard is on "Leave it". Returns whether it was agreed.
bool draw_script_question(PanelContext& context, const Rect& area);

}  // namespace sharedfate
