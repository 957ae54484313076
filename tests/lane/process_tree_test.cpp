// The process tree that the app shows is the one that ps lists.
#include "core/system/process_facts.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <tuple>

#include "core/system/core_use.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

struct Line {
  int pid, parent_pid, tid;
  auto operator<=>(const Line&) const = default;
};

/// Every thread of the machine as ps prints it.
std::set<Line> ps_lines() {
  std::set<Line> lines;
  std::FILE* const ps = ::popen("ps -eLo pid=,ppid=,lwp=", "r");
  EXPECT_NE(ps, nullptr);
  if (ps == nullptr) return lines;
  Line line{};
  while (std::fscanf(ps, "%d %d %d", &line.pid, &line.parent_pid, &line.tid) == 3)
    lines.insert(line);
  ::pclose(ps);
  return lines;
}

/// The lines of `root` and of all below it. Children of `root` count only if `tree` has them: ps
/// and its shell are children of this process, too.
std::set<Line> below(const std::set<Line>& all, int root, const ProcessTree& tree) {
  std::set<int> threads_process{root};
  for (bool grown = true; grown;) {
    grown = false;
    for (const Line& line : all) {
      const bool listed = std::any_of(tree.processes.begin(), tree.processes.end(),
                                      [&](const ProcessNode& n) { return n.pid == line.pid; });
      if (line.parent_pid == root && !listed) continue;
      if (threads_process.contains(line.parent_pid))
        grown = threads_process.insert(line.pid).second || grown;
    }
  }
  std::set<Line> lines;
  for (const Line& line : all) {
    if (threads_process.contains(line.pid)) lines.insert(line);
  }
  return lines;
}

std::set<Line> lines_of(const ProcessTree& tree) {
  std::set<Line> lines;
  for (const ProcessNode& node : tree.processes) {
    for (const int tid : node.tids) lines.insert({node.pid, node.parent_pid, tid});
  }
  return lines;
}

std::string text_of(const std::set<Line>& lines) {
  std::ostringstream text;
  for (const Line& line : lines)
    text << line.pid << ' ' << line.parent_pid << ' ' << line.tid << '\n';
  return text.str();
}

TEST(ProcessTree, is_what_ps_lists_for_a_threads_and_a_processes_lane) {
  LaneUnderTest lanes;
  const LaneIndex threads = lanes.open({LaneKind::threads, Language::cpp, 4});
  const LaneIndex processes = lanes.open({LaneKind::processes, Language::cpp, 3});
  ASSERT_TRUE(lanes.wait_ready(threads) && lanes.wait_ready(processes));
  const int self = host_pid();
  const ProcessTree tree = read_own_process_tree();
  const std::set<Line> listed = below(ps_lines(), self, tree);
  EXPECT_EQ(text_of(lines_of(tree)), text_of(listed));

  std::map<int, const ProcessNode*> by_pid;
  for (const ProcessNode& node : tree.processes) by_pid[node.pid] = &node;
  for (const LaneIndex lane : {threads, processes}) {
    for (const int pid : lanes.pids(lane)) EXPECT_TRUE(by_pid.contains(pid)) << pid;
    for (const WorkerModel& worker : lanes.lane(lane).workers) {
      ASSERT_TRUE(by_pid.contains(worker.pid));
      const std::vector<int>& tids = by_pid[worker.pid]->tids;
      EXPECT_EQ(std::count(tids.begin(), tids.end(), worker.tid), 1);
    }
  }
  const ProcessNode& threads_process = *by_pid[lanes.worker(1, threads).pid];
  EXPECT_EQ(threads_process.depth, 2) << "this process, the supervisor, the threads process";
  EXPECT_GE(threads_process.tids.size(), 5U) << "four workers and the control thread";
  EXPECT_EQ(by_pid[lanes.worker(1, processes).pid]->depth, 3)
      << "this process, the supervisor, the parent, the worker";
}

