#pragma once

#include <cstddef>
#include <memory>

namespace sharedfate {

/// How many cores the calling thread may run on.
std::size_t allowed_core_count();

/// While it lives, the calling thread runs on one core only: the `place`-th of those it may run on,
/// modulo their number. Where the kernel refuses that, it runs as before.
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
