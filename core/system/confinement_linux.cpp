#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>

#include "call_filter.h"
#include "core/system/confinement.h"
#include "core/system/descriptor.h"
#include "core/system/file_view.h"
#include "core/system/scheduling.h"
#include "core/system/user_namespace.h"

namespace sharedfate {
namespace {

constexpr ConfinementOutcome reached{.state = ConfinementState::reached};

/// Programs and libraries, and what the loader and the C library look up. Not /proc: it shows the
/// command line of every process, and an interpreter does not need it.
constexpr std::array system_paths{"/usr",
                                  "/bin",
                                  "/lib",
                                  "/lib32",
                                  "/lib64",
                                  "/etc/alternatives",
                                  "/etc/localtime",
                                  "/etc/ld.so.cache",
                                  "/etc/ld.so.conf",
                                  "/etc/ld.so.conf.d",
                                  "/sys/devices/system/cpu"};
/// Not /dev/zero: mapping it gives memory that no limit counts.
constexpr std::array devices{"/dev/null", "/dev/random", "/dev/urandom"};
/// multiprocessing keeps its locks as files in /dev/shm and some sockets in /tmp.
constexpr std::array scratch_folders{"/tmp", "/dev/shm"};

/// Errors are ignored: this is only a second line of defence.
void write_setting(const char* path, const char* value) {
  const Descriptor file(::open(path, O_WRONLY | O_CLOEXEC));
  if (file.valid() && ::write(file.get(), value, std::strlen(value)) < 0) return;
}

ConfinementOutcome leave_session() {
  const Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  // A session without a terminal is as good as a new one, and keeps its priority. A process group
  // of its own is needed, because signals can be sent to a whole group.
  if (!terminal.valid() && errno == ENXIO && ::setpgid(0, 0) == 0) return reached;
  if (::setsid() >= 0) return reached;
  // setsid() fails for the leader of a process group; a session's leader can give up the terminal
  // instead.
  if (!terminal.valid() || (::getsid(0) == ::getpid() && ::ioctl(terminal.get(), TIOCNOTTY) == 0))
    return reached;
  errno = EPERM;
  return denied_at(ConfinementStep::start_session);
}

bool set_limit(__rlimit_resource resource, std::uint64_t soft, std::uint64_t hard) {
  rlimit before{};
  if (::getrlimit(resource, &before) != 0) return false;
  const rlimit wanted{std::min<rlim_t>(soft, before.rlim_max),
                      std::min<rlim_t>(hard, before.rlim_max)};
  return ::setrlimit(resource, &wanted) == 0;
}

/// Whether a process can be started now; if not, errno is the reason.
bool can_fork() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  if (child < 0) return false;
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return true;
}

/// Whether a process can be started while the limit of processes is `most`.
bool can_fork_within(std::uint64_t most, const rlimit& before) {
  return set_limit(RLIMIT_NPROC, most, before.rlim_max) && can_fork();
}

/// How many processes and threads the kernel counts against the limit now, to within a sixteenth;
/// processes that start or end meanwhile distort it. nullopt, with errno: none can be started
/// within any limit.
std::optional<std::uint64_t> counted_processes(const rlimit& before) {
  constexpr std::uint64_t most_imaginable = 1U << 22;
  std::uint64_t fails = 1, works = 16;
  for (; !can_fork_within(works, before); works *= 2) {
    if (errno != EAGAIN || works >= most_imaginable) return std::nullopt;
    fails = works;
  }
  while (works - fails > 1 + fails / 16) {
    const std::uint64_t middle = fails + (works - fails) / 2;
    if (can_fork_within(middle, before)) {
      works = middle;
    } else {
      fails = middle;
    }
  }
  return works - 1;
}

/// The limit is tested, because the kernel silently exempts root, and outside of a user namespace
/// counts everything that the user runs. In that case the limit is raised by what runs already and
/// by a reserve for the user's other programs: those would otherwise use up the limit of the
/// confined processes.
ConfinementOutcome limit_processes(std::uint64_t most) {
  constexpr std::uint64_t lane_size_max = 8;  // of a lane that is about to start its interpreter
  constexpr std::uint64_t room_factor = 4;
  rlimit before{};
  ::getrlimit(RLIMIT_NPROC, &before);
  ConfinementOutcome outcome = reached;
  if (can_fork_within(1, before)) {
    errno = EOPNOTSUPP;
    outcome = denied_at(ConfinementStep::limit_processes);
  } else if (const auto counted = counted_processes(before); !counted) {
    outcome = denied_at(ConfinementStep::limit_processes);
  } else {
    if (*counted > lane_size_max) most = *counted + room_factor * most;
    if (!can_fork_within(most, before) || !set_limit(RLIMIT_NPROC, most, most))
      outcome = denied_at(ConfinementStep::limit_processes);
  }
  if (outcome.state != ConfinementState::reached) ::setrlimit(RLIMIT_NPROC, &before);
  return outcome;
}

ConfinementOutcome apply_limits(const ConfinementLimits& limits) {
  // The C library reserves 64 MiB of address space per thread, for up to eight threads per core: on
  // sixteen cores 64 threads would exceed the limit without using any memory.
  ::setenv("MALLOC_ARENA_MAX", "4", 1);
  const ConfinementOutcome processes = limit_processes(limits.processes);
  constexpr std::uint64_t signals_max =
      128;  // queued signals; the kernel counts them for all programs of the user
  // The soft limit is one second below the hard one, so that SIGXCPU can be noticed.
  const bool set = set_limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1) &&
                   set_limit(RLIMIT_NOFILE, limits.descriptors, limits.descriptors) &&
                   set_limit(RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes) &&
                   set_limit(RLIMIT_CORE, 0, 0) && set_limit(RLIMIT_MEMLOCK, 0, 0) &&
                   set_limit(RLIMIT_MSGQUEUE, 0, 0) && set_limit(RLIMIT_RTPRIO, 0, 0) &&
                   set_limit(RLIMIT_SIGPENDING, signals_max, signals_max) &&
                   set_limit(RLIMIT_AS, limits.address_space_bytes, limits.address_space_bytes);
  if (!set) return denied_at(ConfinementStep::set_limits);
  return processes;
}

