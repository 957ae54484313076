#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/system/descriptor.h"

namespace sharedfate {

/// A child process of the caller. The pidfd becomes readable when it ends; reap() must be called
/// once then.
struct Child {
  int pid = 0;       ///< in the caller's own namespace
  int host_pid = 0;  ///< as /proc numbers it
  Descriptor pidfd;
};

enum class Namespaces {
  inherit,
  pid,  ///< the child is pid 1 of a new pid namespace: whatever it starts ends with it. For
        ///< root alone
  user_and_pid,  ///< the same for everybody, in a new user namespace; its user is the caller's
                 ///< there, too, as far as the kernel allows
  user_pid_and_queues,  ///< the same, and message queues, which it may make, end with it, too
};

struct SpawnRequest {
  std::string program;                 ///< path
  std::vector<std::string> arguments;  ///< after the program's name
  std::vector<int> descriptors;  ///< become 3, 4, 5… in the child; nothing else above 2 survives
  Namespaces namespaces = Namespaces::inherit;
};

/// Starts a fresh program, never a copy of this one: default signal dispositions, empty signal
/// mask, a short list of environment variables, standard input from /dev/null. An exec that fails
/// is an Error here, not a dead child.
Result<Child> spawn(const SpawnRequest& request);

/// Fills in `host_pid` of a new child. Where it cannot be read, kills and reaps the child and
/// returns an error; `tried` says in it what the caller was about to do.
Result<Child> with_host_pid(Child child, const std::string& tried);

/// How a child ended, as waitid reports it.
struct Ending {
  bool signalled = false;
  int signal = 0;
  int exit_code = 0;
};

/// Waits for the child's end (at once when its pidfd is readable) and releases its number.
Ending reap(const Child& child);

/// Whether the child has ended; reap() does not wait then.
bool has_ended(const Child& child);

/// Whether the child is stopped now (SIGSTOP and its like). Takes nothing away that reap() needs.
bool is_stopped(const Child& child);

/// Sends a signal to exactly this child; harmless when it has ended.
void signal_child(const Child& child, int signal);

/// To be called first in a child process: it shall die with its parent. Returns false if the parent
/// is gone already. `parent_pid` is the parent's number in the child's namespace; 0 means the
/// parent is outside of it.
bool die_with_parent(int parent_pid);

/// Closes every descriptor from `first` on.
void close_descriptors_from(int first);

/// Path of the running program.
std::string own_program_path();

/// Path of the program `name` in the same folder.
std::string program_beside_this(const std::string& name);

}  // namespace sharedfate
