#pragma once

#include <cstddef>
#include <memory>

namespace sharedfate {

/// How many cores the calling thread may run on; at least 1.
std::size_t usable_core_count();

/// Binds the calling thread to the `nth` of the cores that it may use, counted from 0 and wrapping
/// around. False: the system denies it; nothing has changed.
bool stay_on_core(std::size_t nth);

/// Binds the thread that makes this object to a core like stay_on_core(), until the object is
/// destroyed, by the same thread. Where the system denies it, the thread runs as before.
class CoreBinding {
 public:
  explicit CoreBinding(std::size_t nth);
  ~CoreBinding();
  CoreBinding(const CoreBinding&) = delete;
  CoreBinding& operator=(const CoreBinding&) = delete;

 private:
  struct Before;
  std::unique_ptr<Before> before_;
};

}  // namespace sharedfate
