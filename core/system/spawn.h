#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/system/descriptor.h"

// Child processes: how they are started, told apart, ended and reaped.
namespace sharedfate {

/// A child process of the caller. Its pidfd becomes readable when it ends; then reap() must be
/// called once.
struct Child {
  int pid = 0;       ///< in the caller's pid namespace
  int host_pid = 0;  ///< in the pid namespace of /proc
  Descriptor pidfd;
};

enum class Namespaces {
  inherit,
  pid,  ///< the child is pid 1 of a new pid namespace: everything that it starts ends with it. For
        ///< root only
  user_and_pid,         ///< the same for any user, in a new user namespace in which the user is the
                        ///< caller's, as far as the kernel allows
  user_pid_and_queues,  ///< the same, with an IPC namespace: message queues that it makes end with
                        ///< it
};

struct SpawnRequest {
  std::string program;                 ///< path
  std::vector<std::string> arguments;  ///< without the program's name
  std::vector<int> descriptors;  ///< become 3, 4, 5… in the child; no other above 2 stays open
  Namespaces namespaces = Namespaces::inherit;
};

/// Starts a program by exec: default signal dispositions, empty signal mask, a short list of
/// environment variables, standard input from /dev/null. If exec fails, an error is returned and no
/// child is left.
Result<Child> spawn(const SpawnRequest& request);

/// Fills in `host_pid` of a new child. If it cannot be read, kills and reaps the child and returns
/// an error, in which `tried` names what the caller attempted.
Result<Child> with_host_pid(Child child, const std::string& tried);

/// How a child ended, as waitid reports it.
struct Ending {
  bool signalled = false;
  int signal = 0;
  int exit_code = 0;
};

/// Waits for the child's end and reaps it; does not block once its pidfd is readable.
Ending reap(const Child& child);

/// Whether the child has ended, so that reap() does not block.
bool has_ended(const Child& child);

/// Whether the child is stopped now (SIGSTOP and similar). Leaves the state that reap() needs.
bool is_stopped(const Child& child);

/// Sends a signal to exactly this child; does nothing if it has ended.
void signal_child(const Child& child, int signal);

/// To be called first in a child process: has the kernel kill it when its parent's thread ends.
/// False: the parent has already ended. `parent_pid`: the parent's PID in the child's namespace; 0
/// if the parent is outside of it.
bool die_with_parent(int parent_pid);

/// Closes every descriptor from `first` on.
void close_descriptors_from(int first);

/// Path of the running program; empty: unknown.
std::string own_program_path();

/// Path of the program `name` in the folder of the running program.
std::string program_beside_this(const std::string& name);

/// Starts a copy of the calling process that runs `body` and exits with its result. The copy is
/// killed when the calling thread ends, and holds every descriptor that the caller has open. Only
/// the calling thread is copied: the caller should have no other thread that may hold a lock.
Result<Child> fork_child(const std::function<int()>& body);

/// Sends SIGKILL to a child of the caller that is not reaped yet: until then no other process has
/// its PID. Returns whether the signal was sent.
bool kill_unreaped(int pid);

/// Kills and reaps every child of this process: the children of a dead child come to it as pid 1 of
/// a pid namespace (`in_namespace`) or as a subreaper. Waits until none is left. Without a
/// namespace, and where /proc is that of another pid namespace, it only reaps those that have
/// ended. Returns their number. For a process with one thread: no other thread may start or reap
/// children meanwhile.
std::uint32_t end_orphans(bool in_namespace);

/// Called by main() with its own arguments. Without it set_process_title() does nothing.
void remember_arguments(int count, char** arguments);

/// Sets what ps shows after the program's name, cut to the space of the original arguments. Lets a
/// copy of a process be told from its original.
void set_process_title(std::string_view title);

}  // namespace sharedfate
