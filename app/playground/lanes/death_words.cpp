#include "app/playground/lanes/death_words.h"

#include <fmt/format.h>

#include <csignal>

#include "app/playground/panel/words.h"
#include "core/model/death_text.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

constexpr std::string_view deadline_word = "deadline";

bool was_overdue(const DeathReport& report) {
  if (report.fault == deadline_word) return true;
  for (const FaultRow& row : faults()) {
    if (row.name == report.fault && row.needs_deadline) return true;
  }
  return false;
}

const FaultRow* row_of(const DeathReport& report) {
  for (const FaultRow& row : faults()) {
    if (row.name == report.fault) return &row;
  }
  return nullptr;
}

/// The signal's name, or the exit code.
std::string end_word(const DeathReport& report) {
  return report.signal != 0 ? signal_name(report.signal)
                            : fmt::format("exit({})", report.exit_code);
}

bool injects_lane_process(const DeathReport& report) {
  const FaultRow* const row = row_of(report);
  return row != nullptr && row->target == FaultTarget::lane_process;
}

std::string title_of(const LaneModel& lane, const Death& death) {
  const LaneKindRow& kind = lane_kind_row(lane.spec.kind);
  const DeathReport& report = death.report;
  const std::string end = end_word(report);
  const std::string name = report.worker > 0 ? worker_label(lane.spec, report.worker) : "";
  if (death.scope == Death::Scope::supervisor)
    return fmt::format("{}: supervisor {} died", end, report.pid);
  if (ended_alone_as_thread(lane.spec, death))
    return fmt::format("Exception: thread {} ended, alone", name);
  if (death.scope == Death::Scope::worker) {
    return was_overdue(report)
               ? fmt::format("{} over its limit: process {} was killed, alone", name, report.pid)
               : fmt::format("{}: process {} ({}) died, alone", end, name, report.pid);
  }
  if (!kind.one_address_space)
    return fmt::format("{}: the parent, process {}, died", end, report.pid);
  if (injects_lane_process(report))
    return fmt::format("{}: the primary thread of process {} returned", end, report.pid);
  if (name.empty()) return fmt::format("{}: process {} was killed from outside", end, report.pid);
  if (was_overdue(report))
    return fmt::format("Thread {} over its limit: process {} had to be killed", name, report.pid);
  return fmt::format("{}: thread {} ended process {}", end, name, report.pid);
}

/// A worker with a stray write may have caused another one's crash.
std::string stray_writes_in(const LaneModel& lane) {
  for (const WorkerModel& worker : lane.workers) {
    if (worker.stray_writes > 0)
      return fmt::format(" {} had written into memory of others.",
                         worker_label(lane.spec, worker.worker));
  }
  return "";
}

std::string deed_of(const LaneModel& lane, const Death& death) {
  const DeathReport& report = death.report;
  if (was_overdue(report)) {
    const FaultRow* const row = row_of(report);
    return fmt::format(
        "It {} and was killed at its deadline: a {} be killed alone.",
        row == nullptr       ? "used up its time"
        : row->needs_partner ? "waited for a lock for ever"
                             : "looped for ever",
        lane_kind_row(lane.spec.kind).one_address_space ? "thread cannot" : "process can");
  }
  if (ended_alone_as_thread(lane.spec, death))
    return "A Python exception ends its thread only. The process does not even notice.";
  if (report.signal == 0 && report.exit_code == 0 && !injects_lane_process(report))
    return "exit(0) in the middle of a task: code 0 is not success.";
  const FaultRow* const row = row_of(report);
  // Other signals carry an address, too, with another meaning.
  if (report.has_address && (row == nullptr ? report.signal == SIGSEGV : row->id == FaultId::segv))
    return fmt::format("It touched address 0x{:x}, which is not its own.{}", report.address,
                       stray_writes_in(lane));
  return row != nullptr ? std::string(row->sentence) : "The signal came from outside the lane.";
}

/// What became of the workers of a dead parent process.
std::string orphans_of(const DeathReport& report) {
  if (report.orphans == 0) return "";
  return fmt::format(" {}: the supervisor took over and ended {}.",
                     counted(static_cast<std::uint64_t>(report.orphans), "orphan"),
                     report.orphans == 1 ? "it" : "them");
}

