#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace sharedfate {

constexpr int worker_count_min = 1;
constexpr int worker_count_max = 64;

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

/// How multiprocessing makes a worker process; `usual` is what the interpreter does unasked.
enum class StartMethod : std::uint8_t { usual, fork, spawn, forkserver };

/// How a lane's processes are kept from outliving the app: the kernel ends a pid namespace as a
/// whole; without one each process asks to die with its parent, and the supervisor adopts and ends
/// what is left.
enum class Containment : std::uint8_t { pid_namespace, subreaper };

/// One row of the table of lane kinds: what the command line, the menu and the pictures need to
/// know.
struct LaneKindRow {
  LaneKind kind;
  std::string_view name;         ///< the word on the command line: "threads"
  std::string_view title;        ///< the word on screen: "Threads"
  std::string_view sentence;     ///< one sentence for the audience
  std::string_view worker_mark;  ///< what a worker's number is prefixed with: "T", "P"
  bool one_address_space;        ///< workers and queue live and die in one process
  int workers_max;               ///< 1 for serial
  bool shares_queue = false;     ///< worker processes take from one queue in memory that they share
  Language language = Language::cpp;
  bool by_multiprocessing = false;  ///< worker processes that a Python pool starts and replaces
  std::uint64_t tasks_max = 100'000'000;  ///< at a time: what its queue can hold on a usual machine
};

std::span<const LaneKindRow> lane_kinds();
const LaneKindRow& lane_kind_row(LaneKind kind);

/// What a lane is made of. A value; compares equal when the lanes would be alike.
struct LaneSpec {
  LaneKind kind = LaneKind::threads;
  Language language = Language::cpp;
  int workers = 5;
  // Of a Python lane:
  StartMethod start_method = StartMethod::usual;
  int chunk_size = 1;    ///< how many tasks a worker process is handed at a time
  std::string python{};  ///< path of the interpreter; empty: the first python3 in PATH

  friend bool operator==(const LaneSpec&, const LaneSpec&) = default;
};

constexpr int chunk_size_max = 1'000'000;

/// Reads "threads", "threads:5", "python-pool:5:start=spawn:chunk=10". It has no word for a
/// program, because a lesson's author wrote the text. The error names what is allowed and the
/// nearest valid word.
Result<LaneSpec> parse_lane_spec(std::string_view text);
/// The same for what the person at this computer wrote, who may name the interpreter, too:
/// "python-threads:3:python=/usr/bin/python3".
Result<LaneSpec> parse_lane_argument(std::string_view text);
/// What parse_lane_argument() reads.
std::string to_text(const LaneSpec& spec);
std::string_view language_name(Language language);
std::string_view start_method_name(StartMethod method);  ///< "usual", "fork", …

}  // namespace sharedfate
