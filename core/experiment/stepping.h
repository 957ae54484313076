#pragma once

#include <cstdint>

namespace sharedfate {

/// The orders that the experiment "stepping" takes: which of two real threads does its next step.
/// It reports the PID once, and at the start and after each order, as facts: of each worker ("A",
/// "B") "standing" ("paused", "waiting", "ended"), "steps done", "register", "TID" and, in a
/// program with locks, "waits for"; of each variable "value"; of each lock "held by"; then "order
/// so far", "outcome" ("not yet known" while a worker can go on) and, as the last one, "orders
/// obeyed".
enum class SteppingOrder : std::uint64_t { a_goes, b_goes, start_over, finish };

}  // namespace sharedfate
