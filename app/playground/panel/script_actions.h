#pragma once

#include "app/playground/panel/panel.h"

// Actions of the script view, for its buttons and keys.
namespace sharedfate {

/// The lane that runs code; -1: none.
LaneIndex script_lane(const Model& model);
/// The same lane, or nullptr. The text in the editor may have changed since.
const LaneModel* find_script_lane(const Model& model);

/// Whether the text in the editor is the one that was run, so that its lines can be marked.
bool runs_this_text(const PanelContext& context);

/// Opens the view for code from a file as soon as there are lanes to replace. Call it once a frame.
void open_script_view_if_due(PanelContext& context);
/// Opens the view in place of the open lanes, or closes it and opens those again.
void toggle_script_view(PanelContext& context);
/// Consents to the text in question and starts it; a changed text needs consent again.
void agree_to_script(PanelContext& context);
/// Runs the code or pauses it at its next line. Starts it anew if it does not run or was changed.
void run_or_hold_script(PanelContext& context);
/// Pauses running code; lets paused code run one line or one task; starts it, paused, if it does
/// not run or was changed.
void step_script(PanelContext& context);
/// Closes its lane, whatever the code does.
void stop_script(PanelContext& context);
/// Chooses another kind of pool; a text that has been run starts anew on it.
void choose_script_kind(PanelContext& context, LaneKind kind);
void choose_script_chunk(PanelContext& context, int difference);
void choose_script_tempo(PanelContext& context, int difference);
/// Withdraws the question if the text was changed, and opens the gate of code that is to run. Call
/// it once a frame.
void follow_script(PanelContext& context);

}  // namespace sharedfate
