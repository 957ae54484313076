// A worker process is a copy of its parent, without the memories and descriptors that it could
// misuse.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

std::string proc_path(int pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

/// How often the process maps shared memory of this name.
int mapped(int pid, const std::string& name) {
  std::ifstream maps(proc_path(pid, "maps"));
  int count = 0;
  for (std::string line; std::getline(maps, line);)
    count += line.find("/memfd:" + name) != std::string::npos ? 1 : 0;
  return count;
}

std::string title_of(int pid) {
  std::ifstream file(proc_path(pid, "cmdline"));
  std::string program, title, word;
  std::getline(file, program, '\0');
  while (std::getline(file, word, '\0') && !word.empty())
    title += (title.empty() ? "" : " ") + word;
  return title;
}

class WorkerProcess : public ::testing::TestWithParam<LaneKind> {
 protected:
  void SetUp() override {
    lanes_.open({GetParam(), Language::cpp, 3});
    // A replacement is copied from a parent that maps the memories of the other workers.
    for (const int worker : {1, 3}) {
      ASSERT_EQ(::kill(lanes_.worker(worker).pid, SIGKILL), 0);
      ASSERT_TRUE(lanes_.wait_deaths(++deaths_) && lanes_.wait_ready());
    }
  }
  LaneUnderTest lanes_;
  std::uint64_t deaths_ = 0;
};

TEST_P(WorkerProcess, maps_its_own_memory_and_no_other_workers) {
  const int own_queue = GetParam() == LaneKind::processes ? 0 : 1;
  for (const WorkerModel& worker : lanes_.lane().workers) {
    EXPECT_EQ(mapped(worker.pid, "sharedfate-worker"), 1) << "worker " << worker.worker;
    EXPECT_EQ(mapped(worker.pid, "sharedfate-control"), 1);
    EXPECT_EQ(mapped(worker.pid, "sharedfate-queue"), own_queue);
    EXPECT_EQ(mapped(worker.pid, "sharedfate-lane-process"), 0) << "the parent's figures";
  }
  EXPECT_EQ(mapped(lanes_.lane().lane_pid, "sharedfate-worker"), 3);
}

TEST_P(WorkerProcess, holds_none_of_its_parents_descriptors) {
  for (const WorkerModel& worker : lanes_.lane().workers) {
    std::multiset<std::string> open;
    for (const auto& entry : std::filesystem::directory_iterator(proc_path(worker.pid, "fd"))) {
      const std::string target = std::filesystem::read_symlink(entry.path()).string();
      if (std::stoi(entry.path().filename()) > 2) open.insert(target.substr(0, target.find('/')));
    }
    EXPECT_EQ(open, (std::multiset<std::string>{"anon_inode:[eventfd]"}));
  }
}

TEST_P(WorkerProcess, has_its_number_in_its_title) {
  for (const WorkerModel& worker : lanes_.lane().workers)
    EXPECT_EQ(title_of(worker.pid), "worker " + std::to_string(worker.worker));
}

/// A stopped parent does not collect the wait status; the kernel reports the end to the lab, too.
TEST_P(WorkerProcess, is_known_to_have_ended_before_its_parent_reports_how) {
  const int parent = lanes_.lane().lane_pid, victim = lanes_.worker(2).pid;
  ASSERT_EQ(::kill(parent, SIGSTOP), 0);
  ASSERT_TRUE(lanes_.wait_until("the parent is stopped",
                                [&] { return scheduling_state(parent, parent) == 'T'; }));
  ASSERT_EQ(::kill(victim, SIGKILL), 0);
  ASSERT_TRUE(
      lanes_.wait_until("its end is known", [&] { return lanes_.worker(2).process_ended; }));
  EXPECT_EQ(scheduling_state(victim, victim), 'Z');
  EXPECT_EQ(lanes_.lane().death_count, deaths_) << "how it ended is not known yet";
  ASSERT_EQ(::kill(parent, SIGCONT), 0);
  ASSERT_TRUE(lanes_.wait_deaths(deaths_ + 1));
  ASSERT_TRUE(lanes_.wait_ready());
  EXPECT_EQ(lanes_.lane().deaths.back().report.signal, SIGKILL);
  EXPECT_FALSE(lanes_.worker(2).process_ended) << "that was its predecessor";
}

INSTANTIATE_TEST_SUITE_P(Kinds, WorkerProcess,
                         ::testing::Values(LaneKind::processes, LaneKind::shared_queue,
                                           LaneKind::robust_queue),
                         [](const auto& parameter) { return kind_name(parameter.param); });

}  // namespace
}  // namespace sharedfate::testing
