#include "core/system/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/system/process_facts.h"
#include "core/system/user_namespace.h"

namespace sharedfate {
namespace {

constexpr int first_passed = 3;

/// Everything that the child needs between clone and exec, prepared in advance: until exec it runs
/// in its parent's memory and may call only async-signal-safe functions.
struct ChildPlan {
  const char* program;
  char* const* arguments;
  char* const* environment;
  std::span<const int> descriptors;  ///< all at or above `first_passed + descriptors.size()`
  int dev_null;
  bool new_user_namespace;
  IdMaps ids;
  int error;  ///< errno of the failed call; the child writes it to the memory that it shares with
              ///< its parent
};

bool has_own_users(Namespaces namespaces) {
  return namespaces == Namespaces::user_and_pid || namespaces == Namespaces::user_pid_and_queues;
}

/// By the system call itself: a sanitizer's sigaction would note the change in memory that the
/// child shares with its parent, and forget the parent's handlers. Nothing is on the stack: a
/// sanitizer marks stack memory, and the marks of a child that leaves by exec would remain for the
/// next child.
void reset_signals() {
  static constexpr std::array<unsigned long, 4> fallback{};  // SIG_DFL, no flags, nothing masked
  constexpr std::size_t mask_bytes = 8;
  for (int number = 1; number < NSIG; ++number) {
    if (number != SIGKILL && number != SIGSTOP)
      ::syscall(SYS_rt_sigaction, number, fallback.data(), nullptr, mask_bytes);
  }
  static constexpr sigset_t none{};
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

int run_child(void* argument) {
  ChildPlan& plan = *static_cast<ChildPlan*>(argument);
  reset_signals();
  // Without a map it has no user there and cannot make namespaces. It runs even if the kernel
  // denies the map.
  if (plan.new_user_namespace) (void)write_id_maps(plan.ids);
  bool ready = ::dup2(plan.dev_null, STDIN_FILENO) == STDIN_FILENO;
  for (std::size_t i = 0; ready && i < plan.descriptors.size(); ++i) {
    const int place = first_passed + static_cast<int>(i);
    ready = ::dup2(plan.descriptors[i], place) == place;
  }
  if (ready) {
    ::close_range(first_passed + static_cast<unsigned>(plan.descriptors.size()), ~0U,
                  CLOSE_RANGE_CLOEXEC);
    ::execve(plan.program, plan.arguments, plan.environment);
  }
  plan.error = errno;
  ::_exit(127);
}

/// The environment variables that a child may need, as "NAME=VALUE".
std::vector<std::string> allowed_environment() {
  std::vector<std::string> kept;
  for (const char* name :
       {"PATH", "HOME", "LANG", "LC_ALL", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) kept.push_back(std::string(name) + "=" + value);
  }
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

/// Copies of the descriptors above the places that they will take, so that no dup2 overwrites one
/// that is still needed.
Result<std::vector<Descriptor>> lift(std::span<const int> descriptors) {
  std::vector<Descriptor> lifted;
  for (const int descriptor : descriptors) {
    const int floor = first_passed + static_cast<int>(descriptors.size());
    lifted.emplace_back(::fcntl(descriptor, F_DUPFD_CLOEXEC, floor));
    if (!lifted.back().valid()) {
      return system_error("pass descriptor " + std::to_string(descriptor) + " to a new process",
                          "close other programs or raise the limit of open files");
    }
  }
  return lifted;
}

#if defined(__SANITIZE_THREAD__)
// From GCC 14 on, the thread sanitizer wraps clone(), takes every call for a fork whose child has
// its own memory, and ends the process. __clone is the C library's own name for the function.
extern "C" int __clone(int (*)(void*), void*, int, void*, ...) noexcept;
constexpr auto* uninstrumented_clone = &__clone;
#else
constexpr auto* uninstrumented_clone = &::clone;
#endif

/// clone with CLONE_VM | CLONE_VFORK is what posix_spawn does, at a cost that does not grow with
/// the caller's size; posix_spawn cannot make namespaces. The caller is suspended until the child
/// has called exec or has ended.
__attribute__((no_sanitize("address", "thread"))) int clone_child(ChildPlan& plan,
                                                                  Namespaces namespaces,
                                                                  int& pidfd) {
  constexpr std::size_t stack_size = 64 * 1024;
  alignas(64) static thread_local std::array<char, stack_size> stack;
  int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
  if (namespaces != Namespaces::inherit) flags |= CLONE_NEWPID;
  if (has_own_users(namespaces)) flags |= CLONE_NEWUSER;
  if (namespaces == Namespaces::user_pid_and_queues) flags |= CLONE_NEWIPC;
  // No signal handler of the parent may run in the child, which shares its memory.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const int pid =
      uninstrumented_clone(run_child, stack.data() + stack.size(), flags, &plan, &pidfd);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

}  // namespace

Result<Child> spawn(const SpawnRequest& request) {
  const std::string tried = "start " + request.program;
  auto lifted = lift(request.descriptors);
  if (!lifted) return lifted.error();
  std::vector<int> numbers;
  for (const Descriptor& descriptor : lifted.value()) numbers.push_back(descriptor.get());
  const Descriptor dev_null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!dev_null.valid()) return system_error(tried + " (open /dev/null)");

  std::vector<std::string> words{request.program};
  words.insert(words.end(), request.arguments.begin(), request.arguments.end());
  std::vector<std::string> environment = allowed_environment();
  const std::vector<char*> argument_list = pointers(words);
  const std::vector<char*> environment_list = pointers(environment);
  ChildPlan plan{request.program.c_str(), argument_list.data(),
                 environment_list.data(), numbers,
                 dev_null.get(),          has_own_users(request.namespaces),
                 own_id_maps(),           0};

  int pidfd = -1;
  const int pid = clone_child(plan, request.namespaces, pidfd);
  if (pid < 0) {
    return system_error(
        tried, "the limit of processes may be reached: fewer workers need fewer processes");
  }
  Child child{pid, 0, Descriptor(pidfd)};
  if (plan.error != 0) {
    reap(child);
    errno = plan.error;
    return system_error(tried, "is the program there and executable?");
  }
  return with_host_pid(std::move(child), tried);
}

Result<Child> with_host_pid(Child child, const std::string& tried) {
  child.host_pid = host_pid_of(child.pidfd.get());
  if (child.host_pid != 0) return child;
  signal_child(child, SIGKILL);
  reap(child);
  return Error{tried, "its number could not be read from /proc/self/fdinfo",
               "close other programs or raise the limit of open files"};
}

Ending reap(const Child& child) {
  siginfo_t information{};
  int result = 0;
  do {
    result = ::waitid(P_PIDFD, static_cast<id_t>(child.pidfd.get()), &information, WEXITED);
  } while (result != 0 && errno == EINTR);
  Ending ending;
  ending.signalled = information.si_code == CLD_KILLED || information.si_code == CLD_DUMPED;
  if (ending.signalled) {
    ending.signal = information.si_status;
  } else {
    ending.exit_code = information.si_status;
  }
  return ending;
}

bool has_ended(const Child& child) {
  pollfd ended{child.pidfd.get(), POLLIN, 0};
  return ::poll(&ended, 1, 0) > 0;
}

bool is_stopped(const Child& child) {
  siginfo_t information{};
  const int result = ::waitid(P_PIDFD, static_cast<id_t>(child.pidfd.get()), &information,
                              WSTOPPED | WNOHANG | WNOWAIT);
  return result == 0 && information.si_pid != 0 && information.si_code == CLD_STOPPED;
}

void signal_child(const Child& child, int signal) {
  ::syscall(SYS_pidfd_send_signal, child.pidfd.get(), signal, nullptr, 0);
}

bool die_with_parent(int parent_pid) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return ::getppid() == parent_pid;
}

void close_descriptors_from(int first) { ::close_range(static_cast<unsigned>(first), ~0U, 0); }

std::string own_program_path() {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string program_beside_this(const std::string& name) {
  const std::string own = own_program_path();
  return own.substr(0, own.rfind('/') + 1) + name;
}

Result<Child> fork_child(const std::function<int()>& body) {
  constexpr const char* tried = "start a copy of this process";
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0)
    return system_error(tried, "the limit of processes may be reached, or memory may be short");
  if (pid == 0) ::_exit(die_with_parent(parent) ? body() : 0);
  Child child{pid, 0, Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))};
  if (child.pidfd.valid()) return with_host_pid(std::move(child), tried);
  const Error error = system_error(tried, "close other programs or raise the limit of open files");
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  return error;
}

