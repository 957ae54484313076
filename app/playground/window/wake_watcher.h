#pragma once

#include <memory>
#include <vector>

#include "core/base/result.h"

namespace sharedfate {

/// Wakes the main thread from its wait for input when a lane has reported something, a measurement
/// has found something, a file was saved, or a signal asks the app to end. Its thread touches
/// neither the lab nor the window; it only posts an empty event.
class WakeWatcher {
 public:
  /// Watches SIGINT, SIGTERM and the descriptors (of Lab::wake_descriptor,
  /// MeasurementRunner::wake_descriptor, FileWatch::descriptor) until one is readable. The
  /// descriptors must outlive the watcher. One watcher at a time.
  static Result<std::unique_ptr<WakeWatcher>> start(std::vector<int> descriptors);
  ~WakeWatcher();
  WakeWatcher(const WakeWatcher&) = delete;
  WakeWatcher& operator=(const WakeWatcher&) = delete;

  /// To be called after each drain, once everything was read: the descriptors are watched again.
  void drained();
  /// Whether a descriptor has become readable since drained(). To be checked before a wait: the
  /// empty event may have been consumed while the main thread was busy.
  [[nodiscard]] bool has_news() const;
  /// Whether SIGINT or SIGTERM has arrived.
  [[nodiscard]] bool asked_to_end() const;

 private:
  struct Implementation;
  explicit WakeWatcher(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sharedfate
