#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

// What confines a program that runs code which a person typed or a file brought along: a Python
// interpreter, and the processes that it starts.
namespace sharedfate {

/// What the confined may use up. The defaults are room for a lesson: a pool of processes, 64
/// threads, some megabytes of data.
struct ConfinementLimits {
  std::uint64_t cpu_seconds = 60;  ///< of each process; then SIGXCPU, a second later SIGKILL
  std::uint64_t address_space_bytes = 2ULL
                                      << 30;  ///< of each process; 8 MiB for each thread's stack
  /// Of all of them together; threads count, too. Outside of a user namespace of their own the
  /// kernel counts with them whatever the user runs, and the limit is higher by that and by some
  /// room: it still ends a fork bomb.
  std::uint64_t processes = 128;
  std::uint64_t descriptors = 256;            ///< of each process
  std::uint64_t file_bytes = 16ULL << 20;     ///< of each file written
  std::uint64_t scratch_bytes = 64ULL << 20;  ///< of /tmp, and again of /dev/shm
  /// Of all of them together. The kernel has no such limits outside of a control group: the process
  /// that has started the confined watches them (ForeignCode).
  std::uint64_t all_cpu_seconds = 240;
  std::uint64_t all_memory_bytes = 3ULL << 30;
  /// Where the kernel itself ends them, if there is a control group. The process that watches them
  /// should act first, because it can say why.
  std::uint64_t group_memory_bytes = all_memory_bytes + (512ULL << 20);
  std::uint64_t all_workers = 1024;  ///< that were ever started; each has half a megabyte shared
};

enum class ConfinementLevel {
  limits,  ///< for what the person at the keyboard wrote: nothing but the limits
  full,    ///< for what comes from elsewhere: every part
};

struct ConfinementWish {
  ConfinementLevel level = ConfinementLevel::full;
  ConfinementLimits limits;
  /// Files and folders that may be read and executed beside the system's own programs and
  /// libraries: the interpreter's prefix, the program to run. Absolute; what does not exist is left
  /// out.
  std::vector<std::string> readable;
};

/// What is attempted, one after the other.
enum class ConfinementPart : std::uint8_t {
  own_session,        ///< no terminal to push keystrokes into, no process group to signal
  no_network,         ///< network, System V IPC and host name of its own, where nobody else is
  own_root,           ///< sees read-only copies of what it may read; /tmp and /dev/shm of its own
  limits,             ///< ConfinementLimits; core dumps are off
  no_new_privileges,  ///< no capabilities, and no way to any
  files,              ///< Landlock: reads what is listed, writes to the two scratch folders
  system_calls,       ///< those of an interpreter and its libraries alone
  own_processes,      ///< sees none but its own, and ends with the first of them, its supervisor
};
inline constexpr std::size_t confinement_parts = 8;

/// What a part consists of: where it stopped.
enum class ConfinementStep : std::uint8_t {
  none,
  find_namespace,
  start_session,
  unshare,
  map_ids,
  clone_mounts,
  build_root,
  enter_root,
  set_limits,
  limit_processes,
  drop_capabilities,
  forbid_privileges,
  create_ruleset,
  add_rule,
  restrict_self,
  filter_calls,
};
constexpr std::uint8_t confinement_step_count = 16;

enum class ConfinementState : std::uint8_t { not_tried, reached, denied };

/// One part's outcome, as it travels in messages.
struct ConfinementOutcome {
  ConfinementState state = ConfinementState::not_tried;
  ConfinementStep step = ConfinementStep::none;  ///< what was denied
  std::int32_t error = 0;                        ///< the kernel's errno for it
};

/// How far the calling process is confined. Fixed in size.
struct Confinement {
  std::array<ConfinementOutcome, confinement_parts> parts;
  std::int32_t landlock_version = 0;  ///< of the kernel's interface; 0: it has none

  [[nodiscard]] const ConfinementOutcome& operator[](ConfinementPart part) const {
    return parts[static_cast<std::size_t>(part)];
  }
  ConfinementOutcome& operator[](ConfinementPart part) {
    return parts[static_cast<std::size_t>(part)];
  }
  [[nodiscard]] bool has(ConfinementPart part) const {
    return (*this)[part].state == ConfinementState::reached;
  }
  /// Whether every part was reached. Code from elsewhere runs nowhere else.
  [[nodiscard]] bool is_enough_for_foreign_code() const;
};

/// Confines the calling process and all that it will start, for good; nothing takes it back. To be
/// called by a process with one thread, which is about to call exec, and whose parent is the first
/// process of a pid namespace: its working folder, what it sees of the file system and its
/// capabilities change. Root becomes a user without rights, as limits do not hold for root.
/// Descriptors that are open stay usable, so that the caller closes what the code shall not have.
/// Each part is attempted, whatever became of the others; whether that is enough is for the caller
/// to decide.
Confinement confine_self(const ConfinementWish& wish);

/// A part's name, as in JSON: "no_network".
std::string_view confinement_part_name(ConfinementPart part);

/// What was denied, for a person. `namespaces_remedy`: user_namespace_remedy(), which the confined
/// cannot ask any more. Precondition: the part's state is `denied`.
Error confinement_error(const Confinement& confinement, ConfinementPart part,
                        const std::string& namespaces_remedy);

}  // namespace sharedfate
