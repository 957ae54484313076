#include "app/playground/stage/stage_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <vector>

#include "app/playground/panel/words.h"
#include "core/model/death_text.h"

namespace sharedfate {
namespace {

/// "five workers", "one worker".
std::string workers_words(int workers) {
  return number_word(static_cast<std::uint64_t>(workers)) + (workers == 1 ? " worker" : " workers");
}

/// What a signal is called when it is not called by its name.
std::string_view fault_words(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "segmentation fault";
    case SIGBUS:
      return "bus error";
    case SIGFPE:
      return "arithmetic error";
    case SIGILL:
      return "illegal instruction";
    case SIGABRT:
      return "abort";
    case SIGTRAP:
      return "trap";
    default:
      return "fatal signal";
  }
}

std::string fault_sentence(const WorkerModel& worker) {
  std::string text = fmt::format("Worker {}: {}", worker.worker, fault_words(worker.dying_of));
  if (worker.dying_at_address) text += fmt::format(" at address 0x{:x}", worker.dying_address);
  return text;
}

/// How many processes, or threads of an interpreter that went on, have ended in a lane without
/// being asked to.
struct Ends {
  std::uint64_t processes = 0, threads = 0;
};

Ends ends_of(const LaneModel& lane) {
  Ends ends;
  const bool one_space = lane_kind_row(lane.spec.kind).one_address_space;
  for (const Death& death : lane.deaths) {
    if (ended_alone_as_thread(lane.spec, death)) {
      ++ends.threads;
      continue;
    }
    ++ends.processes;
    // With a parent its workers end, which are processes, too.
    if (death.scope != Death::Scope::worker && !one_space) ends.processes += death.also_died.size();
  }
  return ends;
}

/// "One process has ended", "Three threads have ended".
std::string ended_words(std::uint64_t count, std::string_view one, std::string_view many) {
  return capitalised(number_word(count)) + " " + std::string(count == 1 ? one : many) +
         (count == 1 ? " has ended" : " have ended");
}

}  // namespace

LaneNote lane_note(const LaneModel& lane, int survivors) {
  const LaneKindRow& kind = lane_kind_row(lane.spec.kind);
  const int workers = std::max(lane.spec.workers, 1);
  if (lane.state == LaneState::failed) return {"cannot run", "cannot run", true};
  if (lane.state == LaneState::stopped) return {"ended", "ended", false};
  if (lane.death_count > 0) {
    // The first ones are named as soon as there are others.
    const bool others = lane.alive() > survivors;
    return {fmt::format("{} of {}{} alive", survivors, others ? "the first " : "", workers),
            others ? fmt::format("{} of first {}", survivors, workers)
                   : fmt::format("{} of {} alive", survivors, workers),
            lane.alive() == 0};
  }
  if (lane.state == LaneState::starting) return {"starting …", "starting …", false};
  const std::string brief = workers_words(workers);
  if (kind.one_address_space) return {"one process, " + brief, brief, false};
  return {"a parent and " + brief, brief, false};
}

CallerWords caller_words(const LaneModel& lane) {
  const Account account = lane.account();
  if (account.submitted == 0) return {};
  const CallerWords error{"gets an error", true}, all{"has all", false};
  if (lane.over()) return account.lost + account.cancelled + account.failed == 0 ? all : error;
  if (lane.figures.broken) return error;
  if (lane.waits_in_vain()) return {"waits for ever", false};
  if (lane.results_awaited() > 0) return {"waits", false};
  // Of a lane process that is gone, the lost results have become errors.
  if (lane.lost_before > 0) return error;
  return account.failed > 0 ? CallerWords{"has errors", true} : all;
}

std::string holder_word(const LaneModel& lane) {
  const LaneKindRow& kind = lane_kind_row(lane.spec.kind);
  if (kind.one_address_space) return "";
  if (!kind.shares_queue) return "parent";
  if (lane.lock_dead_holder != 0)
    return fmt::format("the lock died with {}{}", kind.worker_mark, lane.lock_dead_holder);
  return "shared memory";
}

std::pair<std::string, std::string> ended_process_words(const LaneModel& lane) {
  if (lane.state != LaneState::dead || lane.deaths.empty()) return {};
  const int pid = lane.deaths.back().report.pid;
  return {fmt::format("process {} has ended", pid), fmt::format("{} has ended", pid)};
}

EventWords event_words(const Model& model) {
  std::vector<Ends> lanes;
  for (const LaneModel& lane : model.lanes) {
    if (!lane.exists) continue;
    for (const WorkerModel& worker : lane.workers)
      if (worker.alive() && worker.dying_of != 0) return {fault_sentence(worker), true};
    lanes.push_back(ends_of(lane));
  }
  Ends all;
  for (const Ends& each : lanes) {
    all.processes += each.processes;
    all.threads += each.threads;
  }
  const bool one_each = std::all_of(lanes.begin(), lanes.end(), [](const Ends& each) {
    return each.processes == 1 && each.threads == 0;
  });
  if (lanes.size() > 1 && one_each) return {"One process has ended in each lane", false};
  if (all.processes > 0) return {ended_words(all.processes, "process", "processes"), false};
  if (all.threads > 0) return {ended_words(all.threads, "thread", "threads"), false};
  return {};
}

}  // namespace sharedfate
