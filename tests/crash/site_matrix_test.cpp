// Fault x site x kind of lane: each cell injects a real fault and checks which process dies, with
// which wait status, and what is lost. matrix.py runs each cell in a process of its own and counts
// the results.
#include <gtest/gtest.h>

#include <csignal>

#include "core/fault/combination.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

constexpr std::uint64_t task_count = 40;
constexpr std::uint64_t deaths_at_start = 6;  ///< the lane gives up at the sixth within 10 s

/// Whether some workers are asked to stop, or the lane as a whole.
enum class Leaving { some_workers, whole_lane };

using Cell = std::tuple<FaultId, SiteId, LaneKind, Leaving, bool>;

class Site : public ::testing::TestWithParam<Cell> {
 protected:
  void SetUp() override {
    if (const std::string reason = sanitizer_changes(fault().id); !reason.empty())
      GTEST_SKIP() << "sanitizer: " << reason;
    // Longer than any task, unless the fault needs the deadline to end.
    options_.deadline_ms = 60'000;
    if (fault().needs_deadline) options_.deadline_ms = site() == SiteId::start ? 250 : 1'500;
    options_.use_namespaces = std::get<4>(GetParam());
    lanes_.open(lane_of(kind()), options_);
    if (options_.use_namespaces && lanes_.lane().containment != Containment::pid_namespace)
      GTEST_SKIP() << "no namespaces: " << lanes_.lane().containment_note;
    victim_ = lanes_.lane().spec.workers == 1 ? 1 : 3;
    if (!why_invalid_in(fault().id, site(), kind()).empty()) return;
    bystander_ = lanes_.open(lane_of(LaneKind::threads, 2), {});
    lanes_.submit(10, {WorkloadId::wait, 1}, bystander_);
    lanes_.submit(task_count, {WorkloadId::mixed, 500});
    ASSERT_TRUE(lanes_.wait_quiescent());
    others_before_ = lanes_.worker_pids();
    others_before_.erase(victim_);
    victim_before_ = lanes_.worker(victim_);
    lane_process_before_ = lanes_.lane().lane_pid;
  }

  [[nodiscard]] static const FaultRow& fault() { return fault_row(std::get<0>(GetParam())); }
  [[nodiscard]] static SiteId site() { return std::get<1>(GetParam()); }
  [[nodiscard]] static LaneKind kind() { return std::get<2>(GetParam()); }
  [[nodiscard]] static bool whole_lane_leaves() {
    return std::get<3>(GetParam()) == Leaving::whole_lane || kind() == LaneKind::serial;
  }
  [[nodiscard]] static bool shared_fate() { return lane_kind_row(kind()).one_address_space; }

  /// In its second task where the site is in a task, after its first task where it waits for the
  /// queue or locks it, otherwise at the first passage.
  [[nodiscard]] FaultSpec fault_spec() const {
    const std::uint64_t at_task = site_row(site()).in_task                              ? 2
                                  : site() == SiteId::waiting || site() == SiteId::lock ? 1
                                                                                        : 0;
    return {fault().id, victim_, at_task, site()};
  }

  /// Asks the victim to stop, where the site is shutdown.
  void request_stop() {
    if (site() != SiteId::shutdown) return;
    if (whole_lane_leaves()) {
      lanes_.ask(StopLane{});
    } else {
      lanes_.ask(SetWorkers{victim_ - 1});
    }
  }
  void bring_about();
  void check_stop_and_continue();
  void check_lane_ends();
  void check_stray_write();
  void check_report();
  void check_threads_process();
  void check_one_worker();
  void check_gives_up();
  void check_works_again(const Account& before);
  void check_bystander() {
    lanes_.ask(OpenGate{}, bystander_);
    ASSERT_TRUE(lanes_.wait_quiescent(bystander_));
    EXPECT_EQ(lanes_.account(bystander_), (Account{.submitted = 10, .done = 10}));
    EXPECT_EQ(lanes_.lane(bystander_).death_count, 0U);
  }

