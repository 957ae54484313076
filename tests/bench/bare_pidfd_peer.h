#pragma once

#include "core/base/result.h"

namespace sharedfate::bench {

/// Starts a process, kills it and waits in poll() on its pidfd. Returns the microseconds from the
/// kill until poll() returns.
Result<double> time_bare_pidfd();

}  // namespace sharedfate::bench
