#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/system/control_group.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate {
namespace {

TEST(ControlGroup, counts_as_the_kernel_does) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path("cpu.stat"))
      << "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n";
  std::ofstream(folder.path("memory.events"))
      << "low 0\nhigh 0\nmax 812\noom 3\noom_kill 2\noom_group_kill 0\n";
  const ControlGroup group(folder.path(""));
  EXPECT_EQ(group.cpu_ns(), 2'500'000'000U);
  EXPECT_EQ(group.times_full(), 3U);
}

TEST(ControlGroup, does_not_count_what_it_cannot_read) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path("cpu.stat")) << "usage_usec many\n";
  const ControlGroup group(folder.path(""));
  EXPECT_EQ(group.cpu_ns(), std::nullopt);
  EXPECT_EQ(group.times_full(), 0U);
  EXPECT_FALSE(ControlGroup(folder.path("nowhere")).enter());
}

/// Runs the body in a child process, which may be moved into a group, and returns its exit code.
int outcome_of(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

TEST(ControlGroup, is_not_waited_for_where_the_bus_does_not_answer) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path("bus"));
  std::ofstream(folder.path("busctl")) << "#!/bin/sh\nexec sleep 1000\n";
  std::filesystem::permissions(folder.path("busctl"), std::filesystem::perms::owner_all);
  enum Outcome { given_up, made, not_ended };
  EXPECT_EQ(outcome_of([&] {
              ::setenv("PATH", (folder.path("") + ":/usr/bin:/bin").c_str(), 1);
              if (ControlGroup::create(::getpid(), 1 << 30, folder.path("bus"))) return made;
              return ::waitpid(-1, nullptr, WNOHANG) < 0 ? given_up : not_ended;
            }),
            given_up);
}

/// Wait status of a child that touches `bytes` of memory.
int status_of_holder(std::size_t bytes) {
  constexpr std::size_t page = 4096;
  const pid_t child = ::fork();
  if (child == 0) {
    std::vector<char> held(bytes);
    volatile char* const bytes_held = held.data();
    for (std::size_t i = 0; i < bytes; i += page) bytes_held[i] = 1;
    ::_exit(0);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child ? status : 0;
}

enum Outcome { made, not_made, not_entered, not_held, not_counted, not_left };

Outcome use_group() {
  constexpr std::uint64_t memory_bytes = 64 << 20;
  const auto group = ControlGroup::create(::getpid(), memory_bytes);
  if (!group) return not_made;
  if (!group->enter()) return not_entered;
  const int status = status_of_holder(2 * memory_bytes);
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) return not_held;
  if (group->cpu_ns().value_or(0) == 0 || group->times_full() == 0) return not_counted;
  group->leave();
  return WIFEXITED(status_of_holder(2 * memory_bytes)) ? made : not_left;
}

/// Whether a systemd answers on the bus of this user.
bool makes_groups() {
  const std::string bus = ControlGroup::own_bus();
  const std::string ask = "busctl --timeout=1 --address=unix:path=" + bus +
                          " get-property org.freedesktop.systemd1 /org/freedesktop/systemd1"
                          " org.freedesktop.systemd1.Manager Version >/dev/null 2>&1";
  return !bus.empty() && std::system(ask.c_str()) == 0;
}

TEST(ControlGroup, holds_and_counts_where_systemd_makes_one) {
  EXPECT_EQ(outcome_of([] { return use_group(); }), makes_groups() ? made : not_made);
}

}  // namespace
}  // namespace sharedfate