  LaneUnderTest lanes_;
  LaneOptions options_;
  LaneIndex bystander_ = 0;
  int victim_ = 0, lane_process_before_ = 0;
  WorkerModel victim_before_;
  std::map<int, int> others_before_;
  Death death_;
};

void Site::bring_about() {
  // At start and shutdown, on a busy machine, a leak has too little time to reach its usual limit.
  if (fault().heavy && (site() == SiteId::start || site() == SiteId::shutdown)) {
    const int pid = site() == SiteId::start ? lane_process_before_ : victim_before_.pid;
    EXPECT_EQ(limit_growth(pid, 32 << 20), "");
  }
  lanes_.ask(InjectFault{fault_spec()});
  const bool with_tasks = fault_spec().at_task > 0 || fault().end.none;
  if (with_tasks) lanes_.ask(OpenGate{});
  request_stop();
  // The scheduler decides how many tasks the victim gets: there must always be one more to take.
  ASSERT_TRUE(lanes_.wait_until("what the fault does", [&] {
    if (lanes_.lane().death_count > 0 || lanes_.account().failed > 0) return true;
    if (with_tasks && lanes_.lane().quiescent()) lanes_.submit(10, {WorkloadId::wait, 2});
    return false;
  }));
  if (fault().end.none) return;
  ASSERT_EQ(lanes_.lane().deaths[0].report.worker, victim_);
  death_ = lanes_.lane().deaths[0];
}

/// What the kernel and the crash record say about the end.
void Site::check_report() {
  const DeathReport& report = death_.report;
  EXPECT_EQ(report.signal, fault().end.signal);
  EXPECT_EQ(report.exit_code, fault().end.signal == 0 ? fault().end.exit_code : 0);
  EXPECT_EQ(report.fault, fault().name);
  EXPECT_EQ(report.task != 0, site_row(site()).in_task);
  const int signal = fault().end.signal;
  const bool has_crash_record = signal != 0 && signal != SIGKILL;
  EXPECT_EQ(report.stack.empty(), !has_crash_record) << "a handler writes the stack, where one can";
  const bool whole = has_crash_record && report.stack.size() < CrashRecord::frame_count_max;
  EXPECT_TRUE(!whole || shared_fate() || report.stack.back() == "sharedfate::run_worker_process")
      << report.stack.back();
  if (site() != SiteId::start) {
    EXPECT_EQ(report.pid, victim_before_.pid);
    EXPECT_EQ(report.tid, victim_before_.tid);
  } else if (shared_fate()) {
    EXPECT_EQ(report.pid, lane_process_before_);
  } else {
    EXPECT_NE(report.pid, victim_before_.pid) << "it was sent home; the one that followed died";
  }
  EXPECT_FALSE(lanes_.pids().contains(report.pid));
  EXPECT_FALSE(exists(report.pid)) << "the process is still there";
}

void Site::check_works_again(const Account& before) {
  lanes_.ask(RestartLane{});
  ASSERT_TRUE(lanes_.wait_ready());
  EXPECT_EQ(lanes_.account(), before) << "a restart gives nothing back and takes nothing away";
  lanes_.submit(20, {WorkloadId::square, 0});
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, before.done + 20);
}

/// The lane process dies, at whichever site, and everything that it held is lost.
void Site::check_threads_process() {
  EXPECT_EQ(death_.scope, Death::Scope::lane_process);
  EXPECT_EQ(lanes_.lane().state, LaneState::dead);
  EXPECT_EQ(lanes_.lane().alive(), 0);
  EXPECT_EQ(lanes_.lane().death_count, 1U);
  EXPECT_NE(lanes_.lane().lane_pid, lane_process_before_);
  const Account account = lanes_.account();
  EXPECT_EQ(account.lost, death_.lost_running + death_.lost_queued);
  EXPECT_EQ(account.done + account.lost + account.cancelled, account.submitted);
  EXPECT_GE(death_.lost_running, site_row(site()).in_task ? 1U : 0U);
  EXPECT_LE(death_.lost_running, others_before_.size() + 1);
  // The gate was closed: no task ran, and all were queued in the lane process's memory.
  if (fault_spec().at_task == 0) {
    EXPECT_EQ(death_.lost_running, 0U);
    const bool stopped = site() == SiteId::shutdown && whole_lane_leaves();
    EXPECT_EQ(stopped ? account.cancelled : account.lost, task_count);
  }
  check_works_again(account);
}

