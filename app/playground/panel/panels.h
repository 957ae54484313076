#pragma once

#include <memory>

#include "app/playground/panel/panel.h"

// Every panel, each made in a file of its own.
namespace sharedfate {

std::unique_ptr<Panel> make_top_bar();
std::unique_ptr<Panel> make_status_line();
std::unique_ptr<Panel> make_lanes_panel();
std::unique_ptr<Panel> make_control_bar();
std::unique_ptr<Panel> make_lesson_list();
std::unique_ptr<Panel> make_lesson_panel();
std::unique_ptr<Panel> make_listing_panel();
std::unique_ptr<Panel> make_class_line();
std::unique_ptr<Panel> make_stage_panel();
std::unique_ptr<Panel> make_lesson_findings();
std::unique_ptr<Panel> make_lesson_stepping();
std::unique_ptr<Panel> make_process_tree();
std::unique_ptr<Panel> make_speedup_chart();
std::unique_ptr<Panel> make_presenter_strip();
std::unique_ptr<Panel> make_keys_sheet();
std::unique_ptr<Panel> make_receipt_sheet();
std::unique_ptr<Panel> make_blank_sheet();

/// Draws the window's buttons from the right end of the line, as many as fit; with their words if
/// these leave `room` pixels of it. Returns what is left of the line.
Rect draw_view_buttons(PanelContext& context, const Rect& line, float room);

}  // namespace sharedfate
