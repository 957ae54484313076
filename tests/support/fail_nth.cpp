// A library to be preloaded: makes the n-th call of one function fail in one process of the program
// under test, as on a machine that lacks memory, descriptors or other resources.
//
//   FAIL_CALL=mmap  FAIL_NTH=7  FAIL_ERRNO=12  FAIL_DEPTH=0  FAIL_COUNT=/path  FAIL_OWN=1
//
// FAIL_DEPTH selects the process: 0 is the program that the test starts, 1 a program that this one
// starts by exec, and so on. The calls there are counted in the file FAIL_COUNT (four bytes,
// mapped), so that a test knows when each of them has failed once. FAIL_OWN other than 0 leaves out
// calls from other code than the program itself and the C++ library. All other calls are passed on.

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

struct Plan {
  char call[32] = {};
  unsigned nth = 0;
  int error = 0;
  int depth = -1;  ///< how many exec calls away the selected program is; -1: no plan read yet
  std::atomic<unsigned>* count = nullptr;
  bool own_only = false;
};
Plan plan;

/// The code of the program itself and of the C++ library.
struct CodeRange {
  std::uintptr_t begin, end;
};
std::array<CodeRange, 8> own_code{};
std::size_t own_code_count = 0;

int note_own_code(dl_phdr_info* object, std::size_t, void*) {
  const bool own =
      object->dlpi_name[0] == '\0' || std::strstr(object->dlpi_name, "libstdc++") != nullptr;
  for (int i = 0; own && i < object->dlpi_phnum && own_code_count < own_code.size(); ++i) {
    const auto& part = object->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
    own_code[own_code_count++] = {begin, begin + part.p_memsz};
  }
  return 0;
}

bool is_own(const void* caller) {
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  for (std::size_t i = 0; i < own_code_count; ++i) {
    if (address >= own_code[i].begin && address < own_code[i].end) return true;
  }
  return false;
}
/// FAIL_DEPTH and all variables for the next program. Not allocated in execve(), which is called in
/// a child that still uses its parent's memory.
std::array<char, 32> next_depth{};
std::array<char*, 256> next_environment{};