/// One worker process dies, with its task if it ran one; the other workers are the same as before,
/// and all other tasks are done.
void Site::check_one_worker() {
  EXPECT_EQ(death_.scope, Death::Scope::worker);
  EXPECT_TRUE(death_.also_died.empty());
  EXPECT_EQ(death_.lost_queued, 0U);
  EXPECT_EQ(death_.lost_running, site_row(site()).in_task ? 1U : 0U);
  if (site() == SiteId::shutdown && whole_lane_leaves()) {
    ASSERT_TRUE(lanes_.wait_until("the rest of the lane leaves",
                                  [&] { return lanes_.lane().state == LaneState::stopped; }));
    EXPECT_EQ(lanes_.account().cancelled, task_count);
    return check_works_again(lanes_.account());
  }
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_ready());
  ASSERT_TRUE(lanes_.wait_quiescent());
  const Account account = lanes_.account();
  EXPECT_EQ(account.lost, death_.lost_running);
  EXPECT_EQ(account.done + account.lost, account.submitted) << "every other task is done";
  EXPECT_EQ(lanes_.lane().lane_pid, lane_process_before_);
  EXPECT_EQ(lanes_.lane().death_count, 1U);
  EXPECT_EQ(lanes_.lane().respawns, site() == SiteId::shutdown ? 0U : 1U);
  for (const auto& [number, pid] : lanes_.worker_pids()) {
    if (number == victim_) {
      EXPECT_NE(pid, victim_before_.pid);
    } else {
      EXPECT_EQ(pid, others_before_[number]) << "worker " << number;
    }
  }
}

/// Every replacement dies before its ready message: nothing is lost until the lane gives up and
/// reports it.
void Site::check_gives_up() {
  EXPECT_EQ(death_.lost_running + death_.lost_queued, 0U) << "its tasks stay queued";
  ASSERT_TRUE(lanes_.wait_until("the lane gives up", [&] {
    if (lanes_.lane().state == LaneState::failed) return true;
    EXPECT_EQ(lanes_.account().queued, task_count);
    return false;
  }));
  EXPECT_NE(lanes_.lane().trouble.find("before they were ready"), std::string::npos)
      << lanes_.lane().trouble;
  // A machine that starts fewer than six within 10 s needs more deaths.
  EXPECT_GE(lanes_.lane().death_count, deaths_at_start);
  for (const Death& death : lanes_.lane().deaths) {
    EXPECT_EQ(death.report.fault, fault().name);
    EXPECT_EQ(death.report.signal, fault().end.signal);
    EXPECT_EQ(death.lost_running, 0U);
  }
  const Account account = lanes_.account();
  EXPECT_EQ(account, (Account{.submitted = task_count, .lost = task_count}));
  check_works_again(account);
}

