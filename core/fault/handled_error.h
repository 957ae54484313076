#pragma once

#include <stdexcept>

namespace sharedfate {

/// The error that the caller of a task expects and handles: the task fails, its worker goes on.
/// Nothing catches any other exception of a task: it ends the process.
class HandledError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace sharedfate
