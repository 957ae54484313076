#include "core/model/death_text.h"

#include <fmt/format.h>

#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

std::string tasks_text(std::uint64_t count, std::string_view state) {
  return fmt::format("{} {} {}", count, state, count == 1 ? "task" : "tasks");
}

std::string lane_process_name(const LaneSpec& lane) {
  return lane_kind_row(lane.kind).one_address_space ? "the process with all its workers"
                                                    : "the parent of the workers";
}

/// The subject of the sentence: what died, its PID or TID, and its task.
std::string subject_text(const LaneSpec& lane, const Death& death) {
  const DeathReport& report = death.report;
  if (death.scope == Death::Scope::supervisor)
    return fmt::format("The supervisor (PID {})", report.pid);
  if (report.worker == 0) return fmt::format("PID {}, {},", report.pid, lane_process_name(lane));
  const std::string label = worker_label(lane, report.worker);
  const bool whole_process =
      death.scope == Death::Scope::worker && !lane_kind_row(lane.kind).one_address_space;
  const std::string number = whole_process || report.tid == report.pid
                                 ? fmt::format("PID {}", report.pid)
                                 : fmt::format("TID {} of PID {}", report.tid, report.pid);
  const std::string doing =
      report.task == 0 ? "while it ran no task" : fmt::format("in task {}", report.task);
  return fmt::format("Worker {} ({}), {},", label, number, doing);
}

std::string lost_text(const Death& death) {
  if (death.lost_running + death.lost_queued == 0) return "No task was lost.";
  if (death.lost_running == 0)
    return fmt::format("Lost: {}.", tasks_text(death.lost_queued, "queued"));
  if (death.lost_queued == 0)
    return fmt::format("Lost: {}.", tasks_text(death.lost_running, "running"));
  return fmt::format("Lost: {} and {}.", tasks_text(death.lost_running, "running"),
                     tasks_text(death.lost_queued, "queued"));
}

std::string company_text(const LaneSpec& lane, const Death& death) {
  if (death.scope == Death::Scope::worker) {
    if (ended_alone_as_thread(lane, death))
      return " Its process lives on: an exception that is not caught ends its thread only.";
    return lane.workers > 1 ? " Nobody else died: its memory was its own." : "";
  }
  if (death.also_died.empty()) return "";
  const bool one = death.also_died.size() == 1;
  return fmt::format(
      " {} died with it{}.", worker_list(lane, death.also_died),
      death.scope == Death::Scope::lane_process && lane_kind_row(lane.kind).one_address_space
          ? (one ? ": it shared its address space" : ": they shared its address space")
          : "");
}

std::string replacement_text(const Death& death) {
  if (death.replacement_pid == 0) return "";
  if (death.replacement_ready_ns == 0)
    return fmt::format(" PID {} took its place.", death.replacement_pid);
  return fmt::format(" PID {} took its place after {:.1f} ms.", death.replacement_pid,
                     static_cast<double>(death.replacement_ready_ns) / 1e6);
}

}  // namespace

bool ended_alone_as_thread(const LaneSpec& lane, const Death& death) {
  return death.scope == Death::Scope::worker && lane_kind_row(lane.kind).one_address_space;
}

std::string worker_label(const LaneSpec& lane, int worker) {
  return fmt::format("{}{}", lane_kind_row(lane.kind).worker_mark, worker);
}

std::string worker_list(const LaneSpec& lane, std::span<const int> workers) {
  std::string text;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    if (i > 0) text += i + 1 == workers.size() ? " and " : ", ";
    text += worker_label(lane, workers[i]);
  }
  return text;
}

std::string end_text(const DeathReport& report) {
  if (report.signal == 0) return fmt::format("exit code {}", report.exit_code);
  std::string text = fmt::format("{} (signal {}, {})", signal_name(report.signal), report.signal,
                                 signal_description(report.signal));
  if (report.has_address) text += fmt::format(" at address {:#x}", report.address);
  return text;
}

std::string death_sentence(const LaneSpec& lane, const Death& death) {
  const DeathReport& report = death.report;
  const std::string verb = report.signal != 0 ? "was ended by" : "left with";
  std::string text = fmt::format("{} {} {}", subject_text(lane, death), verb, end_text(report));
  if (ended_alone_as_thread(lane, death))
    text = subject_text(lane, death) + " was ended by an exception";
  if (report.fault == "deadline") {
    text += "; it had exceeded its deadline";
  } else if (!report.fault.empty()) {
    text += fmt::format("; injected fault: {}", report.fault);
  }
  return text + ".";
}

std::string death_consequences(const LaneSpec& lane, const Death& death) {
  return lost_text(death) + company_text(lane, death) + replacement_text(death);
}

std::string death_paragraph(const LaneSpec& lane, const Death& death) {
  std::string text = death_sentence(lane, death) + "\n  " + death_consequences(lane, death) + "\n";
  if (!death.report.cause.empty()) text += "  It said: " + death.report.cause + "\n";
  const bool python = lane.language == Language::python;
  if (!death.report.stack.empty())
    text += python ? "  The interpreter said:\n" : "  Stack, innermost first:\n";
  for (const std::string& frame : death.report.stack) text += "    " + frame + "\n";
  return text;
}

std::string account_text(const Account& account) {
  return fmt::format(
      "{} submitted = {} queued + {} running + {} done + {} failed + {} lost + {} cancelled",
      account.submitted, account.queued, account.running, account.done, account.failed,
      account.lost, account.cancelled);
}

}  // namespace sharedfate
