#pragma once

#include <stdexcept>

namespace sharedfate {

/// The error that the caller of a task expects and handles: the task has failed, its worker goes
/// on. Everything else that a task throws is caught by nobody.
class HandledError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace sharedfate