bool kill_unreaped(int pid) { return pid > 0 && ::kill(pid, SIGKILL) == 0; }

namespace {

/// Without a namespace, workers are killed by the signal that they requested for their parent's
/// death, but processes that foreign code started did not request one. A child keeps its PID until
/// it is reaped, so no other process can be hit. Returns the number of children that were
/// signalled; 0 where /proc is that of another pid namespace, whose numbers mean other processes
/// here.
int kill_children() {
  if (host_pid() != ::getpid()) return 0;
  int count = 0;
  for (const ProcessNode& node : read_process_tree(::getpid()).processes) {
    if (node.depth == 1 && ::kill(node.pid, SIGKILL) == 0) ++count;
  }
  return count;
}

/// Reaps a child; waits for its end unless `options` has WNOHANG. Returns as waitpid() does.
pid_t reap_any(int options) {
  pid_t reaped = 0;
  do {
    reaped = ::waitpid(-1, nullptr, options);
  } while (reaped < 0 && errno == EINTR);
  return reaped;
}

}  // namespace

std::uint32_t end_orphans(bool in_namespace) {
  std::uint32_t ended = 0;
  while (true) {
    pid_t reaped = 0;
    while ((reaped = reap_any(WNOHANG)) > 0) ++ended;
    if (reaped < 0) return ended;
    // Repeats, because the children of a dead process come to this one only after its death.
    int killed = 1;
    if (in_namespace) {
      ::kill(-1, SIGKILL);
    } else {
      killed = kill_children();
      if (killed == 0) return ended;
    }
    for (; killed > 0 && reap_any(0) > 0; --killed) ++ended;
  }
}

namespace {

// ps shows the memory in which the kernel put the arguments, whatever it contains now.
char* title_begin = nullptr;
char* title_end = nullptr;  ///< the terminating zero byte, never overwritten

}  // namespace

void remember_arguments(int count, char** arguments) {
  if (count < 2) return;
  title_begin = arguments[1];
  title_end = arguments[count - 1] + std::strlen(arguments[count - 1]);
}

void set_process_title(std::string_view title) {
  if (title_begin == nullptr) return;
  std::fill(title_begin, title_end, '\0');
  title.copy(title_begin, static_cast<std::size_t>(title_end - title_begin));
}

}  // namespace sharedfate
