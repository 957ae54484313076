// Law 2: what a worker can write is untrusted. Somebody who holds a worker's memory scribbles over
// all of it: the observer lives, and the other lane does not notice.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <random>

#include "core/system/shared_memory.h"
#include "core/wire/worker_memory.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class HostileWorker : public ::testing::Test {
 protected:
  void SetUp() override {
    victim_ = lab_.open(lane_of(LaneKind::processes, 2), {}).value();
    other_ = lab_.open(lane_of(LaneKind::threads, 2), {}).value();
    ASSERT_TRUE(drain_until([&] { return ready(victim_, 2) && ready(other_, 2); }));
    // A worker process has its memory as descriptor 3.
    const int pid = model_.lanes[static_cast<std::size_t>(victim_)].workers[0].pid;
    memory_ =
        Descriptor(::open(("/proc/" + std::to_string(pid) + "/fd/3").c_str(), O_RDWR | O_CLOEXEC));
    if (!memory_.valid() && (errno == EACCES || errno == EPERM)) {
      GTEST_SKIP() << "the kernel does not let this user open another process's memory";
    }
    ASSERT_TRUE(memory_.valid());
  }
  bool drain_until(const std::function<bool()>& reached) {
    for (int drains = 0; drains < limit_ms_default / 2; ++drains) {
      lab_.drain([this](const Event& event) { apply(model_, event); });
      if (reached()) return true;
      lab_.wait(2);
    }
    return false;
  }
  [[nodiscard]] const LaneModel& lane(LaneIndex index) const {
    return model_.lanes.at(static_cast<std::size_t>(index));
  }
  [[nodiscard]] bool ready(LaneIndex index, int workers) const {
    if (model_.lanes.size() <= static_cast<std::size_t>(index)) return false;
    for (const WorkerModel& worker : lane(index).workers) {
      if (worker.tid == 0 || worker.state == WorkerState::starting) return false;
    }
    return lane(index).alive() == workers;
  }

  void expect_as_new_after_a_reset() {
    const std::uint32_t before = lane(victim_).incarnation;
    ASSERT_TRUE(lab_.request(victim_, ResetLane{}));
    ASSERT_TRUE(
        drain_until([&] { return lane(victim_).incarnation > before && ready(victim_, 2); }));
    EXPECT_EQ(lane(victim_).account(), Account{});
    ASSERT_TRUE(lab_.request(victim_, SubmitTasks{{WorkloadId::square, 0}, 100}));
    ASSERT_TRUE(lab_.request(victim_, OpenGate{}));
    ASSERT_TRUE(drain_until([&] { return lane(victim_).account().done == 100; }));
  }

  Lab lab_;
  Model model_;
  LaneIndex victim_ = 0, other_ = 0;
  Descriptor memory_;
};

TEST_F(HostileWorker, cannot_take_the_memory_away) {
  EXPECT_NE(::ftruncate(memory_.get(), 0), 0) << "its reader would die of SIGBUS";
  EXPECT_NE(::ftruncate(memory_.get(), 1 << 30), 0);
  EXPECT_NE(::fcntl(memory_.get(), F_ADD_SEALS, F_SEAL_WRITE), 0);
}

TEST_F(HostileWorker, that_scribbles_is_not_believed) {
  void* const place =
      ::mmap(nullptr, sizeof(WorkerMemory), PROT_READ | PROT_WRITE, MAP_SHARED, memory_.get(), 0);
  ASSERT_NE(place, MAP_FAILED);
  std::mt19937_64 random(9);
  auto* const words = static_cast<std::uint64_t*>(place);
  const std::size_t count = sizeof(WorkerMemory) / sizeof(std::uint64_t);
  ASSERT_TRUE(lab_.request(other_, SubmitTasks{{WorkloadId::primes, 2'000}, 500}));
  ASSERT_TRUE(lab_.request(other_, OpenGate{}));
  for (int round = 0; round < 200; ++round) {
    // All of it at first, then a word here and there: both make other nonsense.
    for (std::size_t i = 0; i < (round < 20 ? count : 64); ++i) {
      words[round < 20 ? i : random() % count] = random() >> (random() % 64);
    }
    lab_.drain([this](const Event& event) { apply(model_, event); });
  }
  ::munmap(place, sizeof(WorkerMemory));
  EXPECT_GT(lane(victim_).records_rejected, 0U) << "it is said that nonsense came";
  ASSERT_TRUE(drain_until([&] { return lane(other_).account().done == 500; }));
  EXPECT_TRUE(lane(other_).account().balanced());
  EXPECT_EQ(lane(other_).death_count, 0U);
  EXPECT_EQ(lane(other_).records_rejected, 0U);

  expect_as_new_after_a_reset();
}

/// Every header is as it should be and each event comes the way that events come; what they say,
/// and the tallies beside them, is anything. Now and then the ring runs backwards.
TEST_F(HostileWorker, a_million_events_in_good_form_harm_nobody) {
  constexpr std::uint64_t events = 1'000'000, burst = 5'000;
  auto memory = Mapping<WorkerMemory>::map(memory_.get(), Access::read_write);
  ASSERT_TRUE(memory);
  WorkerMemory& worker = *memory.value();
  ASSERT_TRUE(lab_.request(other_, SubmitTasks{{WorkloadId::primes, 2'000}, 500}));
  ASSERT_TRUE(lab_.request(other_, OpenGate{}));
  std::mt19937_64 random(10);
  const auto anything = [&] { return random() >> (random() % 64); };
  std::uint64_t backwards = 0;
  for (std::uint64_t written = 0; written < events; written += burst) {
    for (std::uint64_t i = 0; i < burst; ++i)
      worker.ring.push({anything(), anything(), anything(), anything()});
    worker.failed.store(anything());
    worker.steps.store(anything());
    worker.task.store(anything());
    worker.activity.store(static_cast<std::uint32_t>(anything()));
    lab_.drain([this](const Event& event) { apply(model_, event); });
    if (written / burst % 50 == 49) {
      worker.ring.head.store(worker.ring.head.load() / 2);
      ++backwards;
      lab_.drain([this](const Event& event) { apply(model_, event); });
    }
  }
  EXPECT_EQ(lane(victim_).records_seen + lane(victim_).records_missed, events);
  EXPECT_GE(lane(victim_).records_rejected, backwards) << "it is said that nonsense came";
  ASSERT_TRUE(drain_until([&] { return lane(other_).account().done == 500; }));
  EXPECT_EQ(lane(other_).account(), (Account{.submitted = 500, .done = 500}));
  EXPECT_EQ(lane(other_).death_count, 0U);
  EXPECT_EQ(lane(other_).records_rejected, 0U);
  expect_as_new_after_a_reset();
}

}  // namespace
}  // namespace sharedfate::testing
