#include "core/catalog/lane_kind.h"

#include <algorithm>
#include <array>

#include "core/base/number.h"
#include "core/base/table.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t python_tasks_max = 1'000'000;
constexpr std::uint64_t futures_max = 100'000;  ///< an executor keeps one per task or chunk

struct StartMethodRow {
  StartMethod method;
  std::string_view name;
};
constexpr std::array start_methods{StartMethodRow{StartMethod::usual, "usual"},
                                   StartMethodRow{StartMethod::fork, "fork"},
                                   StartMethodRow{StartMethod::spawn, "spawn"},
                                   StartMethodRow{StartMethod::forkserver, "forkserver"}};

/// Settings allowed in any text, and in text that the user of this computer wrote.
constexpr std::array<std::string_view, 2> common_keys{"start", "chunk"};
constexpr std::array<std::string_view, 3> own_keys{"start", "chunk", "python"};
using Keys = std::span<const std::string_view>;

/// Reads one KEY=VALUE of a lane. Keys other than `keys` are errors.
Status read_setting(std::string_view setting, Keys keys, LaneSpec& spec) {
  const std::string tried = "read '" + std::string(setting) + "' of a lane";
  const std::size_t equals = setting.find('=');
  const std::string_view key = setting.substr(0, equals);
  if (equals == std::string_view::npos || std::find(keys.begin(), keys.end(), key) == keys.end())
    return Error{tried, unknown_word("setting", key, keys),
                 "for example python-pool:5:start=spawn:chunk=10"};
  const LaneKindRow& row = lane_kind_row(spec.kind);
  if (row.language != Language::python || (key != "python" && !row.by_multiprocessing)) {
    return Error{tried, "a " + std::string(row.name) + " lane has no such setting",
                 key == "python" ? "python= is for Python lanes"
                                 : "start= and chunk= are for python-pool and python-executor"};
  }
  const std::string_view value = setting.substr(equals + 1);
  if (key == "start") {
    const auto method =
        find_row(std::span<const StartMethodRow>(start_methods), "start method", value);
    if (!method) return method.error();
    spec.start_method = method.value()->method;
  } else if (key == "chunk") {
    const auto size = parse_number(value);
    if (!size || *size < 1 || *size > chunk_size_max)
      return Error{tried, "a chunk has from 1 to " + std::to_string(chunk_size_max) + " tasks", ""};
    spec.chunk_size = static_cast<int>(*size);
  } else if (value.empty()) {
    return Error{tried, "the path of an interpreter is missing", "for example /usr/bin/python3"};
  } else {
    spec.python = value;
  }
  return Done{};
}

}  // namespace

std::span<const LaneKindRow> lane_kinds() {
  static constexpr std::array rows{
      LaneKindRow{LaneKind::serial, "serial", "Serial",
                  "One process, one thread: every task waits its turn in one line.", "T", true, 1},
      LaneKindRow{LaneKind::threads, "threads", "Threads",
                  "One process, many threads: they share the memory, the queue, and their fate.",
                  "T", true, worker_count_max},
      LaneKindRow{LaneKind::processes, "processes", "Processes",
                  "A parent and many processes: each has its own memory, and its own fate.", "P",
                  false, worker_count_max},
      LaneKindRow{
          LaneKind::shared_queue, "shared-queue", "Shared queue",
          "Many processes, one queue under one lock: if its holder dies, the others wait for ever.",
          "P", false, worker_count_max, true},
      LaneKindRow{LaneKind::robust_queue, "robust-queue", "Shared queue, robust lock",
                  "The same, but the next one learns that the lock's holder died, and goes on.",
                  "P", false, worker_count_max, true},
      LaneKindRow{.kind = LaneKind::python_serial,
                  .name = "python-serial",
                  .title = "Python, serial",
                  .sentence = "One interpreter, one thread: the article's waiting line.",
                  .worker_mark = "T",
                  .one_address_space = true,
                  .workers_max = 1,
                  .language = Language::python,
                  .tasks_max = python_tasks_max},
      LaneKindRow{.kind = LaneKind::python_threads,
                  .name = "python-threads",
                  .title = "Python threads",
                  .sentence = "threading: one process, one memory, and mostly one GIL for all.",
                  .worker_mark = "T",
                  .one_address_space = true,
                  .workers_max = worker_count_max,
                  .language = Language::python,
                  .tasks_max = python_tasks_max},
      LaneKindRow{.kind = LaneKind::python_pool,
                  .name = "python-pool",
                  .title = "Python Pool",
                  .sentence = "multiprocessing.Pool: one interpreter, and one GIL, per process.",
                  .worker_mark = "P",
                  .one_address_space = false,
                  .workers_max = worker_count_max,
                  .language = Language::python,
                  .by_multiprocessing = true,
                  .tasks_max = python_tasks_max},
      LaneKindRow{.kind = LaneKind::python_executor,
                  .name = "python-executor",
                  .title = "Python executor",
                  .sentence = "ProcessPoolExecutor: like a Pool, but one death breaks all of it.",
                  .worker_mark = "P",
                  .one_address_space = false,
                  .workers_max = worker_count_max,
                  .language = Language::python,
                  .by_multiprocessing = true,
                  .tasks_max = futures_max},
  };
  return rows;
}

