#pragma once

#include <string>

#include "app/playground/draw/drawing.h"
#include "app/playground/window/command_request.h"

namespace sharedfate {

/// How the picture of a chart looks: as the chart on the screen does.
struct ChartPictureLook {
  ThemeName theme = ThemeName::dark;
  float scale = 1, text_scale = 1;  ///< as of the window's frames
};

/// The first free name for a chart in a folder: FOLDER/sharedfate-NAME-1.png, -2, ... What is not a
/// letter, a digit or a hyphen in the name is left out.
std::string free_chart_file(const std::string& folder, const std::string& name, ChartFile file);

/// Writes the chart into the folder under such a name, and returns the name. A picture is drawn off
/// the screen, between two frames of the window that `drawing` belongs to; needs its OpenGL context
/// to be current.
Result<std::string> save_chart(const SaveChart& request, const std::string& folder,
                               const ChartPictureLook& look, Drawing& drawing);

}  // namespace sharedfate
