#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/fault/site.h"

namespace sharedfate {

enum class FaultId : std::uint8_t {
  segv,
  abort,
  exception,
  exit,
  kill,
  spin,
  bus,
  fpe,
  ill,
  overflow,
  heap,
  error,
  leak,
  fds,
  stop,
  cont,
  deadlock,
  parent,
  supervisor,
  wild,
  sys_exit,
};

/// What a fault is injected into.
enum class FaultTarget : std::uint8_t {
  worker,
  lane_process,  ///< the process that holds the queue
  supervisor,    ///< of the lane
};

/// How the kernel is expected to report the end of the process that a fault was injected into.
struct ExpectedEnd {
  int signal;         ///< 0: no signal
  int exit_code;      ///< meaningful when signal is 0
  bool none = false;  ///< no process ends: the fault fails its task, resumes or is a stray write
};

/// What a fault leads to, in words for the audience.
struct Outcome {
  std::string_view shared;    ///< where the workers share one memory: threads, serial
  std::string_view isolated;  ///< where each has a process of its own
};

/// What a fault does and leads to in a Python lane, where the interpreter and its pools decide.
struct PythonFault {
  std::string_view how;       ///< the call that does it
  std::string_view threads;   ///< what it leads to, in words for the audience
  std::string_view pool;      ///< multiprocessing.Pool
  std::string_view executor;  ///< ProcessPoolExecutor
};

/// One row of the fault table: menu, command line, tests and lessons are made from it.
struct FaultRow {
  FaultId id;
  std::string_view name;      ///< the word on the command line: "segv"
  std::string_view title;     ///< the words on a button: "segfault"
  std::string_view sentence;  ///< for the audience: what it does, in one sentence
  std::string_view how;       ///< for experts: the call that does it
  ExpectedEnd end;
  Outcome outcome;
  bool needs_deadline;  ///< does not end by itself: the worker is killed when its task is overdue
  /// Commits the fault on the calling thread. Returns only if it `resumes`, is a `stray_write` or
  /// is `python_only`; otherwise it ends the process, never returns, or throws.
  void (*commit)();
  bool resumes = false;        ///< no process dies and no task fails; its effect can be undone
  bool needs_partner = false;  ///< takes two workers: the one it is injected into, and the next one
  bool heavy = false;          ///< uses so much of the machine that chaos injects it rarely
  FaultTarget target = FaultTarget::worker;
  std::optional<ExpectedEnd>
      end_isolated{};  ///< where each worker has its own memory, if not `end`

  bool stray_write = false;             ///< overwrites memory of a running task and goes on
  std::optional<PythonFault> python{};  ///< nullopt: a Python lane cannot do it
  bool python_only = false;  ///< for Python lanes only: `end`, `outcome` and `commit` are unused

  /// The expected end, depending on whether all workers share one address space.
  [[nodiscard]] const ExpectedEnd& end_in(bool one_address_space) const {
    return end_isolated && !one_address_space ? *end_isolated : end;
  }
  /// The only effect is that the task which commits it fails.
  [[nodiscard]] bool fails_its_task() const { return end.none && !resumes && !stray_write; }
  /// It is injected into a worker, which the fault spec names.
  [[nodiscard]] bool names_worker() const { return target == FaultTarget::worker; }
};

std::span<const FaultRow> faults();
const FaultRow& fault_row(FaultId id);

/// A fault, its worker, where and when it fires. The text form is
/// FAULT@WORKER[:task=K][:site=SITE], the keys in any order; FAULT alone for one that names no
/// worker and fires at once.
struct FaultSpec {
  FaultId fault = FaultId::segv;
  int worker = 1;  ///< from 1; 0: it names none
  /// Fires when the worker first passes the site after its k-th task has begun, counted over all
  /// incarnations of the worker. 0 with mid_task: at once, wherever the worker is.
  std::uint64_t at_task = 0;
  SiteId site = SiteId::mid_task;

  /// Fires when the worker next checks for orders, in a task or not.
  [[nodiscard]] bool at_once() const { return site == SiteId::mid_task && at_task == 0; }
  friend bool operator==(const FaultSpec&, const FaultSpec&) = default;
};

/// Reads "segv@3" (then task is `at_task_default`), "segv@3:task=4", "segv@3:site=idle", "parent".
/// The error names what is allowed and the nearest word.
Result<FaultSpec> parse_fault_spec(std::string_view text, std::uint64_t at_task_default = 2);
/// A fault spec for a worker at mid_task. For a fault that names no worker, `worker` and `at_task`
/// are ignored.
FaultSpec make_fault_spec(FaultId fault, int worker, std::uint64_t at_task);
/// The text that parse_fault_spec() reads as the same fault spec, whatever its default.
std::string to_text(const FaultSpec& fault_spec);

}  // namespace sharedfate