/// The kernel reports the victim as stopped; after SIGCONT from outside all workers go on, and
/// nothing is lost.
void Site::check_stop_and_continue() {
  lanes_.ask(InjectFault{fault_spec()});
  const bool with_tasks = fault_spec().at_task > 0;
  if (with_tasks) lanes_.ask(OpenGate{});
  request_stop();
  int stopped_pid = 0;
  ASSERT_TRUE(lanes_.wait_until("the process stands still", [&] {
    if (with_tasks && lanes_.lane().quiescent()) lanes_.submit(10, {WorkloadId::wait, 2});
    const WorkerModel* const victim = find_worker(lanes_.lane(), victim_);
    if (victim == nullptr || scheduling_state(victim->pid, victim->pid) != 'T') return false;
    stopped_pid = victim->pid;
    return true;
  }));
  EXPECT_EQ(stopped_pid == victim_before_.pid, site() != SiteId::start || shared_fate());
  if (site() == SiteId::shutdown && whole_lane_leaves()) {
    // A process that is stopped cannot obey the stop request: it is killed after the grace period.
    ASSERT_TRUE(lanes_.wait_until("the lane is over",
                                  [&] { return lanes_.lane().state == LaneState::stopped; }));
    EXPECT_EQ(lanes_.account().cancelled, task_count);
    return;
  }
  ::kill(stopped_pid, SIGCONT);
  lanes_.ask(OpenGate{});
  ASSERT_TRUE(lanes_.wait_ready());
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, lanes_.account().submitted);
  EXPECT_EQ(lanes_.lane().death_count, 0U);
  EXPECT_EQ(lanes_.lane().lane_pid, lane_process_before_);
}

/// A fault that names no worker ends the lane at once: no task has run, and the whole queue is
/// lost.
void Site::check_lane_ends() {
  lanes_.ask(InjectFault{fault_spec()});
  ASSERT_TRUE(lanes_.wait_deaths(1));
  death_ = lanes_.lane().deaths[0];
  const ExpectedEnd& end = fault().end_in(shared_fate());
  const bool of_lane_process = fault().target == FaultTarget::lane_process;
  EXPECT_EQ(death_.scope, of_lane_process ? Death::Scope::lane_process : Death::Scope::supervisor);
  EXPECT_EQ(death_.report.fault, fault().name);
  EXPECT_EQ(death_.report.signal, end.signal);
  EXPECT_EQ(death_.report.exit_code, end.exit_code);
  EXPECT_EQ(lanes_.account(), (Account{.submitted = task_count, .lost = task_count}));
  check_works_again(lanes_.account());
}

/// The writer hits a random word and goes on. The effect is chance, within the memory that the
/// writer reaches: at most one task fails, or the process of that task dies.
void Site::check_stray_write() {
  lanes_.ask(InjectFault{fault_spec()});
  const bool with_tasks = fault_spec().at_task > 0;
  if (with_tasks) lanes_.ask(OpenGate{});
  request_stop();
  ASSERT_TRUE(lanes_.wait_until("it has written, or is gone", [&] {
    if (lanes_.lane().death_count > 0) return true;
    if (with_tasks && lanes_.lane().quiescent()) lanes_.submit(10, {WorkloadId::wait, 2});
    const WorkerModel* const victim = find_worker(lanes_.lane(), victim_);
    const bool gone = victim == nullptr || !victim->alive();
    return (site() == SiteId::shutdown && gone) || (victim != nullptr && victim->stray_writes > 0);
  }));
  if (lanes_.lane().death_count > 0) {
    EXPECT_NE(site(), SiteId::start) << "no task runs yet: there is nothing to hit";
    EXPECT_EQ(lanes_.lane().deaths[0].report.signal, SIGSEGV);
    EXPECT_EQ(lanes_.lane().deaths[0].report.fault, "");
  }
  ASSERT_TRUE(lanes_.wait_until("rest", [&] { return lanes_.lane().quiescent(); }));
  const Account account = lanes_.account();
  EXPECT_LE(account.failed, 1U);
  EXPECT_TRUE(account.balanced());
  EXPECT_LE(account.lost, shared_fate() ? account.submitted : 1U);
}

