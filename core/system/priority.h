#pragma once

namespace sharedfate {

/// Lowers the priority of the calling thread by `niceness`. Where that is not allowed nothing
/// changes.
void lower_own_priority(int niceness);

}  // namespace sharedfate
