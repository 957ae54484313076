#pragma once

#include <string>

namespace sharedfate {

/// The calling thread's number as the namespace of /proc counts it (outside the lane's own
/// namespace). 0: unknown.
int host_tid();
/// The same for the calling process.
int host_pid();
/// The process behind a pidfd, as the namespace of /proc counts it. 0: unknown or gone.
int host_pid_of(int pidfd);

/// Whether /proc lists `tid` as a thread of `pid`.
bool is_thread_of(int pid, int tid);

/// "SIGSEGV"; "SIG64" where there is no name.
std::string signal_name(int signal);

}  // namespace sharedfate
