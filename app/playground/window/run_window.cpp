#include "app/playground/window/run_window.h"

#include <cstdlib>

#include "app/playground/window/session.h"

namespace sharedfate {

bool display_is_named() {
  const auto named = [](const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
  };
  return named("DISPLAY") || named("WAYLAND_DISPLAY");
}

Result<int> run_window(const WindowOptions& options) {
  Session session(options);
  if (const Status status = session.open(); !status) return status.error();
  return session.run();
}

}  // namespace sharedfate
