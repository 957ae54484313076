#pragma once

#include <future>
#include <string>

#include "app/playground/draw/drawing.h"
#include "app/playground/window/command_request.h"

namespace sharedfate {

/// How the picture of a chart looks: as the chart on the screen does.
struct ChartPictureLook {
  ThemeName theme = ThemeName::dark;
  float scale = 1, text_scale = 1;  ///< as of the window's frames
};

/// The path of a chart's file, once that is written.
using ChartSave = std::future<Result<std::string>>;

/// Saves the chart in the current folder under the first free name, sharedfate-NAME-1.png, -2, ...,
/// and answers with its path. What is not a letter, a digit or a hyphen in the name is left out.
/// A picture is drawn before this returns, off the screen, between two frames of the window that
/// `drawing` belongs to, whose OpenGL context must be current. It is encoded and written on another
/// thread: no frame waits for a disk. Ask every future for its result: only then is it certain that
/// the chart was saved.
ChartSave save_chart(const SaveChart& request, const ChartPictureLook& look, Drawing& drawing);

}  // namespace sharedfate
