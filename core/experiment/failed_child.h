#pragma once

namespace sharedfate {

/// From now on this process ends with a failure as soon as one of its children ends otherwise than
/// with success: nobody waits for what a dead one would have said.
void end_with_a_failed_child();
/// Not any more: a child is about to be ended.
void outlive_failed_children();

}  // namespace sharedfate