TEST(ProcessTree, parents_come_before_their_children_and_siblings_by_pid) {
  LaneUnderTest lanes;
  lanes.open({LaneKind::processes, Language::cpp, 3});
  const ProcessTree tree = read_own_process_tree();
  ASSERT_FALSE(tree.processes.empty());
  EXPECT_EQ(tree.processes.front().pid, host_pid());
  EXPECT_EQ(tree.processes.front().depth, 0);
  std::map<int, int> depths;          // by PID
  std::map<int, int> youngest_child;  // by PID
  for (const ProcessNode& node : tree.processes) {
    EXPECT_TRUE(std::is_sorted(node.tids.begin(), node.tids.end()));
    EXPECT_EQ(std::count(node.tids.begin(), node.tids.end(), node.pid), 1);
    EXPECT_FALSE(node.command.empty());
    EXPECT_LE(node.command.size(), 15U);
    if (node.depth > 0) {
      ASSERT_TRUE(depths.contains(node.parent_pid));
      EXPECT_EQ(node.depth, depths[node.parent_pid] + 1);
      EXPECT_LT(youngest_child[node.parent_pid], node.pid);
      youngest_child[node.parent_pid] = node.pid;
    }
    depths[node.pid] = node.depth;
  }
}

/// Counts readings of this process's tree that found a child, and those that found none.
struct Readings {
  std::atomic<int> alone = 0, with_child = 0;

  /// `threads`: how many this process has.
  void read(std::size_t threads) {
    const std::vector<ProcessNode> nodes = read_own_process_tree().processes;
    ASSERT_FALSE(nodes.empty());
    EXPECT_EQ(nodes[0].pid, host_pid());
    EXPECT_EQ(nodes[0].depth, 0);
    EXPECT_EQ(nodes[0].tids.size(), threads);
    // The next child may be listed together with the last one, which had ended by then.
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      EXPECT_EQ(nodes[i].parent_pid, nodes[0].pid);
      EXPECT_EQ(nodes[i].depth, 1);
      EXPECT_EQ(nodes[i].tids, std::vector<int>{nodes[i].pid});
      EXPECT_FALSE(nodes[i].command.empty());
    }
    ++(nodes.size() == 1 ? alone : with_child);
  }
};

/// A process may end between its listing and the reading of its files. Forks until the tree was
/// read often enough both with a child and without one.
TEST(ProcessTree, is_read_while_processes_come_and_go) {
  constexpr int processes_min = 300, readings_min = 5;
  Readings readings;
  std::atomic<bool> over = false;
  std::thread reader([&] {
    // The thread that forks, this one, and with the thread sanitizer one of its own.
    const std::size_t threads = threads_of(::getpid()).size();
    EXPECT_GE(threads, 2U);
    while (!over && !HasFailure()) readings.read(threads);
  });
  for (int i = 0; !HasFailure() && (i < processes_min || readings.alone < readings_min ||
                                    readings.with_child < readings_min);
       ++i) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
  }
  over = true;
  reader.join();
}

TEST(ProcessTree, is_ended_before_other_programs_where_memory_runs_out) {
  LaneUnderTest lanes;
  lanes.open({LaneKind::processes, Language::cpp, 2});
  for (const int pid : lanes.pids()) {
    int score = 0;
    std::ifstream("/proc/" + std::to_string(pid) + "/oom_score_adj") >> score;
    EXPECT_GE(score, 500) << pid;
  }
}

TEST(ProcessTree, of_a_process_that_is_not_there_is_empty) {
  EXPECT_TRUE(read_process_tree(0).processes.empty());
  EXPECT_TRUE(read_process_tree(-1).processes.empty());
}

/// The machine's meter would take it for the work of other programs otherwise.
TEST(ProcessTree, what_an_ended_lane_has_used_is_the_apps) {
  for (const bool use_namespaces : {true, false}) {
    const std::uint64_t before_ns = read_core_use().own_ns;
    std::uint64_t open_ns = 0;
    {
      LaneUnderTest lanes;
      LaneOptions options;
      options.gate_open = true;
      options.use_namespaces = use_namespaces;
      lanes.open(LaneSpec{LaneKind::processes, Language::cpp, 2}, options);
      lanes.submit(40, {WorkloadId::primes, 100'000});
      ASSERT_TRUE(lanes.wait_quiescent());
      open_ns = read_core_use().own_ns;
      constexpr std::uint64_t clock_ticks_ns = 50'000'000;
      EXPECT_GT(open_ns, before_ns + clock_ticks_ns) << "the lane has hardly worked";
    }
    EXPECT_GE(read_core_use().own_ns, open_ns) << use_namespaces;
  }
}

}  // namespace
}  // namespace sharedfate::testing
