#include "app/playground/window/chart_file.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iterator>

#include "app/playground/widgets/chart.h"
#include "app/playground/widgets/ui.h"
#include "app/playground/window/screenshot.h"
#include "core/base/write_file.h"
#include "core/chart/chart_csv.h"

namespace sharedfate {
namespace {

constexpr int margin = 24;  // pixels around a picture
constexpr int side_max = 8192;

Result<FramePixels> draw_picture(const SaveChart& request, const ChartPictureLook& look,
                                 Drawing& drawing) {
  const int width = std::clamp(request.width + 2 * margin, 1, side_max);
  const int height = std::clamp(request.height + 2 * margin, 1, side_max);
  const Rect screen{0, 0, static_cast<float>(width), static_cast<float>(height)};
  const Drawing::Layers layers = drawing.begin_frame(width, height, look.scale, 0);
  Ui ui;
  ui.begin_frame({.screen = screen,
                  .scale = look.scale,
                  .text_scale = look.text_scale,
                  .theme = look.theme,
                  .motion = false,
                  .time_ns = 0,
                  .time_s = 0,
                  .figures = {},
                  .complaint = {},
                  .notice = {}},
                 {}, layers.base, layers.overlay);
  ui.canvas().fill(screen, ui.tone(Tone::panel));
  draw_chart_picture(ui, request.data, screen.inset(margin));
  ui.end_frame();
  const Rgb ground = palette(look.theme).tone(Tone::panel);
  drawing.end_frame();
  return read_frame(width, height, [&] { drawing.draw_again(ground); });
}

/// The common beginning of a chart's files: CURRENT_FOLDER/sharedfate-NAME-.
std::string name_begin(const std::string& name) {
  std::string word;
  std::copy_if(name.begin(), name.end(), std::back_inserter(word),
               [](unsigned char c) { return c == '-' || (c < 0x80 && std::isalnum(c) != 0); });
  std::error_code nowhere;
  return (std::filesystem::current_path(nowhere) / ("sharedfate-" + word + "-")).string();
}

/// Writes the first of BEGIN1SUFFIX, BEGIN2SUFFIX, ... that does not exist. Returns its path.
Result<std::string> write_new_file(const std::string& begin, const std::string& suffix,
                                   const Result<std::string>& content) {
  if (!content) return content.error();
  for (int number = 1;; ++number) {
    const std::string file = begin + std::to_string(number) + suffix;
    const std::string tried = "write the chart " + file;
    std::FILE* const stream = std::fopen(file.c_str(), "wbxe");
    if (stream == nullptr && errno == EEXIST) continue;
    if (stream == nullptr)
      return system_error(tried, "start the app in a folder that can be written to");
    const Status written = write_and_close(stream, content.value(), tried);
    if (written) return file;
    std::remove(file.c_str());  // incomplete, and made by this call
    return written.error();
  }
}

}  // namespace

ChartSave save_chart(const SaveChart& request, const ChartPictureLook& look, Drawing& drawing) {
  // If no thread can be started, the work is deferred until the result is asked for.
  constexpr auto how = std::launch::async | std::launch::deferred;
  const std::string begin = name_begin(request.data.name);
  if (request.file == ChartFile::csv) {
    return std::async(how, [begin, data = request.data] {
      return write_new_file(begin, ".csv", chart_csv(data));
    });
  }
  return std::async(how, [begin, frame = draw_picture(request, look, drawing)] {
    return write_new_file(begin, ".png", frame ? encode_png(frame.value()) : frame.error());
  });
}

}  // namespace sharedfate
