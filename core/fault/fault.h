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

/// Whom a fault strikes.
enum class FaultTarget : std::uint8_t {
  worker,
  lane_process,  ///< the process that holds the queue: a family, or a parent
  supervisor,    ///< of the lane
};

/// How the kernel is expected to report the end of the process that a fault was injected into.
struct ExpectedEnd {
  int signal;         ///< 0: no signal
  int exit_code;      ///< meaningful when signal is 0
  bool none = false;  ///< nothing ends: the task fails and its worker goes on, or it `resumes`
};

/// What comes of a fault, in words for the audience.
struct Outcome {
  std::string_view shared;    ///< where the workers share one memory: threads, serial
  std::string_view isolated;  ///< where each has a process of its own
};

/// What a fault is and comes to in a Python lane, where the interpreter and its pools decide.
struct PythonFault {
  std::string_view how;       ///< the call that does it
  std::string_view threads;   ///< what comes of it, in words for the audience
  std::string_view pool;      ///< multiprocessing.Pool
  std::string_view executor;  ///< ProcessPoolExecutor
};

/// One row of the fault table: menu, command line, tests and lessons are made from it.
struct FaultRow {
  FaultId id;
  std::string_view name;      ///< the word on the command line: "segv"
  std::string_view title;     ///< the words on a button: "segfault"
  std::string_view sentence;  ///< for the audience: what it does, in one sentence
  std::string_view how;       ///< for the curious: the call that does it
  ExpectedEnd end;
  Outcome outcome;
  bool needs_deadline;  ///< does not end by itself: the worker is killed when its task is overdue
  /// Does it, on the calling thread. Does not return unless it `resumes`: at most it throws.
  void (*commit)();
  bool resumes = false;        ///< nobody dies and no task fails: what was done can be undone
  bool needs_partner = false;  ///< takes two workers: the one that is told, and its next neighbour
  bool heavy = false;          ///< uses so much of the machine that chaos strikes with it rarely
  FaultTarget target = FaultTarget::worker;
  std::optional<ExpectedEnd>
      end_isolated{};  ///< where workers have memories of their own, if not `end`

  bool stray_write = false;  ///< goes on as if nothing had been; whose task it has hit pays for it
  std::optional<PythonFault> python{};  ///< nothing: a Python lane cannot do it
  bool python_only =
      false;  ///< it exists in Python only; `end`, `outcome` and `commit` mean nothing

  /// How it ends where all workers live in one address space, and where they do not.
  [[nodiscard]] const ExpectedEnd& end_in(bool one_address_space) const {
    return end_isolated && !one_address_space ? *end_isolated : end;
  }
  /// The task that commits it fails, and nothing else comes of it.
  [[nodiscard]] bool fails_its_task() const { return end.none && !resumes && !stray_write; }
  /// It is told to a worker, which a capsule names.
  [[nodiscard]] bool names_worker() const { return target == FaultTarget::worker; }
};

std::span<const FaultRow> faults();
const FaultRow& fault_row(FaultId id);

/// A fault, whom it hits, where and when. The text form is FAULT@WORKER[:task=K][:site=SITE], the
/// keys in any order; FAULT alone for one that names no worker, which strikes at once.
struct FaultSpec {
  FaultId fault = FaultId::segv;
  int worker = 1;  ///< 1-based; 0: it names none
  /// At the site's first passage once the worker has begun its k-th task. Mid-task 0: at once,
  /// wherever it is.
  std::uint64_t at_task = 0;
  SiteId site = SiteId::mid_task;

  /// At the worker's next look, wherever that is.
  [[nodiscard]] bool at_once() const { return site == SiteId::mid_task && at_task == 0; }
  friend bool operator==(const FaultSpec&, const FaultSpec&) = default;
};

/// Reads "segv@3" (task=`at_task_default`), "segv@3:task=4", "segv@3:site=idle", "parent". The
/// error names what is allowed and the nearest word.
Result<FaultSpec> parse_fault_spec(std::string_view text, std::uint64_t at_task_default = 2);
/// A capsule for a worker, or for whomever else the fault strikes: then worker and task are left
/// out.
FaultSpec make_fault_spec(FaultId fault, int worker, std::uint64_t at_task);
/// The form that reads as the same capsule, whatever the default.
std::string to_text(const FaultSpec& fault_spec);

}  // namespace sharedfate
