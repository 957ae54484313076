// The crash record of a dying thread is known before its death, even if the kernel first has to
// free a large memory.
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/lab/lab.h"
#include "core/lane/crash_record.h"
#include "core/lane/lane_process.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

/// The parent, which would report the death, is stopped: only the worker's memory shows it.
TEST(CrashRecord, is_read_before_the_parent_reports_the_death) {
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::processes));
  lanes.submit(40, {WorkloadId::wait, 1});
  lanes.ask(InjectFault{{FaultId::segv, 3, 1}});
  ASSERT_TRUE(lanes.wait_quiescent());
  const int parent = lanes.lane().lane_pid;
  ASSERT_EQ(::kill(parent, SIGSTOP), 0);
  ASSERT_TRUE(lanes.wait_until("the parent is stopped",
                               [&] { return scheduling_state(parent, parent) == 'T'; }));
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_until("the crash record was read",
                               [&] { return lanes.worker(3).dying_of == SIGSEGV; }));
  EXPECT_EQ(lanes.lane().death_count, 0U) << "the death is not known yet";
  EXPECT_TRUE(lanes.worker(3).dying_at_address);
  EXPECT_EQ(lanes.worker(3).dying_address, 0U);
  EXPECT_TRUE(lanes.worker(3).alive()) << "the account waits for the death";
  ASSERT_EQ(::kill(parent, SIGCONT), 0);
  ASSERT_TRUE(lanes.wait_deaths(1));
  ASSERT_TRUE(lanes.wait_ready());
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.worker(3).dying_of, 0) << "the replacement is well";
}

/// The worker ends while a drain reads its memory. A new sequence word after the crash record would
/// mean that the worker went on.
TEST(CrashRecord, comes_after_the_last_sequence_word) {
  constexpr int victim = 3;
  constexpr std::uint64_t last_sequences = 3;  // started, ended, started: in its second task
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::processes));
  lanes.submit(40, {WorkloadId::wait, 100});
  lanes.ask(InjectFault{{FaultId::segv, victim, 2}});
  ASSERT_TRUE(lanes.wait_quiescent());
  const Descriptor pidfd = watch_process(lanes.worker(victim).pid);
  bool was_waited_for = false, has_spoken = false, has_died = false;
  std::uint64_t last_sequence = 0;
  lanes.watch = [&](const Event& event) {
    if (const auto* words = std::get_if<CrashRecorded>(&event))
      has_spoken = has_spoken || words->worker == victim;
    if (const auto* died = std::get_if<WorkerDied>(&event))
      has_died = has_died || died->death.worker == victim;
    const auto* tally = std::get_if<WorkerTallied>(&event);
    if (tally == nullptr || tally->worker != victim || has_died) return;
    EXPECT_FALSE(has_spoken && tally->sequence != last_sequence) << tally->sequence << " steps";
    last_sequence = tally->sequence;
    if (was_waited_for || tally->sequence >= last_sequences) return;
    was_waited_for = true;
    EXPECT_TRUE(ends_within(pidfd, limit_ms_default));
  };
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_deaths(1));
  EXPECT_TRUE(was_waited_for);
  EXPECT_TRUE(has_spoken);
  EXPECT_EQ(last_sequence, last_sequences);
  lanes.watch = {};
  ASSERT_TRUE(lanes.wait_ready());
}

class CrashRecordInOrder : public ::testing::TestWithParam<LaneKind> {};

/// At each of these deaths the kernel frees 256 MiB.
TEST_P(CrashRecordInOrder, comes_once_and_before_each_death) {
  if (const std::string reason = sanitizer_changes(FaultId::leak); !reason.empty())
    GTEST_SKIP() << reason;
  constexpr int tries = 12;
  LaneUnderTest lanes;
  lanes.open(lane_of(GetParam(), 3));
  const int victim = std::min(2, lanes.lane().spec.workers);
  for (int i = 1; i <= tries; ++i) {
    lanes.ask(InjectFault{{FaultId::leak, victim, 0}});
    int spoken = 0, died = 0;
    lanes.watch = [&](const Event& event) {
      if (const auto* words = std::get_if<CrashRecorded>(&event)) {
        EXPECT_EQ(died, 0) << "the words come before the death";
        EXPECT_EQ(words->worker, victim);
        EXPECT_EQ(words->signal, SIGABRT);
        ++spoken;
      }
      if (std::holds_alternative<WorkerDied>(event) ||
          std::holds_alternative<LaneProcessDied>(event))
        ++died;
    };
    ASSERT_TRUE(lanes.wait_until("the death is known", [&] { return died > 0; }));
    EXPECT_EQ(spoken, 1);
    lanes.watch = {};
    if (lane_kind_row(GetParam()).one_address_space) lanes.ask(RestartLane{});
    ASSERT_TRUE(lanes.wait_ready());
  }
  EXPECT_EQ(lanes.lane().death_count, static_cast<std::uint64_t>(tries));
}

INSTANTIATE_TEST_SUITE_P(Lanes, CrashRecordInOrder, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

#if defined(__x86_64__)
/// Not a canonical address: the processor's exception for it carries no address.
__attribute__((no_sanitize("address", "undefined"))) void write_to_no_address() {
  *reinterpret_cast<volatile int*>(std::uintptr_t{0x4141'4141'4141'4140}) = 42;
}

TEST(CrashRecordOfAThread, HasNoAddressWhereTheProcessorGivesNone) {
  auto place = create_worker_memory(1, 1);
  ASSERT_TRUE(place);
  const pid_t child = ::fork();
  if (child == 0) {
    prepare_crash_record();
    arm_crash_record(*place.value().memory);
    write_to_no_address();
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV) << status;
  const CrashRecord& words = place.value().memory->crash_record;
  EXPECT_EQ(words.complete.load(), 1U);
  EXPECT_EQ(words.signal, SIGSEGV);
  EXPECT_EQ(words.has_address, 0U);
}
#endif

}  // namespace
}  // namespace sharedfate::testing