const LaneKindRow& lane_kind_row(LaneKind kind) {
  for (const LaneKindRow& row : lane_kinds()) {
    if (row.kind == kind) return row;
  }
  assert(false && "a lane kind without a row");
  return lane_kinds().front();
}

namespace {

Status read_workers(std::string_view text, const LaneKindRow& row, LaneSpec& spec) {
  const auto workers = parse_number(text);
  if (!workers || *workers < worker_count_min ||
      *workers > static_cast<std::uint64_t>(row.workers_max)) {
    return Error{"read lane '" + std::string(row.name) + ":" + std::string(text) + "'",
                 "a " + std::string(row.name) + " lane has from " +
                     std::to_string(worker_count_min) + " to " + std::to_string(row.workers_max) +
                     " workers",
                 "for example " + std::string(row.name) + ":" + std::to_string(spec.workers)};
  }
  spec.workers = static_cast<int>(*workers);
  return Done{};
}

Result<LaneSpec> read_lane(std::string_view text, Keys keys) {
  const std::string_view whole = text;
  std::size_t colon = text.find(':');
  const auto row = find_row(lane_kinds(), "lane", text.substr(0, colon));
  if (!row) return row.error();
  LaneSpec spec;
  spec.kind = row.value()->kind;
  spec.language = row.value()->language;
  spec.workers = std::min(spec.workers, row.value()->workers_max);
  bool first = true;
  while (colon != std::string_view::npos) {
    text.remove_prefix(colon + 1);
    colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const bool is_setting = part.find('=') != std::string_view::npos;
    const std::string_view workers = first ? part : whole.substr(whole.find(':') + 1);
    const Status read =
        is_setting ? read_setting(part, keys, spec) : read_workers(workers, *row.value(), spec);
    if (!read) return read.error();
    first = false;
  }
  return spec;
}

}  // namespace

Result<LaneSpec> parse_lane_spec(std::string_view text) { return read_lane(text, common_keys); }
Result<LaneSpec> parse_lane_argument(std::string_view text) { return read_lane(text, own_keys); }

std::string to_text(const LaneSpec& spec) {
  std::string text =
      std::string(lane_kind_row(spec.kind).name) + ":" + std::to_string(spec.workers);
  if (spec.start_method != StartMethod::usual)
    text += ":start=" + std::string(start_method_name(spec.start_method));
  if (spec.chunk_size != 1) text += ":chunk=" + std::to_string(spec.chunk_size);
  if (!spec.python.empty()) text += ":python=" + spec.python;
  return text;
}

std::string_view language_name(Language language) {
  return language == Language::python ? "python" : "cpp";
}

std::string_view start_method_name(StartMethod method) {
  return start_methods[static_cast<std::size_t>(method)].name;
}

}  // namespace sharedfate
