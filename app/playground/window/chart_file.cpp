#include "app/playground/window/chart_file.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "app/playground/draw/chart.h"
#include "app/playground/draw/ui.h"
#include "app/playground/window/screenshot.h"
#include "core/chart/chart_csv.h"

namespace sharedfate {
namespace {

constexpr int margin = 24;  // pixels around a picture
constexpr int side_max = 8192;

Status write_csv(const std::string& file, const ChartData& data) {
  const std::string text = chart_csv(data);
  const std::string tried = "write the chart " + file;
  constexpr const char* remedy = "start the app in a folder that can be written to";
  std::FILE* stream = std::fopen(file.c_str(), "wbx");
  if (stream == nullptr) return system_error(tried, remedy);
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  Error error = system_error(tried, "make room on the disk");
  if (std::fclose(stream) != 0 || !written) return error;
  return Done{};
}

Status write_picture(const std::string& file, const SaveChart& request,
                     const ChartPictureLook& look, Drawing& drawing) {
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
  return write_screenshot(file, width, height, [&] { drawing.draw_again(ground); });
}

}  // namespace

std::string free_chart_file(const std::string& folder, const std::string& name, ChartFile file) {
  std::string word;
  std::copy_if(name.begin(), name.end(), std::back_inserter(word),
               [](unsigned char c) { return c == '-' || (c < 0x80 && std::isalnum(c) != 0); });
  const std::string suffix = file == ChartFile::png ? ".png" : ".csv";
  std::error_code ignored;
  for (int number = 1;; ++number) {
    const std::string path = (std::filesystem::path(folder) /
                              ("sharedfate-" + word + "-" + std::to_string(number) + suffix))
                                 .string();
    if (!std::filesystem::exists(path, ignored)) return path;
  }
}

Result<std::string> save_chart(const SaveChart& request, const std::string& folder,
                               const ChartPictureLook& look, Drawing& drawing) {
  const std::string file = free_chart_file(folder, request.data.name, request.file);
  const Status written = request.file == ChartFile::csv
                             ? write_csv(file, request.data)
                             : write_picture(file, request, look, drawing);
  if (!written) return written.error();
  return file;
}

}  // namespace sharedfate
