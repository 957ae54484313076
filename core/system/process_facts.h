#pragma once

#include <string>

namespace sharedfate {

/// The calling thread's TID in the pid namespace of /proc, which is outside of the lane's own. 0:
/// unknown.
int host_tid();
/// The same for the PID of the calling process.
int host_pid();
/// The PID of the process of a pidfd in the namespace of /proc. 0: unknown or ended.
int host_pid_of(int pidfd);

/// Whether /proc lists `tid` as a thread of `pid`.
bool is_thread_of(int pid, int tid);

/// For example "SIGSEGV"; "SIG64" if the signal has no name.
std::string signal_name(int signal);

}  // namespace sharedfate
