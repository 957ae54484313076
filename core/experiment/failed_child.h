#pragma once

namespace sharedfate {

/// From now on this process exits with EXIT_FAILURE as soon as a child of it ends without success:
/// it would otherwise wait for ever for the dead child. Installs a handler for SIGCHLD.
void end_with_a_failed_child();
/// Ends that: to be called before a child is killed on purpose.
void outlive_failed_children();

}  // namespace sharedfate
