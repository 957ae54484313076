#include "core/system/process_facts.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>

#include "core/base/number.h"
#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

std::string process_path(int pid, const char* rest) {
  std::string path = "/proc/";
  path += std::to_string(pid);
  path += rest;
  return path;
}

std::string thread_path(int pid, int tid, const char* name) {
  return process_path(pid, "/task/") + std::to_string(tid) + '/' + name;
}

using Text = std::array<char, 1024>;

/// Reads the beginning of an open file. False, with an empty text: it cannot be read.
bool read_beginning(const Descriptor& file, Text& text) {
  const ssize_t size = file.valid() ? ::read(file.get(), text.data(), text.size() - 1) : -1;
  text[size > 0 ? static_cast<std::size_t>(size) : 0] = '\0';
  return size > 0;
}
bool read_beginning(const char* path, Text& text) {
  return read_beginning(Descriptor(::open(path, O_RDONLY | O_CLOEXEC)), text);
}

/// Of a process or a thread: see proc_pid_stat(5).
struct ShortStat {
  char state = 0;
  int parent_pid = 0, threads = 0;  ///< `threads`: of the whole process
  std::uint64_t cpu_ticks = 0, children_cpu_ticks = 0, start_ticks = 0, resident_pages = 0;

  [[nodiscard]] bool ended() const { return state == 'Z' || state == 'X'; }
};
struct Stat : ShortStat {
  std::string name;
};

/// "PID (NAME) STATE PPID …". The name may contain anything, also parentheses: the other fields
/// follow the last one. nullopt: it is no such text.
std::optional<ShortStat> parse_stat(const Text& text) {
  const char* const name_end = std::strrchr(text.data(), ')');
  if (name_end == nullptr) return std::nullopt;
  ShortStat stat;
  // NOLINTBEGIN(google-runtime-int): what sscanf fills
  unsigned long long user = 0, system = 0, children_user = 0, children_system = 0, start = 0,
                     pages = 0;
  // NOLINTEND(google-runtime-int)
  constexpr const char* fields =
      " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu %llu %llu %*s %*s %d %*s %llu %*s "
      "%llu";
  if (std::sscanf(name_end + 1, fields, &stat.state, &stat.parent_pid, &user, &system,
                  &children_user, &children_system, &stat.threads, &start, &pages) != 9)
    return std::nullopt;
  stat.cpu_ticks = user + system;
  stat.children_cpu_ticks = children_user + children_system;
  stat.start_ticks = start;
  stat.resident_pages = pages;
  return stat;
}

/// nullopt: there is no such process or thread.
std::optional<Stat> read_stat(const std::string& path) {
  Text text{};
  if (!read_beginning(path.c_str(), text)) return std::nullopt;
  const std::optional<ShortStat> parsed = parse_stat(text);
  const char* const name_begin = std::strchr(text.data(), '(');
  const char* const name_end = std::strrchr(text.data(), ')');
  if (!parsed || name_begin == nullptr || name_end < name_begin) return std::nullopt;
  return Stat{*parsed, std::string(name_begin + 1, name_end)};
}

std::uint64_t ticks_per_s() {
  static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return ticks;
}

/// Calls `visit` with each entry of a folder; with none if it cannot be read.
template <typename Visit>
void each_entry(const std::string& folder, const Visit& visit) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    visit(*entry);
  }
}

/// The entries of a folder in /proc that are numbers, ascending; none if it is gone.
std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  each_entry(folder, [&](const std::filesystem::directory_entry& entry) {
    if (const auto number = parse_number(entry.path().filename().string()))
      numbers.push_back(static_cast<int>(*number));
  });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

/// The last number in the target of a link in /proc: "4711" or "4711/task/4712". 0: unreadable.
int number_in_link(const char* path) {
  std::array<char, 64> target{};
  ssize_t size = -1;
  // Several tries: a worker whose number is unknown is not counted, and a momentary lack of memory
  // must not cause that.
  for (int tries = 3; size < 0 && tries > 0; --tries)
    size = ::readlink(path, target.data(), target.size() - 1);
  if (size <= 0) return 0;
  const char* const slash = std::strrchr(target.data(), '/');
  return std::atoi(slash == nullptr ? target.data() : slash + 1);
}

void look_for_futex(int pid, int tid, ThreadState& state) {
  Text text{};
  if (read_beginning(thread_path(pid, tid, "syscall").c_str(), text)) {
    int number = -1;
    unsigned long long first = 0;  // NOLINT(google-runtime-int): what sscanf fills
    if (std::sscanf(text.data(), "%d %llx", &number, &first) != 2 || number != SYS_futex) return;
    state.in_futex = true;
    state.word = first;
  } else if (read_beginning(thread_path(pid, tid, "wchan").c_str(), text)) {
    // Some systems show the call's arguments only to a debugger.
    state.in_futex = std::strncmp(text.data(), "futex", std::strlen("futex")) == 0;
  }
}

}  // namespace

int host_tid() { return number_in_link("/proc/thread-self"); }
int host_pid() { return number_in_link("/proc/self"); }

