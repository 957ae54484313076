// Malicious code in a lane beside another lane. Whatever it does, the observer still draws, the
// other lane still works, and reset and stop take effect.
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "core/lab/live_model.h"
#include "core/system/process_facts.h"
#include "core/wire/ticks.h"
#include "tests/lane/interpreters.h"
#include "tests/lane/kernel_facts.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

constexpr std::uint64_t ns_per_ms = 1'000'000;
constexpr std::uint64_t limit_ns = 120'000 * ns_per_ms;

std::vector<std::string> hostile_programs() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(HOSTILE_PROGRAMS)) {
    if (entry.path().extension() == ".py") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Whose code the program is, and whether the lane has namespaces.
enum class HostileAs { own, own_without_namespaces, foreign };

/// The program, with a function begun() that it calls before it does harm: it appends a byte to
/// `mark`. Reports of the lane are no evidence, because the program may suppress them.
std::string text_of(const std::string& program, const std::filesystem::path& mark) {
  std::ifstream file(std::string(HOSTILE_PROGRAMS) + "/" + program + ".py");
  std::stringstream text;
  text << "def begun():\n    with open('" << mark.string() << "', 'a') as mark:\n"
       << "        mark.write('.')\n\n\n"
       << file.rdbuf();
  return text.str();
}

std::uint64_t own_cpu_ns() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<std::uint64_t>(used.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(used.tv_nsec);
}

/// A lane of ordinary tasks, and one that runs a hostile program.
class TwoLanes {
 public:
  TwoLanes(const std::string& program, HostileAs as) : live_(lab_), as_(as) {
    LaneOptions honest{.gate_open = true,
                       .use_namespaces = as != HostileAs::own_without_namespaces};
    honest_ = open({LaneKind::processes, Language::cpp, 2}, honest);
    submit();
    LaneOptions hostile = honest;
    const bool foreign = as == HostileAs::foreign;
    hostile.code = {text_of(program, foreign ? confined_mark : mark_),
                    foreign ? CodeOrigin::foreign : CodeOrigin::own};
    LaneSpec spec{.kind = LaneKind::python_serial, .language = Language::python, .workers = 1};
    spec.python = interpreters().front().path;
    hostile_ = open(spec, hostile);
  }

  /// Waits until the program has begun once more. A confined program may be gone, with its mark,
  /// before the mark is read: then its lane's end counts.
  bool wait_begun() {
    ++times_begun_;
    return wait([&] {
      if (lane_processes_ < times_begun_) return false;
      const bool died = as_ == HostileAs::foreign && live_.lane(hostile_)->state == LaneState::dead;
      return died || marks() >= marks_wanted();
    });
  }
  /// Whether the program could not be confined here and was not run.
  [[nodiscard]] bool was_refused() {
    const auto refused = [&] { return live_.lane(hostile_)->state == LaneState::failed; };
    return wait([&] { return lane_processes_ > 0 && (refused() || marks() > 0); }) && refused();
  }
  [[nodiscard]] int supervisor() const { return live_.lane(hostile_)->supervisor_pid; }
  /// The largest processor time of one drain, out of `count` drains at the interval of a frame.
  std::uint64_t longest_drain_ns(int count) {
    std::uint64_t longest = 0;
    for (int i = 0; i < count; ++i) {
      const std::uint64_t begin = own_cpu_ns();
      drain();
      longest = std::max(longest, own_cpu_ns() - begin);
      constexpr int frame_ms = 16;
      lab_.wait(frame_ms);
    }
    return longest;
  }
  /// Resets the lane and waits for its new lane process. Returns how long that took.
  std::uint64_t reset_ns() {
    const int before = lane_processes_;
    const std::uint64_t begin = monotonic_ns();
    EXPECT_TRUE(lab_.request(hostile_, ResetLane{}));
    EXPECT_TRUE(wait([&] { return lane_processes_ > before; }));
    return monotonic_ns() - begin;
  }
  /// Closes the lane and waits until none of its processes is left. Returns how long that took.
  std::uint64_t stop_ns() {
    const std::uint64_t begin = monotonic_ns();
    lab_.close(hostile_);
    EXPECT_TRUE(wait([&] { return !lab_.ends_lanes(); }));
    return monotonic_ns() - begin;
  }
  /// Expects that the ordinary lane continues and that its account is right.
  void expect_honest_lane_works() {
    const std::uint64_t done = live_.lane(honest_)->account().done;
    submit();
    EXPECT_TRUE(wait([&] { return live_.lane(honest_)->account().done > done; }));
    EXPECT_TRUE(live_.lane(honest_)->balanced());
    EXPECT_TRUE(live_.lane(honest_)->deaths.empty());
  }

 private:
  /// How often the program has begun, as far as can be seen: when confined, each lane process has a
  /// /tmp of its own.
  std::uintmax_t marks() const {
    const std::string root = "/proc/" + std::to_string(live_.lane(hostile_)->lane_pid) + "/root";
    const std::string seen = as_ == HostileAs::foreign ? root + confined_mark : mark_.string();
    std::error_code none_yet;
    const auto size = std::filesystem::file_size(seen, none_yet);
    return none_yet ? 0 : size;
  }
  std::uintmax_t marks_wanted() const {
    return as_ == HostileAs::foreign ? 1 : static_cast<std::uintmax_t>(times_begun_);
  }
  LaneIndex open(const LaneSpec& spec, const LaneOptions& options) {
    const auto opened = lab_.open(spec, options);
    EXPECT_TRUE(opened) << opened.error().text();
    return opened.value();
  }
  void submit() { EXPECT_TRUE(lab_.request(honest_, SubmitTasks{{WorkloadId::square, 0}, 100})); }
  void drain() {
    live_.drain([this](const Event& event) {
      const auto* const lane_process = std::get_if<LaneProcessStarted>(&event);
      if (lane_process != nullptr && lane_process->lane == hostile_) ++lane_processes_;
    });
  }
  bool wait(const std::function<bool()>& reached) {
    const std::uint64_t begin = monotonic_ns();
    while (!reached()) {
      if (monotonic_ns() - begin > limit_ns) return false;
      drain();
      constexpr int frame_ms = 16;
      lab_.wait(frame_ms);
    }
    return true;
  }

  static constexpr const char* confined_mark = "/tmp/begun";

  Lab lab_;
  LiveModel live_;
  const HostileAs as_;
  LaneIndex honest_ = 0, hostile_ = 1;
  int lane_processes_ = 0;  ///< of the hostile lane so far
  TemporaryFolder folder_;
  const std::filesystem::path mark_ = folder_.path("begun");
  int times_begun_ = 0;
};

struct Figures {
  std::uint64_t drain_ns = 0, reset_ns = 0, stop_ns = 0;
  std::uint64_t supervisor_ticks = 0;  ///< clock ticks during the drains, about one second
};

Figures play(const std::string& program, HostileAs as) {
  Figures figures;
  adopt_orphans();
  TwoLanes lanes(program, as);
  if (as == HostileAs::foreign && kernel_denies_namespaces() && lanes.was_refused()) return figures;
  if (!lanes.wait_begun()) {
    ADD_FAILURE() << program << " has not begun";
    return figures;
  }
  const int supervisor = lanes.supervisor();
  const std::uint64_t ticks = cpu_ticks(supervisor, supervisor);
  figures.drain_ns = lanes.longest_drain_ns(60);
  figures.supervisor_ticks = cpu_ticks(supervisor, supervisor) - ticks;
  figures.reset_ns = lanes.reset_ns();
  EXPECT_TRUE(lanes.wait_begun()) << "once more, after the reset";
  lanes.expect_honest_lane_works();
  figures.stop_ns = lanes.stop_ns();
  for (const ProcessNode& node : read_own_process_tree().processes)
    EXPECT_NE(node.command, "sleep") << "PID " << node.pid << " is left of " << program;
  lanes.expect_honest_lane_works();
  return figures;
}

TEST(HostileCode, that_reports_nothing_lets_its_supervisor_sleep) {
  constexpr std::uint64_t ticks_max = 30;  // busy waiting would use all 100 ticks of the second
  for (const char* program : {"sleeps", "closes_its_descriptors", "stops_everybody"})
    EXPECT_LT(play(program, HostileAs::own).supervisor_ticks, ticks_max) << program;
}

class HostilePrograms : public ::testing::TestWithParam<std::tuple<std::string, HostileAs>> {};

TEST_P(HostilePrograms, are_reset_and_stopped_without_delaying_the_lab) {
  const auto& [program, as] = GetParam();
  const Figures harmless = play("sleeps", as);
  const Figures figures = play(program, as);
  std::printf(
      "figure: %s: longest drain %.1f ms, reset %.0f ms, stop %.0f ms (harmless %.1f, %.0f, "
      "%.0f)\n",
      program.c_str(), static_cast<double>(figures.drain_ns) / 1e6,
      static_cast<double>(figures.reset_ns) / 1e6, static_cast<double>(figures.stop_ns) / 1e6,
      static_cast<double>(harmless.drain_ns) / 1e6, static_cast<double>(harmless.reset_ns) / 1e6,
      static_cast<double>(harmless.stop_ns) / 1e6);
  // The figures show less than a second; the limit allows for a busy machine.
  constexpr std::uint64_t drain_max_ns = 100 * ns_per_ms, end_max_ns = 4000 * ns_per_ms;
  EXPECT_LT(figures.drain_ns, drain_max_ns);
  EXPECT_LT(figures.reset_ns, end_max_ns + 10 * harmless.reset_ns);
  EXPECT_LT(figures.stop_ns, end_max_ns + 10 * harmless.stop_ns);
}

std::string case_name(const ::testing::TestParamInfo<std::tuple<std::string, HostileAs>>& each) {
  constexpr const char* names[] = {"own", "own_no_namespaces", "foreign"};
  return std::get<0>(each.param) + "_" + names[static_cast<int>(std::get<1>(each.param))];
}

INSTANTIATE_TEST_SUITE_P(All, HostilePrograms,
                         ::testing::Combine(::testing::ValuesIn(hostile_programs()),
                                            ::testing::Values(HostileAs::own,
                                                              HostileAs::own_without_namespaces,
                                                              HostileAs::foreign)),
                         case_name);

}  // namespace
}  // namespace sharedfate::testing
