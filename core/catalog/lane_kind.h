#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sharedfate {

constexpr int worker_count_min = 1;
constexpr int worker_count_max = 64;
/// How long a worker may be at a task, if nothing else is asked for.
constexpr std::uint32_t deadline_ms_default = 5'000;

enum class LaneKind : std::uint8_t {
  serial,
  threads,
  processes,
  shared_queue,
  robust_queue,
  python_serial,
  python_threads,
  python_pool,
  python_executor,
};
enum class Language : std::uint8_t { cpp, python };

/// How multiprocessing starts a worker process; `usual`: the interpreter's default.
enum class StartMethod : std::uint8_t { usual, fork, spawn, forkserver };

/// What keeps a lane's processes from outliving the app. The kernel ends a pid namespace as a
/// whole. Without one, each process asks for SIGKILL at its parent's death, and the supervisor
/// adopts and kills the processes that are left.
enum class Containment : std::uint8_t { pid_namespace, subreaper };

/// One row of the table of lane kinds, for the command line, the menu and the drawing of lanes.
struct LaneKindRow {
  LaneKind kind;
  std::string_view name;         ///< on the command line: "threads"
  std::string_view title;        ///< on screen: "Threads"
  std::string_view sentence;     ///< one sentence for the class
  std::string_view worker_mark;  ///< prefix of a worker's number: "T", "P"
  bool one_address_space;        ///< queue and workers are in one process and die with it
  int workers_max;               ///< 1 for serial
  bool shares_queue = false;     ///< worker processes take from one queue in shared memory
  Language language = Language::cpp;
  bool by_multiprocessing = false;  ///< a Python pool starts and replaces the worker processes
  std::uint64_t tasks_max = 100'000'000;  ///< per submission: what a usual computer can hold
};

std::span<const LaneKindRow> lane_kinds();
const LaneKindRow& lane_kind_row(LaneKind kind);

/// The configuration of a lane. A value; equal specs make equal lanes.
struct LaneSpec {
  LaneKind kind = LaneKind::threads;
  Language language = Language::cpp;
  int workers = 5;
  // Of a Python lane:
  StartMethod start_method = StartMethod::usual;
  int chunk_size = 1;    ///< how many tasks a worker process is given at a time
  std::string python{};  ///< path of the interpreter; empty: the first python3 in PATH

  friend bool operator==(const LaneSpec&, const LaneSpec&) = default;
};

constexpr int chunk_size_max = 1'000'000;

/// Reads "threads", "threads:5", "python-pool:5:start=spawn:chunk=10". Cannot name a program,
/// because the text may come from a lesson file. The error names what is allowed and the nearest
/// valid word.
Result<LaneSpec> parse_lane_spec(std::string_view text);
/// The same for text that the user of this computer wrote, which may also name the interpreter:
/// "python-threads:3:python=/usr/bin/python3".
Result<LaneSpec> parse_lane_argument(std::string_view text);
/// The form that parse_lane_argument() reads.
std::string to_text(const LaneSpec& spec);
std::string_view language_name(Language language);
std::string_view start_method_name(StartMethod method);  ///< "usual", "fork", …

}  // namespace sharedfate