int host_pid_of(int pidfd) {
  const std::string path = "/proc/self/fdinfo/" + std::to_string(pidfd);
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return 0;
  std::array<char, 128> line{};
  int pid = 0;
  while (std::fgets(line.data(), line.size(), file) != nullptr) {
    if (std::sscanf(line.data(), "Pid:\t%d", &pid) == 1) break;
  }
  std::fclose(file);
  return pid > 0 ? pid : 0;
}

bool is_thread_of(int pid, int tid) {
  return ::access(thread_path(pid, tid, "").c_str(), F_OK) == 0;
}

std::string signal_name(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  std::string text = "SIG";
  text += name == nullptr ? std::to_string(signal) : name;
  return text;
}

std::string signal_description(int signal) {
  const char* const words = ::sigdescr_np(signal);
  return words != nullptr ? words : "a signal that has no name";
}

std::optional<ProcessIdentity> identify_process(int pid) {
  const std::optional<Stat> stat = read_stat(process_path(pid, "/stat"));
  if (!stat) return std::nullopt;
  return ProcessIdentity{pid, stat->start_ticks};
}

bool is_running(const ProcessIdentity& process) {
  const std::optional<Stat> stat = read_stat(process_path(process.pid, "/stat"));
  return stat && stat->start_ticks == process.start_ticks && !stat->ended();
}

std::optional<ThreadState> read_thread_state(int pid, int tid) {
  if (pid <= 0 || tid <= 0) return std::nullopt;
  const std::optional<Stat> stat = read_stat(thread_path(pid, tid, "stat"));
  if (!stat || stat->ended()) return std::nullopt;
  ThreadState state;
  state.letter = stat->state;
  state.cpu_ms = stat->cpu_ticks * 1000 / ticks_per_s();
  if (state.sleeping()) look_for_futex(pid, tid, state);
  return state;
}

