#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

// Confines a program that runs code which a person typed or a file brought along: a Python
// interpreter and the processes that it starts.
namespace sharedfate {

/// What the confined processes may use. The defaults are enough for a lesson: a pool of processes,
/// 64 threads, some megabytes of data.
struct ConfinementLimits {
  std::uint64_t cpu_seconds = 60;  ///< per process; then SIGXCPU, a second later SIGKILL
  std::uint64_t address_space_bytes =
      2ULL << 30;  ///< per process; each thread's stack takes 8 MiB of it
  /// Of all processes together; threads count, too. Outside of a user namespace of their own the
  /// kernel also counts whatever else the user runs; the limit is then raised by that number and by
  /// a reserve, and still ends a fork bomb.
  std::uint64_t processes = 128;
  std::uint64_t descriptors = 256;            ///< per process
  std::uint64_t file_bytes = 16ULL << 20;     ///< per file written
  std::uint64_t scratch_bytes = 64ULL << 20;  ///< of /tmp, and as much of /dev/shm
  /// Of all processes together. Outside of a control group the kernel has no such limits: the
  /// process that started the confined ones watches them (ForeignCode).
  std::uint64_t all_cpu_seconds = 240;
  std::uint64_t all_memory_bytes = 3ULL << 30;
  /// At this limit the kernel ends a process itself, if there is a control group. The process that
  /// watches should act first, because it can report the reason.
  std::uint64_t group_memory_bytes = all_memory_bytes + (512ULL << 20);
  std::uint64_t all_workers = 1024;  ///< started in all; each has half a megabyte of shared memory
};

enum class ConfinementLevel {
  limits,  ///< for what the person at the keyboard wrote: limits only
  full,    ///< for code from elsewhere: every part
};

struct ConfinementWish {
  ConfinementLevel level = ConfinementLevel::full;
  ConfinementLimits limits;
  /// Files and folders that may be read and executed besides the system's own programs and
  /// libraries: the interpreter's prefix, the program to run. Absolute paths; those that do not
  /// exist are ignored.
  std::vector<std::string> readable;
};

/// The parts of a confinement. Each is attempted.
enum class ConfinementPart : std::uint8_t {
  own_session,  ///< no terminal to push keystrokes into, no shared process group to signal
  no_network,   ///< network, System V IPC and host name of its own, with no other process in them
  own_root,     ///< read-only copies of what it may read; its own /tmp and /dev/shm
  limits,       ///< ConfinementLimits; no core dumps
  no_new_privileges,  ///< no capabilities, and no way to gain any
  files,              ///< Landlock: reads what is listed, writes to the two scratch folders
  system_calls,       ///< only those that an interpreter and its libraries need
  own_processes,      ///< sees only its own, and ends with the first of them, its supervisor
};
inline constexpr std::size_t confinement_parts = 8;

/// The steps that the parts consist of. Reported: the step that was denied.
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

/// The outcome of one part, as it travels in messages.
struct ConfinementOutcome {
  ConfinementState state = ConfinementState::not_tried;
  ConfinementStep step = ConfinementStep::none;  ///< what was denied
  std::int32_t error = 0;                        ///< errno of that step
};

/// How far the calling process is confined. Fixed in size, for messages.
struct Confinement {
  std::array<ConfinementOutcome, confinement_parts> parts;
  std::int32_t landlock_version = 0;  ///< of the kernel's interface; 0: none

  [[nodiscard]] const ConfinementOutcome& operator[](ConfinementPart part) const {
    return parts[static_cast<std::size_t>(part)];
  }
  ConfinementOutcome& operator[](ConfinementPart part) {
    return parts[static_cast<std::size_t>(part)];
  }
  [[nodiscard]] bool has(ConfinementPart part) const {
    return (*this)[part].state == ConfinementState::reached;
  }
  /// Whether every part was reached. Code from elsewhere runs only then.
  [[nodiscard]] bool is_enough_for_foreign_code() const;
};

/// Confines the calling process and all that it will start; this cannot be undone. For a process
/// with one thread that is about to call exec and whose parent is pid 1 of a pid namespace: its
/// working folder, what it sees of the file system and its capabilities change. Root becomes a user
/// without rights, because limits do not apply to root. Open descriptors stay usable: the caller
/// closes those that the code must not have. Every part is attempted, even after another was
/// denied; the caller decides whether the result is enough.
Confinement confine_self(const ConfinementWish& wish);

/// The part's name in JSON, for example "no_network".
std::string_view confinement_part_name(ConfinementPart part);

/// What was denied, for a person. `namespaces_remedy`: user_namespace_remedy(), which the confined
/// process can no longer compute. Precondition: the part's state is `denied`.
Error confinement_error(const Confinement& confinement, ConfinementPart part,
                        const std::string& namespaces_remedy);

}  // namespace sharedfate
