#pragma once

#include <memory>
#include <vector>

#include "core/base/result.h"

namespace sharedfate {

/// Wakes the main thread out of its wait for input when a lane has reported something, a file was
/// saved, or a signal asks the app to end. One thread of its own; that thread touches neither the
/// lab nor the window, it only posts an empty event.
class WakeWatcher {
 public:
  /// Watches the descriptors (of Lab::wake_descriptor, FileWatch::descriptor) until they are
  /// readable, and SIGINT and SIGTERM. They must outlive it. One watcher at a time.
  static Result<std::unique_ptr<WakeWatcher>> start(std::vector<int> descriptors);
  ~WakeWatcher();
  WakeWatcher(const WakeWatcher&) = delete;
  WakeWatcher& operator=(const WakeWatcher&) = delete;

  /// What there was to read has been read: watch them again. Call once after each drain.
  void drained();
  /// Whether there has been something to read since drained(). To be asked before a wait: the wake
  /// may have come, and gone, while the main thread was at something else.
  [[nodiscard]] bool has_news() const;
  /// Whether SIGINT or SIGTERM has come.
  [[nodiscard]] bool asked_to_end() const;

 private:
  struct Implementation;
  explicit WakeWatcher(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sharedfate
