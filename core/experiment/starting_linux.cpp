#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "core/experiment/starting.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

constexpr const char* remedy = "the limit of processes may be reached, or memory may be short";

void* do_nothing(void*) { return nullptr; }

Error start_error(const char* what, int error) {
  return Error{std::string("start ") + what, std::strerror(error), remedy};
}

Status wait_for_end(pid_t pid, const char* what) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return system_error(std::string("wait for ") + what);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Done{};
  return Error{std::string("start ") + what, "it has not ended as it should", ""};
}

Status start_thread() {
  pthread_t thread{};
  const int error = ::pthread_create(&thread, nullptr, do_nothing, nullptr);
  if (error != 0) return start_error("a thread", error);
  ::pthread_join(thread, nullptr);
  return Done{};
}

Status start_fork() {
  const pid_t pid = ::fork();
  if (pid < 0) return start_error("a process by fork", errno);
  if (pid == 0) ::_exit(0);
  return wait_for_end(pid, "a process by fork");
}

/// The arguments that start this program in its role "nothing". Made at the first start, which is
/// not timed.
struct Nothing {
  std::string program = own_program_path();
  std::array<char, 8> role{"nothing"};
  std::array<char*, 3> arguments{program.data(), role.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
};

Nothing& nothing() {
  static Nothing words;
  return words;
}

Status start_fork_and_exec() {
  const Nothing& words = nothing();
  const pid_t pid = ::fork();
  if (pid < 0) return start_error("a process by fork and exec", errno);
  if (pid == 0) {
    ::execve(words.program.c_str(), words.arguments.data(), words.environment.data());
    ::_exit(127);
  }
  return wait_for_end(pid, "a process by fork and exec");
}

Status start_by_posix_spawn() {
  const Nothing& words = nothing();
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, words.program.c_str(), nullptr, nullptr,
                                  words.arguments.data(), words.environment.data());
  if (error != 0) return start_error("a process by posix_spawn", error);
  return wait_for_end(pid, "a process by posix_spawn");
}

}  // namespace

const std::array<WayToStart, 4> ways_to_start{{
    {"thread", start_thread},
    {"fork", start_fork},
    {"fork and exec", start_fork_and_exec},
    {"posix_spawn", start_by_posix_spawn},
}};

std::uint64_t processor_time_ns() {
  timespec own{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
  // Both parts of a child's time are scaled to what its scheduler has counted: their sum is exact.
  rusage children{};
  ::getrusage(RUSAGE_CHILDREN, &children);
  const auto seconds = own.tv_sec + children.ru_utime.tv_sec + children.ru_stime.tv_sec;
  const auto us = children.ru_utime.tv_usec + children.ru_stime.tv_usec;
  return static_cast<std::uint64_t>(seconds) * 1'000'000'000 +
         static_cast<std::uint64_t>(us) * 1'000 + static_cast<std::uint64_t>(own.tv_nsec);
}

TouchedMemory::~TouchedMemory() {
  if (begin_ != nullptr) ::munmap(begin_, reserved_);
}

Status TouchedMemory::reserve(std::size_t most) {
  assert(begin_ == nullptr);
  if (most == 0) return Done{};
  void* const place = ::mmap(nullptr, most, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED)
    return system_error("reserve " + std::to_string(most) + " bytes", "ask for less");
  begin_ = static_cast<std::byte*>(place);
  reserved_ = most;
  // Huge pages would need 512 times fewer page table entries, and the kernel chooses when to use
  // them. A kernel without huge pages refuses the call, which does no harm.
  ::madvise(begin_, reserved_, MADV_NOHUGEPAGE);
  return Done{};
}

void TouchedMemory::touch(std::size_t size) {
  assert(size <= reserved_);
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  for (; touched_ < size; touched_ += page) begin_[touched_] = std::byte{1};
}

}  // namespace sharedfate
