#pragma once

#include <future>
#include <string>

#include "app/playground/draw/drawing.h"
#include "app/playground/widgets/app_command.h"

namespace sharedfate {

/// How the picture of a chart looks: as the chart does on the screen.
struct ChartPictureLook {
  ThemeName theme = ThemeName::dark;
  float scale = 1, text_scale = 1;  ///< those of the window
};

/// The path of a chart's file, or an error; ready once the file is written.
using ChartSave = std::future<Result<std::string>>;

/// Saves the chart in the current folder under the first free name: sharedfate-NAME-1.png, -2, ...
/// All but ASCII letters, digits and hyphens is left out of NAME. A picture is drawn off-screen
/// before this returns, between two frames of the window that `drawing` belongs to, whose OpenGL
/// context must be current. It is encoded and written on another thread, so that no frame waits for
/// a disk. Check the result of every future: only then is it certain that the chart was saved.
ChartSave save_chart(const SaveChart& request, const ChartPictureLook& look, Drawing& drawing);

}  // namespace sharedfate