/// Without capabilities and with no_new_privs, exec gives no capabilities either, not even to root.
ConfinementOutcome renounce_privileges() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> nothing{};
  if (::syscall(SYS_capset, &header, nothing.data()) != 0)
    return denied_at(ConfinementStep::drop_capabilities);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return denied_at(ConfinementStep::forbid_privileges);
  return reached;
}

FileView view_of(const ConfinementWish& wish) {
  FileView view;
  view.readable.assign(system_paths.begin(), system_paths.end());
  view.readable.insert(view.readable.end(), wish.readable.begin(), wish.readable.end());
  view.devices.assign(devices.begin(), devices.end());
  view.scratch.assign(scratch_folders.begin(), scratch_folders.end());
  view.scratch_bytes = wish.limits.scratch_bytes;
  return view;
}

void hide_host_name() {
  constexpr std::string_view name = "localhost";
  if (::sethostname(name.data(), name.size()) != 0) return;  // harmless: the name reveals little
}

/// Whether the parent is pid 1 of a pid namespace: then no process outside has a number in it, and
/// every process in it ends with that one.
ConfinementOutcome find_pid_namespace() {
  if (::getppid() == 1) return reached;
  errno = EPERM;
  return denied_at(ConfinementStep::find_namespace);
}

/// New network, IPC, host name and mount namespaces. Root needs no user namespace for these, and
/// must not enter one: the user that it becomes later is not mapped there.
ConfinementOutcome leave_namespaces() {
  constexpr int namespaces = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS;
  if (::geteuid() == 0 && ::unshare(namespaces) == 0) return reached;
  const IdMaps maps = own_id_maps();
  if (::unshare(CLONE_NEWUSER | namespaces) != 0) return denied_at(ConfinementStep::unshare);
  if (!write_id_maps(maps)) return denied_at(ConfinementStep::map_ids);
  // A further user namespace would give capabilities again, although only over a few things.
  write_setting("/proc/sys/user/max_user_namespaces", "0");
  return reached;
}

