#include "core/lab/lab.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "core/base/code_guard.h"
#include "core/lab/lane_connection.h"
#include "core/system/core_use.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

constexpr LaneIndex lane_count_max = 16;

Error unknown_lane(LaneIndex lane) {
  return Error{"ask lane " + std::to_string(lane), "there is no such lane", "open it first"};
}

Status check_code(const LaneSpec& spec, const ScriptCode& code) {
  if (code.origin == CodeOrigin::none) return Done{};
  const std::string tried = "run Python code in a lane of kind " + to_text(spec);
  if (spec.language != Language::python)
    return Error{tried, "no interpreter runs there", "choose python-pool or python-threads"};
  if (code.text.size() > code_size_max) {
    return Error{tried,
                 "it has " + std::to_string(code.text.size()) + " bytes, allowed are " +
                     std::to_string(code_size_max),
                 "shorten it"};
  }
  const auto flaw = code.origin == CodeOrigin::foreign ? find_code_flaw(code.text) : std::nullopt;
  if (flaw) return Error{tried, "line " + std::to_string(flaw->line) + ": " + flaw->text, ""};
  return Done{};
}

}  // namespace

struct Lab::Implementation {
  std::string lane_program;
  Descriptor epoll;
  std::map<LaneIndex, std::unique_ptr<LaneConnection>> lanes;
  std::vector<std::unique_ptr<LaneConnection>> ending;  ///< closed, and not yet gone
  Descriptor timer;  ///< makes `epoll` readable when a lane is to be drained again
  bool timer_set = false;
  std::vector<Event> news;          ///< of the lab itself, for the next drain
  CoreUse core_use;                 ///< as last read; at 0: not read yet
  bool was_busy = false;            ///< a lane has run a task since then
  std::uint64_t busy_since_ns = 0;  ///< before the first reading; 0: no lane runs a task

  void watch(int descriptor) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, descriptor, &event);
  }
  /// Sets the timer, or clears it and what it has signalled.
  void look_again(bool wanted) {
    itimerspec when{};
    if (wanted) when.it_value.tv_nsec = StallWatch::interval_ns;
    timer_set = wanted;
    ::timerfd_settime(timer.get(), 0, &when, nullptr);
  }
  /// Once a second while a lane runs tasks, because it takes some milliseconds. Short runs, which
  /// that would disturb, end before the first reading.
  void measure_machine(const EventSink& sink) {
    constexpr std::uint64_t period_ns = 1'000'000'000, first_after_ns = period_ns / 2;
    const std::uint64_t now_ns = monotonic_ns();
    const bool busy = std::any_of(lanes.begin(), lanes.end(),
                                  [](const auto& each) { return each.second->any_busy(); });
    was_busy = was_busy || busy;
    if (core_use.at_ns == 0) {
      if (!busy || busy_since_ns == 0) busy_since_ns = busy ? now_ns : 0;
      if (busy && now_ns - busy_since_ns >= first_after_ns) core_use = read_core_use();
      return;
    }
    if (now_ns - core_use.at_ns < period_ns) return;
    if (!was_busy) {
      core_use = {};
      busy_since_ns = 0;
      return sink(MachineMeasured{{}, 0});
    }
    was_busy = false;
    const CoreUse now = read_core_use();
    sink(MachineMeasured{core_shares(core_use, now), now.cores});
    core_use = now;
  }
  Status start(LaneConnection& lane, const LaneSpec& spec, bool fresh) const {
    auto started = lane.start(lane_program, spec, fresh);
    if (!started) return started;
    watch(lane.socket());
    watch(lane.supervisor_pidfd());
    return started;
  }
};

Lab::Lab(std::string lane_program) : implementation_(std::make_unique<Implementation>()) {
  implementation_->lane_program =
      lane_program.empty() ? program_beside_this("sharedfate-lane") : std::move(lane_program);
  implementation_->epoll = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  implementation_->timer =
      Descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  implementation_->watch(implementation_->timer.get());
}

Lab::~Lab() {
  // All at once, because each may take a moment.
  for (const auto& [index, lane] : implementation_->lanes) lane->end();
}

Result<LaneIndex> Lab::open(const LaneSpec& spec, const LaneOptions& options) {
  LaneIndex index = 0;
  while (implementation_->lanes.contains(index)) ++index;
  if (index >= lane_count_max) {
    return Error{"open another lane",
                 std::to_string(lane_count_max) + " are open, more are not allowed",
                 "close one first"};
  }
  if (const Status runs = check_code(spec, options.code); !runs) return runs.error();
  auto lane = std::make_unique<LaneConnection>(index, options, implementation_->epoll.get());
  if (auto started = implementation_->start(*lane, spec, true); !started) return started.error();
  implementation_->news.emplace_back(LaneOpened{index, spec});
  implementation_->lanes.emplace(index, std::move(lane));
  return index;
}

void Lab::close(LaneIndex index) {
  auto lane = implementation_->lanes.extract(index);
  if (lane.empty()) return;
  lane.mapped()->end();
  implementation_->ending.push_back(std::move(lane.mapped()));
  implementation_->look_again(true);
  implementation_->news.emplace_back(LaneClosed{index});
}

bool Lab::ends_lanes() const { return !implementation_->ending.empty(); }

Status Lab::request(LaneIndex index, const Request& request) {
  const auto found = implementation_->lanes.find(index);
  if (found == implementation_->lanes.end()) return unknown_lane(index);
  LaneConnection& lane = *found->second;
  const bool reset = std::holds_alternative<ResetLane>(request);
  if (!lane.supervisor_alive() && (reset || std::holds_alternative<RestartLane>(request))) {
    return implementation_->start(lane, lane.spec(), reset);
  }
  Status sent = lane.send(request);
  if (lane.wants_another_look()) implementation_->look_again(true);
  return sent;
}

void Lab::drain(const EventSink& sink) {
  for (const Event& event : std::exchange(implementation_->news, {})) sink(event);
  for (const auto& [index, lane] : implementation_->lanes) {
    lane->drain(sink);
    const std::optional<bool> fresh = lane->fresh_start_wanted();
    if (!fresh) continue;
    const auto started = implementation_->start(*lane, lane->spec(), *fresh);
    if (!started) sink(LaneTroubled{index, started.error().text(), true});
  }
  implementation_->measure_machine(sink);
  std::erase_if(implementation_->ending, [](const auto& lane) { return lane->ended(); });
  const bool wanted =
      !implementation_->ending.empty() ||
      std::any_of(implementation_->lanes.begin(), implementation_->lanes.end(),
                  [](const auto& each) { return each.second->wants_another_look(); });
  if (implementation_->timer_set || wanted) implementation_->look_again(wanted);
}

int Lab::wake_descriptor() const { return implementation_->epoll.get(); }

void Lab::wait(int timeout_ms) {
  pollfd report{implementation_->epoll.get(), POLLIN, 0};
  ::poll(&report, 1, timeout_ms);
}

}  // namespace sharedfate
