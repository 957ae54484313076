#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>

#include "core/system/control_group.h"
#include "core/system/core_use.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

/// Adds up the lines "cpuN USER NICE SYSTEM IDLE IOWAIT IRQ SOFTIRQ STEAL ..." of the usable cores.
void read_busy(CoreUse& use) {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return;
  const auto ns_per_tick = 1'000'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line) && line.starts_with("cpu");) {
    std::istringstream words(line.substr(3));
    int core = -1;
    std::uint64_t user = 0, nice = 0, system = 0, idle = 0, disk = 0, irq = 0, softirq = 0,
                  steal = 0;
    // The first line has no number: it is the sum of all cores.
    if (line[3] == ' ' || !(words >> core >> user >> nice >> system >> idle >> disk >> irq))
      continue;
    words >> softirq >> steal;
    if (core < 0 || core >= CPU_SETSIZE || !CPU_ISSET(core, &usable)) continue;
    ++use.cores;
    use.busy_ns += (user + nice + system + irq + softirq + steal) * ns_per_tick;
  }
}

std::uint64_t own_ns() {
  std::uint64_t sum = 0;
  for (const ProcessNode& process : read_own_process_tree().processes)
    sum += process.cpu_ns + process.children_cpu_ns;
  return sum;
}

std::uint64_t throttled_ns() {
  constexpr std::uint64_t ns_per_us = 1'000;
  std::ifstream file("/sys/fs/cgroup" + own_control_group() + "/cpu.stat");
  std::string word;
  std::uint64_t number = 0;
  while (file >> word >> number) {
    if (word == "throttled_usec") return number * ns_per_us;
  }
  return 0;
}

}  // namespace

CoreUse read_core_use() {
  CoreUse use;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  use.at_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
  read_busy(use);
  use.own_ns = own_ns();
  use.throttled_ns = throttled_ns();
  return use;
}

MachineAnswer answer(const MachineQuestion& question) {
  MachineAnswer found;
  if (question.core_use) found.core_use = read_core_use();
  for (const MachineQuestion::Thread& thread : question.threads)
    found.threads.push_back(read_thread_times(thread.pid, thread.tid));
  return found;
}

}  // namespace sharedfate