/// Becomes that user and its group if no other process runs as that user; otherwise stays root.
bool become_unused(uid_t user) {
  rlimit before{};
  if (::getrlimit(RLIMIT_NPROC, &before) != 0) return false;
  if (::setresgid(user, user, user) == 0 && ::setresuid(user, user, 0) == 0) {
    // This process counts as that user now. If two lanes try the same number, the later one counts
    // both.
    const bool alone = counted_processes(before) == 1;
    if (::setrlimit(RLIMIT_NPROC, &before) == 0 && alone && ::setresuid(user, user, user) == 0)
      return true;
  }
  (void)::setresuid(0, 0, 0);  // first, because only root can take the group back
  (void)::setresgid(0, 0, 0);
  return false;
}

struct UserRange {
  uid_t first, count;
};
// The first range is mapped in most containers, and unused by Debian's accounts, systemd and
// "nobody"; the second is above the numbers of SSSD and FreeIPA and below those of systemd.
constexpr std::array<UserRange, 2> unused_users{{{65520, 14}, {2'100'000'000, 40'000'000}}};

bool become_one_of(const UserRange& range) {
  constexpr uid_t tries_max = 64;
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  // The nanoseconds spread the first number, so that lanes that start together rarely collide.
  const auto begin = static_cast<uid_t>(now.tv_nsec);
  for (uid_t i = 0; i < std::min(range.count, tries_max); ++i) {
    if (become_unused(range.first + (begin + i) % range.count)) return true;
  }
  return false;
}

/// Root becomes a user to which limits apply and which no other lane uses. Where these users do not
/// exist, as in a namespace that maps only root, nothing changes; the part `limits` then shows
/// whether that is enough.
void leave_root() {
  if (::geteuid() != 0 || ::setgroups(0, nullptr) != 0) return;
  (void)std::any_of(unused_users.begin(), unused_users.end(), become_one_of);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // each change of the user clears it
}

/// Allows the calling thread and all that it will start only the system calls in core/call_filter.
/// Needs no_new_privs.
ConfinementOutcome restrict_calls() {
  // The kernel only reads the filter; its struct lacks the const.
  sock_fprog program{sizeof call_filter / sizeof call_filter[0],
                     const_cast<sock_filter*>(call_filter)};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    return denied_at(ConfinementStep::filter_calls);
  return reached;
}

}  // namespace

ConfinementOutcome denied_at(ConfinementStep step) {
  return {ConfinementState::denied, step, errno};
}

Confinement confine_self(const ConfinementWish& wish) {
  Confinement confinement;
  // When memory runs out, the kernel should end the confined processes first.
  constexpr int first_of_all = 1000;
  offer_to_memory_killer(first_of_all);
  if (wish.level == ConfinementLevel::limits) {
    confinement[ConfinementPart::limits] = apply_limits(wish.limits);
    return confinement;
  }
  // Turns off the merging of equal pages, which may be on for everything that the user runs.
  // Kernels before 6.4 do not know this option.
  constexpr int set_memory_merge = 67;
  (void)::prctl(set_memory_merge, 0, 0, 0, 0);
  FileView view = view_of(wish);
  confinement[ConfinementPart::own_session] = leave_session();
  const ConfinementOutcome left = leave_namespaces();
  confinement[ConfinementPart::no_network] = left;
  if (left.state == ConfinementState::reached) hide_host_name();
  confinement[ConfinementPart::own_root] =
      left.state == ConfinementState::reached ? enter_private_root(view) : left;
  // On the system's own root these folders are shared with other programs.
  if (!confinement.has(ConfinementPart::own_root)) view.scratch.clear();
  leave_root();
  confinement[ConfinementPart::limits] = apply_limits(wish.limits);
  confinement[ConfinementPart::no_new_privileges] = renounce_privileges();
  confinement.landlock_version = landlock_version();
  confinement[ConfinementPart::files] = confinement.landlock_version > 0
                                            ? restrict_files(view, confinement.landlock_version)
                                            : denied_at(ConfinementStep::create_ruleset);
  confinement[ConfinementPart::own_processes] = find_pid_namespace();
  confinement[ConfinementPart::system_calls] = restrict_calls();
  return confinement;
}

}  // namespace sharedfate