TEST_P(Site, decides_what_is_lost_and_the_kind_of_lane_which_process_dies) {
  if (const auto reason = why_invalid_in(fault().id, site(), kind()); !reason.empty()) {
    const Status refused = lanes_.lab().request(0, InjectFault{fault_spec()});
    ASSERT_FALSE(refused) << "it is declared to make no sense";
    ASSERT_NE(refused.error().text().find(reason), std::string::npos) << refused.error().text();
    GTEST_SKIP() << "declared: " << reason;
  }
  if (fault().needs_partner) GTEST_SKIP() << "elsewhere: a deadlock of two has tests of its own";
  if (fault().id == FaultId::cont) GTEST_SKIP() << "elsewhere: it comes with each cell of stop";
  if (!fault().names_worker()) {
    check_lane_ends();
    return check_bystander();
  }
  if (fault().stray_write) {
    check_stray_write();
    return check_bystander();
  }
  if (fault().id == FaultId::stop) {
    check_stop_and_continue();
    return check_bystander();
  }
  bring_about();
  if (HasFatalFailure()) return;
  if (fault().end.none) {
    ASSERT_TRUE(lanes_.wait_quiescent());
    EXPECT_EQ(lanes_.account().failed, 1U);
    EXPECT_EQ(lanes_.account().done, lanes_.account().submitted - 1);
    EXPECT_EQ(lanes_.worker(victim_).failed, 1U);
    EXPECT_EQ(lanes_.lane().death_count, 0U);
    return check_bystander();
  }
  check_report();
  if (shared_fate())
    check_threads_process();
  else if (site() == SiteId::start)
    check_gives_up();
  else
    check_one_worker();
  check_bystander();
}

std::string name_of(const ::testing::TestParamInfo<Cell>& parameter) {
  const auto& [fault, site, kind, leaving, use_namespaces] = parameter.param;
  std::string site_name(site_row(site).name);
  std::replace(site_name.begin(), site_name.end(), '-', '_');
  return std::string(fault_row(fault).name) + "_" + site_name + "_" + kind_name(kind) +
         (leaving == Leaving::whole_lane ? "_whole_lane" : "") +
         (use_namespaces ? "" : "_no_namespaces");
}

std::vector<FaultId> every_fault() {
  std::vector<FaultId> ids;
  for (const FaultRow& row : faults()) {
    if (!row.python_only) ids.push_back(row.id);
  }
  return ids;
}

std::vector<SiteId> every_site() {
  std::vector<SiteId> ids;
  for (const SiteRow& row : sites()) ids.push_back(row.id);
  return ids;
}

/// shared_queue_test.cpp tests deaths of workers that hold the lock of a shared queue.
std::vector<SiteId> sites_beyond_lock() {
  std::vector<SiteId> ids = every_site();
  std::erase(ids, SiteId::lock);
  return ids;
}

using ::testing::Combine, ::testing::Values, ::testing::ValuesIn;

INSTANTIATE_TEST_SUITE_P(Matrix, Site,
                         Combine(ValuesIn(every_fault()), ValuesIn(every_site()),
                                 ValuesIn(kinds_by_isolation), Values(Leaving::some_workers),
                                 Values(true)),
                         name_of);
// A sample: without namespaces only the cleanup of the dead lane differs, whatever the fault.
INSTANTIATE_TEST_SUITE_P(Sample, Site,
                         Combine(Values(FaultId::segv), ValuesIn(every_site()),
                                 ValuesIn(kinds_by_isolation), Values(Leaving::some_workers),
                                 Values(false)),
                         name_of);
// A sample: these workers differ from other worker processes in how they take a task.
INSTANTIATE_TEST_SUITE_P(SharedQueue, Site,
                         Combine(Values(FaultId::segv, FaultId::kill),
                                 ValuesIn(sites_beyond_lock()), ValuesIn(kinds_of_shared_queue),
                                 Values(Leaving::some_workers), Values(true)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(WholeLane, Site,
                         Combine(Values(FaultId::segv, FaultId::exit, FaultId::kill),
                                 Values(SiteId::shutdown), ValuesIn(concurrent_kinds),
                                 Values(Leaving::whole_lane), Values(true)),
                         name_of);

}  // namespace
}  // namespace sharedfate::testing
