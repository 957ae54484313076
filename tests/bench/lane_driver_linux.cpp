#include "tests/bench/lane_driver.h"

#include <algorithm>
#include <csignal>

#include "core/wire/ticks.h"

namespace sharedfate::bench {
namespace {

constexpr int frame_ms = 16;
constexpr std::uint64_t grace_ns = 60'000'000'000;

std::uint64_t ended(const LaneModel& lane) {
  const Account account = lane.account();
  return account.done + account.failed;
}

std::uint64_t last_end_ns(const LaneModel& lane) {
  std::uint64_t last = 0;
  for (const WorkerModel& worker : lane.workers) {
    const Timeline& timeline = worker.timeline;
    if (timeline.count == 0) continue;
    last = std::max(last, timeline.intervals[(timeline.count - 1) % Timeline::capacity].end_ns);
  }
  return last;
}

}  // namespace

LaneDriver::LaneDriver(const std::string& program_directory)
    : lab_(program_directory + "/sharedfate-lane") {}

Result<std::unique_ptr<LaneDriver>> LaneDriver::open(const std::string& program_directory,
                                                     const LaneSpec& spec) {
  std::unique_ptr<LaneDriver> driver(new LaneDriver(program_directory));
  LaneOptions options;
  options.gate_open = true;
  options.deadline_ms = 60'000;
  const Result<LaneIndex> index = driver->lab_.open(spec, options);
  if (!index) return index.error();
  driver->index_ = index.value();
  const Status started =
      driver->observe_until("start " + to_text(spec), [&] { return driver->ready(); });
  if (!started) return started.error();
  return driver;
}

void LaneDriver::drain() {
  lab_.drain([this](const Event& event) {
    apply(model_, event);
    if (watch_) watch_(event);
  });
}

bool LaneDriver::ready() const {
  if (model_.lanes.size() <= static_cast<std::size_t>(index_)) return false;
  const auto& workers = lane().workers;
  return workers.size() == static_cast<std::size_t>(lane().spec.workers) &&
         std::all_of(workers.begin(), workers.end(), [](const WorkerModel& worker) {
           return worker.state == WorkerState::idle || worker.state == WorkerState::paused;
         });
}

Status LaneDriver::observe_until(const std::string& what, const std::function<bool()>& reached) {
  const std::uint64_t start_ns = monotonic_ns();
  for (drain(); !reached(); drain()) {
    if (monotonic_ns() - start_ns > grace_ns) {
      const bool known = model_.lanes.size() > static_cast<std::size_t>(index_);
      return Error{what, "nothing came of it in a minute", known ? lane().trouble : ""};
    }
    lab_.wait(frame_ms);
  }
  return Done{};
}

Result<double> LaneDriver::finish(std::uint64_t tasks, std::uint64_t ended_before,
                                  std::uint64_t start_ns) {
  const Status done =
      observe_until("run the tasks", [&] { return ended(lane()) >= ended_before + tasks; });
  if (!done) return done.error();
  if (!lane().account().balanced())
    return Error{"run the tasks", "the account does not balance", ""};
  const std::uint64_t end_ns = last_end_ns(lane());
  if (end_ns <= start_ns) return Error{"time the tasks", "no record of the last one arrived", ""};
  return static_cast<double>(end_ns - start_ns) / static_cast<double>(tasks);
}

Result<double> LaneDriver::run(std::uint64_t tasks) {
  const std::uint64_t ended_before = ended(lane());
  const std::uint64_t start_ns = monotonic_ns();
  const Status submitted = lab_.request(index_, SubmitTasks{{WorkloadId::square, 0}, tasks});
  if (!submitted) return submitted.error();
  return finish(tasks, ended_before, start_ns);
}

Result<double> LaneDriver::run_paused(std::uint64_t tasks) {
  const std::uint64_t ended_before = ended(lane());
  if (const Status held = lab_.request(index_, CloseGate{}); !held) return held.error();
  const Status closed = observe_until("close the gate", [&] { return !lane().gate_open; });
  if (!closed) return closed.error();
  const Status submitted = lab_.request(index_, SubmitTasks{{WorkloadId::square, 0}, tasks});
  if (!submitted) return submitted.error();
  const Status queued =
      observe_until("queue the tasks", [&] { return lane().account().queued >= tasks; });
  if (!queued) return queued.error();
  const std::uint64_t start_ns = monotonic_ns();
  if (const Status opened = lab_.request(index_, OpenGate{}); !opened) return opened.error();
  return finish(tasks, ended_before, start_ns);
}

Result<LaneDriver::KillTimes> LaneDriver::kill_worker() {
  const Status calm = observe_until("wait for idle workers", [this] { return ready(); });
  if (!calm) return calm.error();
  KillTimes times{};
  watch_ = [&times](const Event& event) {
    const bool died = std::holds_alternative<WorkerDied>(event);
    const bool ended = died || std::holds_alternative<WorkerEnded>(event);
    if (ended && times.end_known_ns == 0) times.end_known_ns = monotonic_ns();
    if (died) times.status_known_ns = monotonic_ns();
    if (std::holds_alternative<WorkerReady>(event) && times.status_known_ns != 0)
      times.replacement_ready_ns = monotonic_ns();
  };
  const int pid = lane().workers.front().pid;
  const std::uint64_t start_ns = monotonic_ns();
  if (pid <= 0 || kill(pid, SIGKILL) != 0) {
    watch_ = nullptr;
    return Error{"kill worker 1 (PID " + std::to_string(pid) + ")", "there is no such process", ""};
  }
  const Status replaced = observe_until("replace the killed worker",
                                        [&times] { return times.replacement_ready_ns != 0; });
  watch_ = nullptr;
  if (!replaced) return replaced.error();
  return KillTimes{times.end_known_ns - start_ns, times.status_known_ns - start_ns,
                   times.replacement_ready_ns - start_ns};
}

}  // namespace sharedfate::bench