std::optional<ThreadTimes> read_thread_times(int pid, int tid) {
  if (pid <= 0 || tid <= 0) return std::nullopt;
  std::array<char, 64> path{};
  const auto read = [&](const char* name, Text& text) {
    std::snprintf(path.data(), path.size(), "/proc/%d/task/%d/%s", pid, tid, name);
    return read_beginning(path.data(), text);
  };
  Text text{};
  const std::optional<ShortStat> stat = read("stat", text) ? parse_stat(text) : std::nullopt;
  if (!stat) return std::nullopt;
  ThreadState state;
  state.letter = stat->state;
  ThreadTimes times;
  times.ready = state.letter == 'R';
  times.stopped = state.stopped();
  unsigned long long cpu_ns = 0, ready_ns = 0;  // NOLINT(google-runtime-int): what sscanf fills
  if (read("schedstat", text) && std::sscanf(text.data(), "%llu %llu", &cpu_ns, &ready_ns) == 2) {
    times.cpu_ns = cpu_ns;
    times.ready_ns = ready_ns;
    times.waits_known = true;
  } else {
    times.cpu_ns = stat->cpu_ticks * (1'000'000'000 / ticks_per_s());
  }
  return times;
}

ProcessCount count_process(int pid, int parent_pid) {
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/%d/stat", pid);
  Text text{};
  const auto stat = read_beginning(path.data(), text) ? parse_stat(text) : std::nullopt;
  const bool counts = stat && !stat->ended() && (parent_pid == 0 || stat->parent_pid == parent_pid);
  return counts ? ProcessCount{1, stat->threads} : ProcessCount{};
}

// Not by read_process_tree(), which takes twice as long.
ProcessCount count_tree(int root_pid) {
  struct Process {
    int pid, parent_pid, threads;
  };
  std::vector<Process> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
  while (const dirent* const entry = folder ? ::readdir(folder.get()) : nullptr) {
    const auto pid = parse_number(entry->d_name);
    if (!pid) continue;
    std::array<char, 32> path{};
    std::snprintf(path.data(), path.size(), "%d/stat", static_cast<int>(*pid));
    const Descriptor file(::openat(::dirfd(folder.get()), path.data(), O_RDONLY | O_CLOEXEC));
    Text text{};
    const auto stat = read_beginning(file, text) ? parse_stat(text) : std::nullopt;
    if (stat && !stat->ended())
      all.push_back({static_cast<int>(*pid), stat->parent_pid, stat->threads});
  }
  ProcessCount count;
  std::vector<int> found{root_pid};
  for (std::size_t next = 0; next < found.size() && next < all.size(); ++next) {
    const int parent = found[next];
    for (const Process& each : all) {
      if (each.pid == parent) count = {count.processes + 1, count.threads + each.threads};
      if (each.parent_pid == parent) found.push_back(each.pid);
    }
  }
  return count;
}

namespace {

std::optional<ProcessNode> read_node(int pid) {
  static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t ns_per_tick = 1'000'000'000 / ticks_per_s();
  std::optional<Stat> stat = read_stat(process_path(pid, "/stat"));
  if (!stat) return std::nullopt;
  ProcessNode node;
  node.pid = pid;
  node.parent_pid = stat->parent_pid;
  node.command = std::move(stat->name);
  node.cpu_ns = stat->cpu_ticks * ns_per_tick;
  node.children_cpu_ns = stat->children_cpu_ticks * ns_per_tick;
  node.resident_bytes = stat->resident_pages * page_bytes;
  return node;
}

using Children = std::map<int, std::vector<ProcessNode>>;  // by their parent's PID

/// Each process has one parent, and the root is in no list of children: the recursion ends even if
/// PIDs were reused while they were read.
void append(ProcessTree& tree, ProcessNode node, int depth, const Children& children) {
  const int pid = node.pid;
  node.depth = depth;
  node.tids = numbers_in(process_path(pid, "/task"));
  if (!node.tids.empty()) tree.processes.push_back(std::move(node));
  const auto below = children.find(pid);
  if (below == children.end()) return;
  for (const ProcessNode& child : below->second) append(tree, child, depth + 1, children);
}

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

// Searches all of /proc: the lists of children that some kernels have are incomplete while
// processes start or end.
ProcessTree read_process_tree(int root_pid) {
  ProcessTree tree;
  std::optional<ProcessNode> root;
  Children children;
  for (const int pid : numbers_in("/proc")) {
    std::optional<ProcessNode> node = read_node(pid);
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

bool is_below(int root_pid, int pid) {
  constexpr int depth_max = 64;
  for (int depth = 0; depth < depth_max && pid > 0; ++depth) {
    if (pid == root_pid) return true;
    const std::optional<Stat> stat = read_stat(process_path(pid, "/stat"));
    if (!stat) return false;
    pid = stat->parent_pid;
  }
  return false;
}

std::map<int, int> host_pids_below(int root_pid) {
  std::map<int, int> pids;
  for (const ProcessNode& node : read_process_tree(root_pid).processes) {
    const int inner = inner_number(process_path(node.pid, "/status"));
    if (inner != 0) pids.emplace(inner, node.pid);  // 0: it has ended meanwhile
  }
  return pids;
}

int host_tid_in(int pid, int tid_inner) {
  for (const int tid : numbers_in(process_path(pid, "/task"))) {
    if (inner_number(thread_path(pid, tid, "status")) == tid_inner) return tid;
  }
  return 0;
}

std::uint64_t proportional_bytes(int pid) {
  constexpr std::uint64_t kibi = 1024;
  std::ifstream file(process_path(pid, "/smaps_rollup"));
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
    const std::optional<Stat> stat = read_stat(thread_path(process.pid, tid, "stat"));
    count += stat && stat->state == 'R' ? 1 : 0;
  }
  return count;
}

// Uses the kernel's list of children per thread. Some kernels do not have it; then all of /proc is
// searched.
std::set<int> own_children() {
  std::set<int> children;
  bool listed = true;
  each_entry("/proc/self/task", [&](const std::filesystem::directory_entry& thread) {
    std::ifstream file(thread.path() / "children");
    listed = listed && file.is_open();
    for (int pid = 0; file >> pid;) children.insert(pid);
  });
  if (listed) return children;
  for (const ProcessNode& process : read_own_process_tree().processes) {
    if (process.depth == 1) children.insert(process.pid);
  }
  return children;
}

namespace {

std::map<int, OpenDescriptor> own_descriptors() {
  const std::string listing = "/proc/" + std::to_string(::getpid()) + "/fd";
  std::map<int, OpenDescriptor> descriptors;
  each_entry("/proc/self/fd", [&](const std::filesystem::directory_entry& entry) {
    std::error_code error;
    std::string target = std::filesystem::read_symlink(entry.path(), error).string();
    // The descriptor is open and counts, even if its link cannot be read.
    if (error) target = "unknown";
    const auto number = parse_number(entry.path().filename().string());
    struct stat file {};
    // Skips the descriptor of this listing.
    if (!number || target == listing || ::fstat(static_cast<int>(*number), &file) != 0) return;
    descriptors.emplace(static_cast<int>(*number),
                        OpenDescriptor{target, file.st_dev, file.st_ino});
  });
  return descriptors;
}

std::set<std::string> own_shared_memory() {
  std::set<std::string> found;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const std::size_t path = line.find('/');
    if (path == std::string::npos) continue;
    const std::string_view name = std::string_view(line).substr(path);
    if (name.starts_with("/memfd:") || name.starts_with("/dev/shm/"))
      found.insert(line.substr(0, line.find(' ') + 1).append(name));
  }
  // Other programs keep files there, too; this program's names begin with the prefix.
  each_entry("/dev/shm", [&](const std::filesystem::directory_entry& entry) {
    if (entry.path().filename().string().starts_with("sharedfate"))
      found.insert(entry.path().string());
  });
  return found;
}

}  // namespace

OwnFootprint measure_own_footprint() {
  OwnFootprint footprint;
  footprint.children = own_children();
  footprint.descriptors = own_descriptors();
  footprint.shared_memory = own_shared_memory();
  return footprint;
}

}  // namespace sharedfate
