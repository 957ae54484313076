#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/number.h"
#include "core/system/process_facts.h"
#include "core/system/process_tree.h"

namespace sharedfate {
namespace {

/// The entries of a folder in /proc that are numbers, ascending; none if it is gone.
std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (const auto number = parse_number(entry->path().filename().string()))
      numbers.push_back(static_cast<int>(*number));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string proc_path(int pid, const char* rest) {
  std::string path = "/proc/";
  path += std::to_string(pid);
  path += rest;
  return path;
}

/// Reads the fields after the parent's PID: "PGRP SESSION … UTIME STIME CUTIME CSTIME … RSS". See
/// proc_pid_stat(5).
void read_usage(std::istringstream& fields, ProcessNode& node) {
  static const auto ns_per_tick =
      1'000'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  constexpr int first = 5, user_time = 14, children_user_time = 16, last_time = 17,
                resident_pages = 24;
  std::int64_t figure = 0;
  for (int field = first; field <= resident_pages && fields >> figure; ++field) {
    if (field < user_time || field > last_time) continue;
    const std::uint64_t time_ns = static_cast<std::uint64_t>(figure) * ns_per_tick;
    if (field < children_user_time) {
      node.cpu_ns += time_ns;
    } else {
      node.children_cpu_ns += time_ns;
    }
  }
  if (fields) node.resident_bytes = static_cast<std::uint64_t>(figure) * page_bytes;
}

/// Parses "PID (NAME) STATE PPID ...". The name may contain anything, also parentheses.
std::optional<ProcessNode> read_stat(int pid) {
  std::ifstream file(proc_path(pid, "/stat"));
  // The process may end between opening and reading: getline treats that as the end of the file; an
  // iterator over the buffer would throw.
  std::string text;
  std::getline(file, text, '\0');
  const std::size_t begin = text.find('('), end = text.rfind(')');
  if (begin == std::string::npos || end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(end + 1));
  char state = 0;
  ProcessNode node;
  if (!(fields >> state >> node.parent_pid)) return std::nullopt;
  node.pid = pid;
  node.command = text.substr(begin + 1, end - begin - 1);
  read_usage(fields, node);
  return node;
}

using Children = std::map<int, std::vector<ProcessNode>>;  // by their parent's PID

/// Each process has one parent, and the root is in no list of children: the recursion ends even if
/// PIDs were reused while they were read.
void append(ProcessTree& tree, ProcessNode node, int depth, const Children& children) {
  const int pid = node.pid;
  node.depth = depth;
  node.tids = numbers_in(proc_path(pid, "/task"));
  if (!node.tids.empty()) tree.processes.push_back(std::move(node));
  const auto below = children.find(pid);
  if (below == children.end()) return;
  for (const ProcessNode& child : below->second) append(tree, child, depth + 1, children);
}

}  // namespace

// Searches all of /proc: the lists of children that some kernels have are incomplete while
// processes start or end.
ProcessTree read_process_tree(int root_pid) {
  ProcessTree tree;
  std::optional<ProcessNode> root;
  Children children;
  for (const int pid : numbers_in("/proc")) {
    std::optional<ProcessNode> node = read_stat(pid);
    if (!node) continue;
    if (pid == root_pid) {
      root = std::move(node);
    } else {
      children[node->parent_pid].push_back(std::move(*node));
    }
  }
  if (root) append(tree, std::move(*root), 0, children);
  return tree;
}

ProcessTree read_own_process_tree() { return read_process_tree(host_pid()); }

namespace {

/// The number in the innermost namespace: the last one of "NSpid:\t4711\t3". 0: it has ended.
int inner_number(const std::string& status_path) {
  std::ifstream file(status_path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("NSpid:")) continue;
    return static_cast<int>(parse_number(line.substr(line.rfind('\t') + 1)).value_or(0));
  }
  return 0;
}

}  // namespace

bool is_below(int root_pid, int pid) {
  constexpr int depth_max = 64;
  for (int depth = 0; depth < depth_max && pid > 0; ++depth) {
    if (pid == root_pid) return true;
    const std::optional<ProcessNode> node = read_stat(pid);
    if (!node) return false;
    pid = node->parent_pid;
  }
  return false;
}

std::uint64_t proportional_bytes(int pid) {
  constexpr std::uint64_t kibi = 1024;
  std::ifstream file(proc_path(pid, "/smaps_rollup"));
  std::string word;
  std::uint64_t amount = 0;
  while (file >> word) {
    if (word == "Pss:" && file >> amount) return amount * kibi;
  }
  return 0;
}

std::uint64_t running_threads(const ProcessNode& process) {
  std::uint64_t count = 0;
  for (const int tid : process.tids) {
    std::ifstream file(proc_path(process.pid, "/task/") + std::to_string(tid) + "/stat");
    std::string text;
    std::getline(file, text, '\0');
    const std::size_t end = text.rfind(')');
    count += end != std::string::npos && text.compare(end, 3, ") R") == 0 ? 1 : 0;
  }
  return count;
}

std::map<int, int> host_pids_below(int root_pid) {
  std::map<int, int> pids;
  for (const ProcessNode& node : read_process_tree(root_pid).processes) {
    const int inner = inner_number(proc_path(node.pid, "/status"));
    if (inner != 0) pids.emplace(inner, node.pid);  // 0: it has ended meanwhile
  }
  return pids;
}

int host_tid_in(int pid, int tid_inner) {
  const std::string folder = proc_path(pid, "/task");
  for (const int tid : numbers_in(folder)) {
    if (inner_number(folder + '/' + std::to_string(tid) + "/status") == tid_inner) return tid;
  }
  return 0;
}

}  // namespace sharedfate
