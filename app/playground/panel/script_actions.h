#pragma once

#include "app/playground/panel/panel.h"

// What can be done with the code of the script view: its buttons and keys.
namespace sharedfate {

/// The lane that runs the view's code; -1: none does.
LaneIndex script_lane(const Model& model);
/// The same lane, or nullptr. `desk`'s text may have been changed since.
const LaneModel* find_script_lane(const Model& model);

/// Whether the lane runs exactly the text that is in the editor, so that its lines can be marked.
bool runs_this_text(const PanelContext& context);

/// Opens the view for code that a file brought along; once a frame.
void open_script_view_if_due(PanelContext& context);
/// Opens the view in the place of the lanes that are there, or brings them back.
void toggle_script_view(PanelContext& context);
/// Runs what the question on screen is about, from now on without asking; any change asks again.
void agree_to_script(PanelContext& context);
/// Runs the code, from its beginning if it does not run or was changed; or holds it at its next
/// line.
void run_or_hold_script(PanelContext& context);
/// One line, or one task; from the beginning if it does not run.
void step_script(PanelContext& context);
/// Ends its lane, whatever it does.
void stop_script(PanelContext& context);
/// Runs the same text again on another kind of pool.
void choose_script_kind(PanelContext& context, LaneKind kind);
void choose_script_chunk(PanelContext& context, int difference);
void choose_script_tempo(PanelContext& context, int difference);
/// Asks what is due; once a frame.
void follow_script(PanelContext& context);

}  // namespace sharedfate
