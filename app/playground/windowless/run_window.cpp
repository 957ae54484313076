// Replaces window/run_window.cpp in a build without the window.
#include "app/playground/window/run_window.h"

namespace sharedfate {

bool display_is_named() { return false; }

Result<int> run_window(const WindowOptions&) {
  return Error{"open the window", "this build has none (SHAREDFATE_WINDOW is off)",
               "use a subcommand, or configure with -DSHAREDFATE_WINDOW=ON"};
}

}  // namespace sharedfate
