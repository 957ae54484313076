#pragma once

#include <utility>

namespace sharedfate {

/// Owns a file descriptor and closes it on destruction.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }
  void reset();

 private:
  int number_ = -1;
};

/// An eventfd by which one thread or process wakes another that polls it; close-on-exec and
/// non-blocking. Not valid if it cannot be made; errno says why.
Descriptor create_eventfd();
/// Makes an eventfd readable. Nothing is left to do if the call fails: with a full counter it is
/// readable already. Async-signal-safe, but changes errno.
void notify_eventfd(int eventfd);
/// Makes it unreadable until it is notified again.
void clear_eventfd(int eventfd);

}  // namespace sharedfate