unsigned number_of(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? 0 : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

void* raw_mmap(void* address, std::size_t size, int protection, int flags, int file, long offset) {
  return reinterpret_cast<void*>(
      ::syscall(SYS_mmap, address, size, protection, flags, file, offset));
}

/// Runs before main(). Calls of the dynamic loader and of earlier constructors are not counted,
/// because `depth` is still -1 then.
__attribute__((constructor)) void read_plan() {
  const char* const call = std::getenv("FAIL_CALL");
  const char* const file = std::getenv("FAIL_COUNT");
  if (call == nullptr || file == nullptr) return;
  std::snprintf(plan.call, sizeof plan.call, "%s", call);
  plan.nth = number_of("FAIL_NTH");
  plan.error = static_cast<int>(number_of("FAIL_ERRNO"));
  plan.own_only = number_of("FAIL_OWN") != 0;
  if (plan.own_only) ::dl_iterate_phdr(note_own_code, nullptr);
  const int depth = static_cast<int>(number_of("FAIL_DEPTH"));
  std::snprintf(next_depth.data(), next_depth.size(), "FAIL_DEPTH=%d", depth - 1);
  const long opened = ::syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
  if (opened < 0) return;
  void* const memory = raw_mmap(nullptr, sizeof(unsigned), PROT_READ | PROT_WRITE, MAP_SHARED,
                                static_cast<int>(opened), 0);
  ::syscall(SYS_close, opened);
  if (memory == MAP_FAILED) return;
  plan.count = static_cast<std::atomic<unsigned>*>(memory);
  plan.depth = depth;
}

/// Counts the call if it is of the selected kind, and returns whether it has to fail. Calls of a
/// child between clone and exec count as well.
bool fails(const char* call, const void* caller) {
  if (plan.depth != 0 || std::strcmp(plan.call, call) != 0) return false;
  if (plan.own_only && !is_own(caller)) return false;
  if (plan.count->fetch_add(1) + 1 != plan.nth) return false;
  errno = plan.error;
  return true;
}

/// Whether the descriptor is an eventfd, to which a write does not fail for lack of resources.
bool is_counter(int file) {
  char path[32], name[32] = {};
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  return ::syscall(SYS_readlink, path, name, sizeof name - 1) > 0 &&
         std::strstr(name, "[eventfd]") != nullptr;
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// Replacements for functions of the C library.
extern "C" {

void* mmap(void* address, std::size_t size, int protection, int flags, int file, off_t offset) {
  // Mappings without a file do not fail: malloc needs them, and its failure would end the program.
  if (file >= 0 && fails("mmap", __builtin_return_address(0))) return MAP_FAILED;
  return raw_mmap(address, size, protection, flags, file, offset);
}

int memfd_create(const char* name, unsigned flags) noexcept {
  if (fails("memfd_create", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_memfd_create, name, flags));
}

int ftruncate(int file, off_t size) noexcept {
  if (fails("ftruncate", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_ftruncate, file, size));
}

int socketpair(int domain, int type, int protocol, int ends[2]) noexcept {
  if (fails("socketpair", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_socketpair, domain, type, protocol, ends));
}

int epoll_create1(int flags) noexcept {
  if (fails("epoll_create1", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_epoll_create1, flags));
}

int epoll_ctl(int epoll, int operation, int file, epoll_event* event) noexcept {
  if (fails("epoll_ctl", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_epoll_ctl, epoll, operation, file, event));
}

int inotify_init1(int flags) noexcept {
  if (fails("inotify_init1", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_inotify_init1, flags));
}

int eventfd(unsigned value, int flags) noexcept {
  if (fails("eventfd", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_eventfd2, value, flags));
}

int timerfd_create(clockid_t clock, int flags) noexcept {
  if (fails("timerfd_create", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_timerfd_create, clock, flags));
}

int rename(const char* from, const char* to) noexcept {
  if (fails("rename", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_rename, from, to));
}

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  if (fails("sendmsg", __builtin_return_address(0))) return -1;
  return ::syscall(SYS_sendmsg, socket, message, flags);
}

ssize_t recvmsg(int socket, msghdr* message, int flags) {
  if (fails("recvmsg", __builtin_return_address(0))) return -1;
  return ::syscall(SYS_recvmsg, socket, message, flags);
}

ssize_t write(int file, const void* data, std::size_t size) {
  if (!is_counter(file) && fails("write", __builtin_return_address(0))) return -1;
  return ::syscall(SYS_write, file, data, size);
}

ssize_t readlink(const char* path, char* buffer, std::size_t size) noexcept {
  if (fails("readlink", __builtin_return_address(0))) return -1;
  return ::syscall(SYS_readlink, path, buffer, size);
}

int open(const char* path, int flags, ...) {
  std::va_list list;
  va_start(list, flags);
  const unsigned mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, unsigned) : 0;
  va_end(list);
  if (fails("open", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

int open64(const char* path, int flags, ...) {
  std::va_list list;
  va_start(list, flags);
  const unsigned mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, unsigned) : 0;
  va_end(list);
  if (fails("open", __builtin_return_address(0))) return -1;
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

std::FILE* fopen(const char* path, const char* mode) {
  static const auto next = real<std::FILE* (*)(const char*, const char*)>("fopen");
  return fails("open", __builtin_return_address(0)) ? nullptr : next(path, mode);
}

std::FILE* fopen64(const char* path, const char* mode) {
  static const auto next = real<std::FILE* (*)(const char*, const char*)>("fopen64");
  return fails("open", __builtin_return_address(0)) ? nullptr : next(path, mode);
}

int fcntl64(int file, int command, ...) {
  static const auto next = real<int (*)(int, int, ...)>("fcntl64");
  std::va_list list;
  va_start(list, command);
  void* const argument = va_arg(list, void*);
  va_end(list);
  return fails("fcntl", __builtin_return_address(0)) ? -1 : next(file, command, argument);
}

int fcntl(int file, int command, ...) {
  static const auto next = real<int (*)(int, int, ...)>("fcntl");
  std::va_list list;
  va_start(list, command);
  void* const argument = va_arg(list, void*);
  va_end(list);
  return fails("fcntl", __builtin_return_address(0)) ? -1 : next(file, command, argument);
}

int clone(int (*function)(void*), void* stack, int flags, void* argument, ...) noexcept {
  static const auto next = real<int (*)(int (*)(void*), void*, int, void*, ...)>("clone");
  std::va_list list;
  va_start(list, argument);
  void* const first = va_arg(list, void*);
  void* const second = va_arg(list, void*);
  void* const third = va_arg(list, void*);
  va_end(list);
  // Only processes come through here: the C library starts threads with its internal clone.
  return fails("clone", __builtin_return_address(0))
             ? -1
             : next(function, stack, flags, argument, first, second, third);
}

int execve(const char* path, char* const arguments[], char* const environment[]) noexcept {
  if (fails("execve", __builtin_return_address(0))) return -1;
  if (plan.depth <= 0) return static_cast<int>(::syscall(SYS_execve, path, arguments, environment));
  // The program under test does not pass its variables on to its children, which need these.
  std::size_t count = 0;
  while (environment[count] != nullptr && count < next_environment.size() - 8) {
    next_environment[count] = environment[count];
    ++count;
  }
  for (char** each = environ; *each != nullptr && count < next_environment.size() - 2; ++each) {
    const bool kept =
        std::strncmp(*each, "FAIL_", 5) == 0 || std::strncmp(*each, "LD_PRELOAD=", 11) == 0;
    if (kept && std::strncmp(*each, "FAIL_DEPTH=", 11) != 0) next_environment[count++] = *each;
  }
  next_environment[count++] = next_depth.data();
  next_environment[count] = nullptr;
  return static_cast<int>(::syscall(SYS_execve, path, arguments, next_environment.data()));
}

}  // extern "C"