std::string company_of(const LaneModel& lane, const Death& death) {
  const DeathReport& report = death.report;
  const bool one_space = lane_kind_row(lane.spec.kind).one_address_space;
  if (death.scope == Death::Scope::worker) {
    // As many as are drawn: others may have died, too.
    const auto others =
        std::count_if(lane.workers.begin(), lane.workers.end(), [&](const WorkerModel& worker) {
          return worker.alive() && worker.worker != report.worker;
        });
    if (others == 0 && one_space)
      return "nothing else; the queue is still there, and no worker takes from it.";
    if (others == 0) return "nothing else; the queue lives on in the parent.";
    if (one_space)
      return fmt::format("nothing else: {} and the queue live on.",
                         others == 1
                             ? "the other thread"
                             : "the other " + number_word(static_cast<std::uint64_t>(others)));
    return fmt::format("nothing else: {} and the queue live on.",
                       others == 1
                           ? "the other process"
                           : "the other " + number_word(static_cast<std::uint64_t>(others)));
  }
  const std::string place = one_space ? "the queue they shared" : "the queue that it held";
  if (death.also_died.empty()) return "no other worker, but " + place + ".";
  constexpr std::size_t named_max = 8;
  if (death.also_died.size() <= named_max) {
    return worker_list(lane.spec, death.also_died) + ", and " + place + "." + orphans_of(report);
  }
  return fmt::format("{} other {}, and {}.{}", death.also_died.size(),
                     one_space ? "threads" : "processes", place, orphans_of(report));
}

std::string kernel_of(const DeathReport& report) {
  std::string text =
      report.signal != 0
          ? fmt::format("waitid: signal {} {}", report.signal, signal_name(report.signal))
          : fmt::format("waitid: exited with code {}", report.exit_code);
  if (report.known_after_ns > 0) text += " · known after " + duration_figure(report.known_after_ns);
  return text;
}

/// What the pool did with the dead worker's task; empty: the task is lost, or there was none.
std::string outcome_text(const LaneModel& lane, const Death& death) {
  switch (death.outcome) {
    case TaskOutcome::lost:
      return "";
    case TaskOutcome::retried:
      return "its task is tried again";
    case TaskOutcome::failed:
      return lane.figures.broken ? "the pool is broken: all fails at once"
                                 : "its task is set aside: poison";
  }
  return "";
}

std::string losses_of(const LaneModel& lane, const Death& death) {
  const std::uint64_t sum = death.lost_running + death.lost_queued;
  if (const std::string outcome = outcome_text(lane, death); !outcome.empty())
    return "nothing: " + outcome + ".";
  if (sum == 0) return "nothing: no task was in it.";
  if (death.scope == Death::Scope::worker) return counted(sum, "task") + ", the one that it ran.";
  return fmt::format("{} running + {} queued = {}", grouped(death.lost_running),
                     grouped(death.lost_queued), counted(sum, "task"));
}

std::string slim_of(const LaneModel& lane, const Death& death) {
  const std::uint64_t sum = death.lost_running + death.lost_queued;
  std::string text = outcome_text(lane, death);
  if (text.empty()) text = counted(sum, "task") + " lost";
  if (death.scope == Death::Scope::worker && death.replacement_pid != 0) {
    text += fmt::format(" · {} took over", death.replacement_pid);
    if (death.replacement_ready_ns > 0)
      text += " after " + duration_figure(death.replacement_ready_ns);
  } else if (death.scope != Death::Scope::worker && lane.lane_pid != 0) {
    text += fmt::format(" · restarted as {}", lane.lane_pid);
  }
  return text;
}

}  // namespace

DeathWords death_words(const LaneModel& lane, const Death& death) {
  const DeathReport& report = death.report;
  DeathWords words;
  words.title = title_of(lane, death);
  words.deed = deed_of(lane, death);
  const FaultRow* const row = row_of(report);
  if (!report.cause.empty()) {
    words.how = report.cause;
  } else if (row != nullptr) {
    words.how = lane.spec.language == Language::python && row->python ? row->python->how : row->how;
  }
  words.company = company_of(lane, death);
  words.losses = losses_of(lane, death);
  if (report.task > 0) words.task = fmt::format("#{}", report.task);
  words.kernel = ended_alone_as_thread(lane.spec, death)
                     ? fmt::format("process {} still runs", report.pid)
                     : kernel_of(report);
  words.stack = report.stack;
  words.slim = slim_of(lane, death);
  const std::string name = report.worker > 0 ? worker_label(lane.spec, report.worker) : "process";
  words.who = fmt::format("{} ({}) {}", name, report.pid,
                          was_overdue(report)                       ? "over its limit"
                          : ended_alone_as_thread(lane.spec, death) ? "ended by an exception"
                                                                    : end_word(report));
  return words;
}

}  // namespace sharedfate
