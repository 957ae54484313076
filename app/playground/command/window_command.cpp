#include "app/playground/command/commands.h"

#include "app/playground/command/text_view.h"
#include "app/playground/window/run_window.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

/// What the options ask for that needs a window, in words for the error; empty: nothing.
std::string wish_for_window(const WindowOptions& options) {
  if (!options.screenshot_file.empty()) return "take the screenshot " + options.screenshot_file;
  if (!options.film_folder.empty()) return "film into " + options.film_folder;
  if (!options.observe_directory.empty())
    return "keep an observer's files in " + options.observe_directory;
  return "";
}

}  // namespace

int window_command(const WindowCommand& command) {
  const std::string wish = wish_for_window(command.options);
  std::string reason = "there is no display (DISPLAY is not set)";
  if (display_is_named()) {
    const Result<int> window = run_window(command.options);
    if (window) return window.value();
    reason = window.error().text();
    if (!wish.empty()) {
      write_error("sharedfate: " + reason + "\n");
      return exit_failure;
    }
  }
  if (wish.empty()) return run_text_view(command.options, reason);
  const Error error{wish, reason,
                    "it takes a window; a virtual screen will do: xvfb-run sharedfate ..."};
  write_error("sharedfate: " + error.text() + "\n");
  return exit_failure;
}

}  // namespace sharedfate
