// Writes the system-call filter of confined code as a C++ header: make_call_filter FILE. It runs
// during the build, so that the confined processes need not link libseccomp, which knows the
// system-call numbers of each architecture.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/call_filter/allowed_calls.h"

namespace {

/// Ends the program, and with it the build, if libseccomp refuses.
void demand(int result, const std::string& tried) {
  if (result < 0)
    throw std::runtime_error("could not " + tried + ": error " + std::to_string(-result));
}

using Condition = scmp_arg_cmp;

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {
    if (context_ == nullptr) demand(-ENOMEM, "begin a filter");
    // Confined code needs no calls of another architecture (on x86-64: those of 32 bits).
    demand(seccomp_attr_set(context_, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)),
           "set what becomes of calls of another architecture");
    constexpr unsigned binary_tree = 2;
    demand(seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, binary_tree), "sort the filter");
  }
  ~Filter() { seccomp_release(context_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  /// A call that this architecture does not have gets no rule: it fails with ENOSYS.
  void allow(const char* call, const std::vector<Condition>& conditions = {}) {
    add(SCMP_ACT_ALLOW, call, conditions);
  }
  void refuse(int error, const char* call, const std::vector<Condition>& conditions = {}) {
    add(SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, conditions);
  }

  [[nodiscard]] std::vector<sock_filter> program() const {
    std::FILE* const file = std::tmpfile();
    if (file == nullptr) demand(-errno, "make a temporary file");
    demand(seccomp_export_bpf(context_, ::fileno(file)), "translate the filter");
    std::rewind(file);
    std::vector<sock_filter> program;
    sock_filter instruction{};
    while (std::fread(&instruction, sizeof instruction, 1, file) == 1)
      program.push_back(instruction);
    std::fclose(file);
    return program;
  }

 private:
  void add(unsigned action, const char* call, const std::vector<Condition>& conditions) {
    const int number = seccomp_syscall_resolve_name(call);
    if (number == __NR_SCMP_ERROR)
      throw std::runtime_error(std::string("this libseccomp knows no system call ") + call +
                               "; a later version may (Debian: apt-get upgrade)");
    const int result = seccomp_rule_add_array(
        context_, action, number, static_cast<unsigned>(conditions.size()), conditions.data());
    if (result != -EDOM) demand(result, call);  // EDOM: not on this architecture
  }

  scmp_filter_ctx context_;
};

Condition is(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
Condition is_not(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_NE, value, 0};
}
Condition has(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// Processes and threads, but no namespaces: a new one would bring capabilities.
void add_processes(Filter& filter) {
  constexpr std::uint64_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                       CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
  // CLONE_PARENT would make a child of the supervisor.
  filter.allow("clone", {has(0, namespaces | CLONE_PARENT, 0)});
  // On itself only: the supervisor is in the same namespace and may have the same user.
  constexpr std::uint64_t itself = 0;
  filter.allow("setpriority", {is(0, PRIO_PROCESS), is(1, itself)});
  filter.refuse(EPERM, "setpriority", {is_not(1, itself)});
  for (const char* call : {"sched_setaffinity", "prlimit64"}) {
    filter.allow(call, {is(0, itself)});
    filter.refuse(EPERM, call, {is_not(0, itself)});
  }
  // A signal with a value would take a place in the user's queue of signals.
  filter.allow("pidfd_send_signal", {is(2, 0)});
  for (const int option : {PR_SET_NAME, PR_GET_NAME, PR_SET_PDEATHSIG, PR_GET_PDEATHSIG,
                           PR_GET_DUMPABLE, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS})
    filter.allow("prctl", {is(0, static_cast<std::uint64_t>(option))});
}

/// Local sockets only: the other address families, dozens in a kernel, are refused.
void add_sockets(Filter& filter) {
  for (const char* call : {"socket", "socketpair"}) {
    filter.allow(call, {is(0, AF_UNIX)});
    filter.refuse(EAFNOSUPPORT, call, {is_not(0, AF_UNIX)});
  }
  // No MSG_OOB: few programs use it, and its code has had vulnerabilities.
  for (const char* call : {"sendmsg", "recvmsg"}) filter.allow(call, {has(2, MSG_OOB, 0)});
  for (const char* call : {"sendto", "recvfrom", "sendmmsg", "recvmmsg"})
    filter.allow(call, {has(3, MSG_OOB, 0)});
  // No larger buffers, and no filter program for the kernel.
  for (const int option :
       {SO_REUSEADDR, SO_KEEPALIVE, SO_LINGER, SO_PASSCRED, SO_RCVTIMEO, SO_SNDTIMEO})
    filter.allow("setsockopt", {is(1, SOL_SOCKET), is(2, static_cast<std::uint64_t>(option))});
}

/// Operations on descriptors: no leases, no signals from a folder, no pipe larger than usual, no
/// control of a terminal or a device.
void add_descriptors(Filter& filter) {
  for (const int command :
       {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW,
        F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_GETPIPE_SZ, F_GET_SEALS})
    filter.allow("fcntl", {is(1, static_cast<std::uint64_t>(command))});
  for (const unsigned long command : {FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCGETS, TIOCGWINSZ})
    filter.allow("ioctl", {is(1, command)});
  filter.refuse(EOPNOTSUPP, "ioctl", {is(1, FICLONE)});  // a copying program falls back
  filter.allow("mknod", {has(1, S_IFMT, S_IFIFO)});
  filter.allow("mknodat", {has(2, S_IFMT, S_IFIFO)});
}

/// No memory that no limit counts: shared by a process with its children, from a pool of large
/// pages, or locked. None that is merged with equal pages of other programs, which would reveal
/// what they hold.
void add_memory(Filter& filter) {
  // By number where some systems' headers are older than the advice, e.g. guard pages.
  constexpr std::uint64_t allowed_advice[] = {MADV_NORMAL,        MADV_RANDOM,
                                              MADV_SEQUENTIAL,    MADV_WILLNEED,
                                              MADV_DONTNEED,      MADV_FREE,
                                              MADV_REMOVE,        MADV_DONTFORK,
                                              MADV_DOFORK,        MADV_HUGEPAGE,
                                              MADV_NOHUGEPAGE,    MADV_DONTDUMP,
                                              MADV_DODUMP,        MADV_WIPEONFORK,
                                              MADV_KEEPONFORK,    MADV_COLD,
                                              MADV_PAGEOUT,       22 /* populate read */,
                                              23 /* and write */, 25 /* collapse */,
                                              102 /* guard */,    103 /* unguard */};
  constexpr std::uint64_t special = MAP_HUGETLB | MAP_LOCKED;
  filter.allow("mmap", {has(3, special | MAP_TYPE, MAP_PRIVATE)});
  filter.allow("mmap", {has(3, special | MAP_TYPE | MAP_ANONYMOUS, MAP_SHARED)});
  for (const std::uint64_t advice : allowed_advice) filter.allow("madvise", {is(2, advice)});
  filter.refuse(EINVAL, "madvise", {is(2, MADV_MERGEABLE)});  // as on a kernel without KSM
  filter.refuse(EPERM, "mmap", {has(3, MAP_TYPE | MAP_ANONYMOUS, MAP_SHARED | MAP_ANONYMOUS)});
}

void write_header(const char* path, const std::vector<sock_filter>& program) {
  std::ofstream file(path);
  file << "// Made by core/call_filter/make_call_filter_linux.cpp.\n#pragma once\n"
       << "#include <linux/filter.h>\nnamespace sharedfate {\n"
       << "inline constexpr sock_filter call_filter[" << program.size() << "] = {\n";
  for (const sock_filter& each : program)
    file << "    {" << each.code << ", " << int{each.jt} << ", " << int{each.jf} << ", " << each.k
         << "U},\n";
  file << "};\n}  // namespace sharedfate\n";
  if (!file.flush()) throw std::runtime_error(std::string("could not write ") + path);
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return EXIT_FAILURE;
  Filter filter;
  for (const char* call : sharedfate::allowed_calls) filter.allow(call);
  for (const char* call : sharedfate::refused_calls) filter.refuse(EPERM, call);
  add_processes(filter);
  add_sockets(filter);
  add_descriptors(filter);
  add_memory(filter);
  write_header(words[1], filter.program());
  return EXIT_SUCCESS;
}
