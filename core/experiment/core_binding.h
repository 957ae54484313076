#pragma once

#include <cstddef>
#include <memory>

namespace sharedfate {

/// How many cores the calling thread may run on.
std::size_t allowed_core_count();

/// While this object exists, the calling thread runs on one core only: the `place`-th (from 0) of
/// those that it may run on, modulo their number. If the kernel refuses that, nothing changes. To
/// be destroyed by the thread that made it.
class CoreBinding {
 public:
  explicit CoreBinding(std::size_t place);
  ~CoreBinding();
  CoreBinding(const CoreBinding&) = delete;
  CoreBinding& operator=(const CoreBinding&) = delete;

 private:
  struct Before;
  std::unique_ptr<Before> before_;
};

}  // namespace sharedfate
