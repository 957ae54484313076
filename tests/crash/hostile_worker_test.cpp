// What a worker can write is not trusted. A worker's shared memory is overwritten with nonsense:
// the observer survives and the other lane is unaffected.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "core/system/shared_memory.h"
#include "core/wire/worker_memory.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

/// The address at which the process maps its worker memory; 0: it does not.
std::uint64_t find_worker_memory(int pid) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("/memfd:sharedfate-worker") != std::string::npos)
      return std::stoull(line, nullptr, 16);
  }
  return 0;
}

class HostileWorker : public ::testing::Test {
 protected:
  void SetUp() override {
    victim_ = lab_.open(lane_of(LaneKind::processes, 2), {}).value();
    other_ = lab_.open(lane_of(LaneKind::threads, 2), {}).value();
    ASSERT_TRUE(drain_until([&] { return ready(victim_, 2) && ready(other_, 2); }));
    pid_ = model_.lanes[static_cast<std::size_t>(victim_)].workers[0].pid;
    process_ =
        Descriptor(::open(("/proc/" + std::to_string(pid_) + "/mem").c_str(), O_RDWR | O_CLOEXEC));
    if (!process_.valid() && (errno == EACCES || errno == EPERM)) {
      GTEST_SKIP() << "the kernel does not let this user write another process's memory";
    }
    ASSERT_TRUE(process_.valid());
    place_ = find_worker_memory(pid_);
    ASSERT_NE(place_, 0U);
    ASSERT_EQ(::pread(process_.get(), words_, sizeof(WorkerMemory), offset_of(0)),
              static_cast<ssize_t>(sizeof(WorkerMemory)));
  }
  /// Writes `count` words of `words_`, from `first` on, into the worker's memory, as the worker
  /// itself could.
  void write_words(std::size_t first, std::size_t count) {
    const std::size_t size = count * sizeof(std::uint64_t);
    ASSERT_EQ(::pwrite(process_.get(), words_ + first, size, offset_of(first)),
              static_cast<ssize_t>(size));
  }
  [[nodiscard]] off_t offset_of(std::size_t word) const {
    return static_cast<off_t>(place_ + word * sizeof(std::uint64_t));
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
  int pid_ = 0;         ///< of the first worker
  Descriptor process_;  ///< /proc/PID/mem of the first worker
  std::uint64_t place_ = 0;
  std::unique_ptr<WorkerMemory> memory_ = std::make_unique<WorkerMemory>();
  /// `memory_` as words.
  std::uint64_t* words_ = reinterpret_cast<std::uint64_t*>(memory_.get());
  static constexpr std::size_t word_count = sizeof(WorkerMemory) / sizeof(std::uint64_t);
};

TEST(SharedMemory, cannot_be_resized_or_sealed_by_its_holder) {
  const auto memory = create_shared_memory("sharedfate-worker", sizeof(WorkerMemory));
  ASSERT_TRUE(memory);
  EXPECT_NE(::ftruncate(memory.value().get(), 0), 0) << "its reader would die of SIGBUS";
  EXPECT_NE(::ftruncate(memory.value().get(), 1 << 30), 0);
  EXPECT_NE(::fcntl(memory.value().get(), F_ADD_SEALS, F_SEAL_WRITE), 0);
}

TEST_F(HostileWorker, that_writes_nonsense_is_not_trusted) {
  // Otherwise it would act on what it reads there and crash.
  ASSERT_EQ(::kill(pid_, SIGSTOP), 0);
  std::mt19937_64 random(9);
  ASSERT_TRUE(lab_.request(other_, SubmitTasks{{WorkloadId::primes, 2'000}, 500}));
  ASSERT_TRUE(lab_.request(other_, OpenGate{}));
  for (int round = 0; round < 200; ++round) {
    // First all of it, later single words: the two lead to different invalid states.
    const auto write_nonsense = [&](std::size_t first, std::size_t count) {
      for (std::size_t i = first; i < first + count; ++i) words_[i] = random() >> (random() % 64);
      write_words(first, count);
    };
    if (round < 20) write_nonsense(0, word_count);
    for (int i = 0; round >= 20 && i < 64; ++i) write_nonsense(random() % word_count, 1);
    lab_.drain([this](const Event& event) { apply(model_, event); });
  }
  EXPECT_GT(lane(victim_).records_rejected, 0U) << "it is said that nonsense came";
  ASSERT_TRUE(drain_until([&] { return lane(other_).account().done == 500; }));
  EXPECT_TRUE(lane(other_).account().balanced());
  EXPECT_EQ(lane(other_).death_count, 0U);
  EXPECT_EQ(lane(other_).records_rejected, 0U);

  expect_as_new_after_a_reset();
}

/// The headers and the form of the events are valid; their contents and the tallies are random.
/// Every 50 bursts the head of the ring goes backwards.
TEST_F(HostileWorker, a_million_well_formed_random_events_do_no_harm) {
  constexpr std::uint64_t events = 1'000'000, burst = 5'000;
  WorkerMemory& worker = *memory_;
  ASSERT_TRUE(lab_.request(other_, SubmitTasks{{WorkloadId::primes, 2'000}, 500}));
  ASSERT_TRUE(lab_.request(other_, OpenGate{}));
  std::mt19937_64 random(10);
  const auto anything = [&] { return random() >> (random() % 64); };
  std::uint64_t backwards = 0;
  for (std::uint64_t written = 0; written < events; written += burst) {
    for (std::uint64_t i = 0; i < burst; ++i)
      worker.ring.push({anything(), anything(), anything(), anything()});
    worker.failed.store(anything());
    worker.sequence.store(anything());
    worker.task.store(anything());
    worker.activity.store(static_cast<std::uint32_t>(anything()));
    write_words(0, word_count);
    lab_.drain([this](const Event& event) { apply(model_, event); });
    if (written / burst % 50 == 49) {
      worker.ring.head.store(worker.ring.head.load() / 2);
      ++backwards;
      write_words(0, word_count);
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
