#include "tests/lane/lane_under_test.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

namespace sharedfate::testing {
namespace {

constexpr int drain_period_ms = 2;

std::ostream& operator<<(std::ostream& stream, const Account& account) {
  return stream << "submitted " << account.submitted << " = queued " << account.queued
                << " + running " << account.running << " + done " << account.done << " + failed "
                << account.failed << " + lost " << account.lost << " + cancelled "
                << account.cancelled;
}

void dump_lane(std::ostream& stream, const LaneModel& lane) {
  stream << to_text(lane.spec) << ": state " << static_cast<int>(lane.state) << ", gate "
         << (lane.gate_open ? "open" : "closed") << ", permits " << lane.figures.permits
         << ", supervisor " << lane.supervisor_pid << ", lane process " << lane.lane_pid
         << ", incarnation " << lane.incarnation << ", awaited " << lane.requests_awaited
         << ", queue depth " << lane.figures.queue_depth << ", " << lane.account() << ", quiescent "
         << lane.quiescent() << ", balanced " << lane.balanced() << ", records seen "
         << lane.records_seen << " missed " << lane.records_missed << " rejected "
         << lane.records_rejected << ", trouble '" << lane.trouble << "'\n";
  for (const WorkerModel& worker : lane.workers) {
    stream << "  worker " << worker.worker << ": state " << static_cast<int>(worker.state)
           << ", pid " << worker.pid << ", tid " << worker.tid << ", steps " << worker.sequence
           << ", task " << worker.task << "\n";
  }
  for (const Death& death : lane.deaths) {
    stream << "  death: worker " << death.report.worker << ", pid " << death.report.pid << ", task "
           << death.report.task << ", fault '" << death.report.fault << "', signal "
           << death.report.signal << ", exit code " << death.report.exit_code << ", lost "
           << death.lost_running << " running " << death.lost_queued << " queued\n";
  }
}

}  // namespace

LaneIndex LaneUnderTest::open(const LaneSpec& spec, const LaneOptions& options) {
  const auto opened = lab_.open(spec, options);
  if (!opened) {
    ADD_FAILURE() << opened.error().text();
    return -1;
  }
  wait_ready(opened.value());
  return opened.value();
}

void LaneUnderTest::ask(const Request& request, LaneIndex lane) {
  const Status asked = lab_.request(lane, request);
  if (!asked) ADD_FAILURE() << asked.error().text() << "\n" << dump();
}

void LaneUnderTest::submit(std::uint64_t count, const WorkloadSpec& workload, LaneIndex lane) {
  ask(SubmitTasks{workload, count}, lane);
}

void LaneUnderTest::drain() {
  lab_.drain([this](const Event& event) { note(event); });
  check();
}

void LaneUnderTest::note(const Event& event) {
  if (watch) watch(event);
  if (const auto* started = std::get_if<LaneProcessStarted>(&event)) {
    Seen& seen = seen_[started->lane];
    seen.tasks.clear();
    if (started->fresh) seen.count = 0;
  }
  if (const auto* ended = std::get_if<TasksEnded>(&event)) note_ended(*ended);
  apply(model_, event);
}

void LaneUnderTest::note_ended(const TasksEnded& event) {
  Seen& seen = seen_[event.lane];
  for (const TaskRecord& record : event.records) {
    if (!seen.tasks.insert(record.task).second) {
      ADD_FAILURE() << "task " << record.task << " of lane " << event.lane << " ended twice\n"
                    << dump();
    }
    ++seen.count;
  }
  for (const TaskRecord& record :
       event.records.last(std::min(event.records.size(), records_shown_max))) {
    durations_ns.push_back(record.end_ticks - record.start_ticks);
  }
}

void LaneUnderTest::check() {
  for (const LaneModel& lane : model_.lanes) {
    if (!lane.exists) continue;
    if (!lane.account().balanced()) ADD_FAILURE() << "the account does not balance\n" << dump();
    if (lane.records_rejected != 0) ADD_FAILURE() << "records were rejected\n" << dump();
  }
}

bool LaneUnderTest::wait_until(const std::string& what, const std::function<bool()>& reached,
                               int limit_ms) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms);
  while (true) {
    drain();
    if (reached()) return true;
    if (::testing::Test::HasFatalFailure()) return false;
    if (std::chrono::steady_clock::now() >= limit) {
      ADD_FAILURE() << "not reached within " << limit_ms << " ms: " << what << "\n" << dump();
      return false;
    }
    lab_.wait(drain_period_ms);
  }
}

bool LaneUnderTest::wait_quiescent(LaneIndex index) {
  const bool quiet =
      wait_until("rest", [&] { return lane(index).quiescent() && lane(index).balanced(); });
  // Takes in what was reported since that drain.
  drain();
  EXPECT_EQ(account(index).running, 0U) << dump();
  return quiet;
}

bool LaneUnderTest::wait_ready(LaneIndex index) {
  return wait_until("all workers are ready", [&] {
    const LaneModel& model = lane(index);
    if (model.state != LaneState::open && model.state != LaneState::paused) return false;
    if (model.requests_awaited || model.alive() != model.spec.workers) return false;
    for (const WorkerModel& each : model.workers) {
      if (!each.alive() || each.tid == 0 || each.state == WorkerState::starting) return false;
    }
    return true;
  });
}

bool LaneUnderTest::wait_deaths(std::uint64_t count, LaneIndex index) {
  return wait_until(std::to_string(count) + " deaths",
                    [&] { return lane(index).death_count >= count; });
}

const LaneModel& LaneUnderTest::lane(LaneIndex index) const {
  static const LaneModel none;
  if (index < 0 || static_cast<std::size_t>(index) >= model_.lanes.size()) return none;
  return model_.lanes[static_cast<std::size_t>(index)];
}

const WorkerModel& LaneUnderTest::worker(int number, LaneIndex index) const {
  static const WorkerModel none;
  const WorkerModel* const found = find_worker(lane(index), number);
  if (found == nullptr) ADD_FAILURE() << "there is no worker " << number << "\n" << dump();
  return found == nullptr ? none : *found;
}

std::set<int> LaneUnderTest::pids(LaneIndex index) const {
  std::set<int> pids{lane(index).supervisor_pid, lane(index).lane_pid};
  for (const auto& [number, pid] : worker_pids(index)) pids.insert(pid);
  pids.erase(0);
  return pids;
}

std::map<int, int> LaneUnderTest::worker_pids(LaneIndex index) const {
  std::map<int, int> pids;
  for (const WorkerModel& each : lane(index).workers) {
    if (each.alive()) pids[each.worker] = each.pid;
  }
  return pids;
}

std::uint64_t LaneUnderTest::tasks_seen(LaneIndex index) const {
  const auto seen = seen_.find(index);
  return seen == seen_.end() ? 0 : seen->second.count;
}

std::string LaneUnderTest::dump() const {
  std::ostringstream stream;
  for (std::size_t i = 0; i < model_.lanes.size(); ++i) {
    stream << "lane " << i << ", seen " << tasks_seen(static_cast<LaneIndex>(i)) << ", ";
    dump_lane(stream, model_.lanes[i]);
  }
  return stream.str();
}

}  // namespace sharedfate::testing
