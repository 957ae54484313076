#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "core/lesson/app_end.h"
#include "core/system/descriptor.h"
#include "core/system/process_facts.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;

std::string boot_id() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

/// Waits until the process ends, at most until `limit_ns` (monotonic clock).
void await_end(const ProcessIdentity& process, std::uint64_t limit_ns) {
  const Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
  // The number may belong to another process by now, which is not waited for.
  if (!pidfd.valid() || !is_running(process)) return;
  const std::uint64_t now = monotonic_ns();
  pollfd ended{pidfd.get(), POLLIN, 0};
  if (now < limit_ns) ::poll(&ended, 1, static_cast<int>((limit_ns - now) / ns_per_ms) + 1);
}

}  // namespace

ProcessSnapshot take_process_snapshot() {
  ProcessSnapshot snapshot;
  snapshot.boot = boot_id();
  for (const ProcessNode& process : read_own_process_tree().processes) {
    if (const auto identity = identify_process(process.pid))
      snapshot.processes.push_back(*identity);
  }
  return snapshot;
}

AppEnd find_survivors(const ProcessSnapshot& snapshot, int grace_ms) {
  AppEnd end;
  end.processes = static_cast<int>(snapshot.processes.size());
  // After a restart of the system the PIDs are meaningless, and no process has survived.
  if (snapshot.boot != boot_id()) return end;
  const std::uint64_t limit_ns = monotonic_ns() + static_cast<std::uint64_t>(grace_ms) * ns_per_ms;
  for (const ProcessIdentity& process : snapshot.processes) {
    await_end(process, limit_ns);
    if (is_running(process)) ++end.survivors;
  }
  return end;
}

void kill_own_process_at_once() {
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

}  // namespace sharedfate
