// The code editor in a window of its own, with one button, for tests and for work on the editor:
// code_editor_window CODE_FILE OBSERVE_FOLDER [NAME=VALUE…], NAME one of theme, scale, width,
// height, lit, error_line, error, read_only, large, screenshot (writes a picture to that file and
// ends). Keeps the text in OBSERVE_FOLDER/text and the rectangles of the widgets in
// OBSERVE_FOLDER/widgets; ends with the window.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "app/playground/code/code_editor.h"
#include "app/playground/draw/drawing.h"
#include "app/playground/window/screenshot.h"
#include "app/playground/window/window.h"
#include "core/base/number.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

using Options = std::map<std::string, std::string>;

std::string option(const Options& options, const std::string& name, const std::string& otherwise) {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : found->second;
}

int figure(const Options& options, const std::string& name, int otherwise) {
  return static_cast<int>(
      parse_number(option(options, name, "")).value_or(static_cast<std::uint64_t>(otherwise)));
}

/// Replaces the file atomically: a reader finds the old one or the new one.
void replace_file(const std::string& file, const std::string& text) {
  std::ofstream(file + ".new", std::ios::binary) << text;
  std::filesystem::rename(file + ".new", file);
}

class EditorWindow {
 public:
  EditorWindow(std::string folder, const Options& options)
      : folder_(std::move(folder)),
        screenshot_(option(options, "screenshot", "")),
        scale_(std::stof(option(options, "scale", "1"))),
        theme_(option(options, "theme", "dark") == "light" ? ThemeName::light : ThemeName::dark) {
    marks_.lit_line = figure(options, "lit", 0);
    marks_.error_line = figure(options, "error_line", 0);
    marks_.error = option(options, "error", "");
    marks_.read_only = figure(options, "read_only", 0) == 1;
    if (figure(options, "large", 0) == 1) marks_.role = TextRole::figure_large;
  }

  Status run(const std::string& code, int width, int height) {
    auto opened = Window::open("Code editor", Window::Size{width, height});
    if (!opened) return opened.error();
    const std::unique_ptr<Window> window = opened.take();
    Drawing drawing(find_font_files());
    if (Status status = drawing.create(scale_); !status) return status;
    editor_.set_text(code);
    ui_.set_focus("code");
    for (int frame = 0; !window->close_asked(); ++frame) {
      draw(*window, drawing);
      // The widget under the pointer is known one frame later.
      const bool settled = frame >= 2 && !window->touched();
      if (settled) observe();
      if (settled && !screenshot_.empty())
        return write_screenshot(screenshot_, window->width(), window->height(),
                                [&] { drawing.draw_again(ground()); });
      window->wait(settled && !ui_.moving() ? -1 : 0.01);
    }
    return Done{};
  }

 private:
  [[nodiscard]] Rgb ground() const { return palette(theme_).tone(Tone::panel); }

  void draw(Window& window, Drawing& drawing) {
    const double now_s = static_cast<double>(monotonic_ns() - begun_ns_) / 1e9;
    const auto layers = drawing.begin_frame(window.width(), window.height(), scale_, 0.01);
    const Rect screen{0, 0, static_cast<float>(window.width()),
                      static_cast<float>(window.height())};
    Ui::FrameSettings settings;
    settings.screen = screen;
    settings.scale = scale_;
    settings.theme = theme_;
    settings.time_s = now_s;
    ui_.begin_frame(settings, window.take_input(), layers.base, layers.overlay);
    Rect place = screen.inset(ui_.units(16));
    const Rect button = place.cut_bottom(ui_.units(40), ui_.units(12));
    editor_.draw(ui_, place, marks_);
    ui_.button("other", button, "Somewhere else");
    ui_.end_frame();
    window.show_frame(drawing, ground());
    if (const std::string text = ui_.take_copied(); !text.empty()) window.copy(text);
  }

  void observe() {
    std::ostringstream widgets;
    for (const WidgetRecord& widget : ui_.widgets()) {
      widgets << widget.name << ' ' << widget.rect.x << ' ' << widget.rect.y << ' ' << widget.rect.w
              << ' ' << widget.rect.h << (widget.name == ui_.focused() ? " focused" : "") << '\n';
    }
    replace_file(folder_ + "/widgets", widgets.str());
    replace_file(folder_ + "/text", editor_.text());
  }

  std::string folder_, screenshot_;
  float scale_;
  ThemeName theme_;
  CodeMarks marks_;
  CodeEditor editor_{"code"};
  Ui ui_;
  std::uint64_t begun_ns_ = monotonic_ns();
};

int run(const std::vector<std::string>& words) {
  if (words.size() < 2) return 2;
  Options options;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::size_t sign = std::min(words[i].find('='), words[i].size());
    options[words[i].substr(0, sign)] = words[i].substr(std::min(sign + 1, words[i].size()));
  }
  std::ifstream file(words[0], std::ios::binary);
  const std::string code{std::istreambuf_iterator<char>(file), {}};
  const Status status =
      EditorWindow(words[1], options)
          .run(code, figure(options, "width", 1000), figure(options, "height", 700));
  if (!status) std::fprintf(stderr, "%s\n", status.error().text().c_str());
  return status ? 0 : 1;
}

}  // namespace
}  // namespace sharedfate

int main(int count, char** words) { return sharedfate::run({words + 1, words + count}); }
