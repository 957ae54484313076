#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/system/control_group.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate {
namespace {

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(ControlGroup, counts_as_the_kernel_does) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path("cpu.stat"))
      << "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n";
  std::ofstream(folder.path("memory.events"))
      << "low 0\nhigh 0\nmax 812\noom 3\noom_kill 2\noom_group_kill 0\n";
  const ControlGroup group(folder.path(""));
  EXPECT_EQ(group.cpu_ns(), 2'500'000'000U);
  EXPECT_EQ(group.memory_kills(), 2U);
}

TEST(ControlGroup, counts_nothing_where_a_file_is_missing_or_says_something_else) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path("cpu.stat")) << "usage_usec many\n";
  const ControlGroup group(folder.path(""));
  EXPECT_EQ(group.cpu_ns(), 0U);
  EXPECT_EQ(group.memory_kills(), 0U);
}

/// How a child that holds `bytes` of memory has ended.
int status_of_holder(std::size_t bytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    const std::vector<char> held(bytes, 'x');
    ::_exit(held.back() == 'x' ? 0 : 1);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child ? status : -1;
}

enum Outcome { entered, not_entered, in_between };

/// To be called by a process which may be taken into a group.
Outcome enter_group() {
  constexpr std::uint64_t memory_bytes = 64 << 20;
  const std::string before = content_of("/proc/self/cgroup");
  const auto group = ControlGroup::enter(::getpid(), memory_bytes);
  const std::string after = content_of("/proc/self/cgroup");
  if (!group) return after == before ? not_entered : in_between;
  const std::string name = "/sharedfate-lane-" + std::to_string(::getpid()) + ".scope\n";
  const bool killed = WTERMSIG(status_of_holder(2 * memory_bytes)) == SIGKILL;
  const bool counts = group->cpu_ns() > 0 && group->memory_kills() == 1;
  return after.ends_with(name) && killed && counts ? entered : in_between;
}

TEST(ControlGroup, is_entered_as_a_whole_or_not_at_all) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(enter_group());
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_NE(WEXITSTATUS(status), in_between);
  std::printf("figure: a control group of its own: %s\n",
              WEXITSTATUS(status) == entered ? "yes" : "not on this system");
}

}  // namespace
}  // namespace sharedfate
