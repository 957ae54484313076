// What threads share, what each process has for itself after a fork, and what processes share on
// request, together with what the kernel reports of the pages.
#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "core/experiment/memory_group.h"
#include "core/measure/measurement_run.h"
#include "core/system/process_facts.h"
#include "tests/lane/kernel_facts.h"

namespace sharedfate::testing {
namespace {

constexpr std::uint32_t each = 3;
constexpr auto own = MemoryCell::counter;
constexpr auto shared = MemoryCell::shared;

class Memory : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = MemoryGroup::start(each);
    ASSERT_TRUE(started) << started.error().text();
    group.emplace(started.take());
    parent = group->workers().parent();
    all = group->workers().count();
  }
  [[nodiscard]] const MemoryView& view(std::uint32_t worker) const {
    return group->workers().view(worker);
  }
  [[nodiscard]] PageFacts page(std::uint32_t worker) const { return view(worker).cell(own).page; }
  [[nodiscard]] bool use_is_known() const { return page(parent).use != PageUse::unknown; }
  [[nodiscard]] bool frames_are_known() const { return page(parent).frame != 0; }

  std::optional<MemoryGroup> group;
  std::uint32_t parent = 0, all = 0;
};

TEST_F(Memory, has_the_same_symbol_at_the_same_address_in_all) {
  std::set<int> processes, threads;
  for (std::uint32_t worker = 0; worker < all; ++worker) {
    EXPECT_EQ(view(worker).cell(own).address, view(parent).cell(own).address);
    EXPECT_TRUE(threads_of(view(worker).pid).contains(view(worker).tid)) << worker;
    processes.insert(view(worker).pid);
    threads.insert(view(worker).tid);
  }
  EXPECT_EQ(processes.size(), 2 + each) << "one of the threads, the parent, its copies";
  EXPECT_EQ(threads.size(), all);
  EXPECT_EQ(view(0).pid, view(each - 1).pid);
}

TEST_F(Memory, of_threads_is_one_that_all_of_them_write_and_read) {
  for (std::uint32_t worker = 0; worker < parent; ++worker) {
    const std::uint64_t value = 100 + worker;
    ASSERT_TRUE(group->write(worker, own, value));
    EXPECT_EQ(group->readers_of(value, own, 0, parent), each);
    EXPECT_EQ(group->readers_of(0, own, parent, all), each + 1) << "no other process sees it";
  }
  EXPECT_EQ(group->pages().copies(), 0U);
}

TEST_F(Memory, of_processes_is_one_that_each_has_for_itself) {
  for (std::uint32_t worker = parent + 1; worker < all; ++worker) {
    const std::uint64_t value = 100 + worker;
    ASSERT_TRUE(group->write(worker, own, value));
    EXPECT_EQ(group->readers_of(value, own, 0, all), 1U);
    EXPECT_EQ(group->value(parent, own), 0U) << "the parent's never moves";
  }
}

TEST_F(Memory, is_copied_at_the_first_write) {
  if (!use_is_known()) GTEST_SKIP() << "this kernel does not tell which processes have a page";
  for (std::uint32_t worker = parent; worker < all; ++worker)
    EXPECT_EQ(page(worker).use, PageUse::several);
  EXPECT_EQ(group->pages().count(parent, all), 1U);
  EXPECT_EQ(group->pages().count(0, parent), 1U);
  EXPECT_NE(group->pages().letter(0), group->pages().letter(parent));
  for (std::uint32_t worker = parent + 1; worker < all; ++worker) {
    ASSERT_TRUE(group->write(worker, own, worker));
    EXPECT_EQ(page(worker).use, PageUse::sole);
    EXPECT_GE(view(worker).page_faults, 1U) << "the copy is made in a page fault";
    EXPECT_EQ(group->pages().copies(), worker - parent);
    EXPECT_EQ(group->pages().count(parent, all), worker - parent + 1);
  }
  EXPECT_EQ(page(parent).use, PageUse::sole) << "left alone with what all had";
  const std::string letter = group->pages().letter(parent);
  ASSERT_TRUE(group->write(parent, own, 1));
  EXPECT_EQ(group->pages().letter(parent), letter)
      << "no other process has the page: nothing to copy";
  EXPECT_EQ(group->pages().copies(), each);
}

TEST_F(Memory, has_one_letter_for_each_page_frame) {
  if (!frames_are_known())
    GTEST_SKIP() << "the kernel tells frames to the machine's administrator only";
  const auto expect_one_to_one = [&] {
    for (std::uint32_t a = 0; a < all; ++a) {
      for (std::uint32_t b = 0; b < all; ++b)
        EXPECT_EQ(page(a).frame == page(b).frame,
                  group->pages().letter(a) == group->pages().letter(b))
            << a << " and " << b;
    }
  };
  expect_one_to_one();
  const std::uint64_t before = page(parent).frame;
  for (std::uint32_t worker = parent + 1; worker < all; ++worker) {
    ASSERT_TRUE(group->write(worker, own, worker));
    EXPECT_NE(page(worker).frame, before);
    expect_one_to_one();
  }
  EXPECT_EQ(page(parent).frame, before);
  ASSERT_TRUE(group->write(parent + 1, shared, 5));
  for (std::uint32_t worker = parent; worker < all; ++worker)
    EXPECT_EQ(view(worker).cell(shared).page.frame, view(parent).cell(shared).page.frame);
}

TEST_F(Memory, is_shared_between_processes_that_asked_for_it) {
  for (std::uint32_t worker = parent; worker < all; ++worker) {
    const std::uint64_t value = 100 + worker;
    ASSERT_TRUE(group->write(worker, shared, value));
    EXPECT_EQ(group->readers_of(value, shared, parent, all), each + 1);
    EXPECT_EQ(group->readers_of(0, own, parent, all), each + 1) << "the variable is another one";
  }
  EXPECT_FALSE(group->workers().has(0, shared));
}

TEST_F(Memory, loses_increments_only_where_it_is_shared) {
  constexpr std::uint64_t times = 20'000;
  const auto threads = group->increment(true, own, times);
  const auto copies = group->increment(false, own, times);
  const auto asked_for = group->increment(false, shared, times);
  ASSERT_TRUE(threads && copies && asked_for);
  // How much is lost is chance; at least 2 are left.
  for (const auto& figures : {threads.value(), asked_for.value()}) {
    EXPECT_EQ(figures.expected, each * times);
    EXPECT_LE(figures.measured, each * times);
    EXPECT_GE(figures.measured, 2U);
  }
  EXPECT_EQ(copies.value().measured, each * times) << "each in its own: nothing to lose";
  for (std::uint32_t worker = parent + 1; worker < all; ++worker)
    EXPECT_EQ(group->value(worker, own), times);
  EXPECT_EQ(group->value(parent, own), 0U);
  EXPECT_EQ(group->readers_of(group->value(0, own), own, 0, parent), each);
  EXPECT_EQ(group->readers_of(group->value(parent, shared), shared, parent, all), each + 1);
}

TEST_F(Memory, says_which_worker_has_died) {
  ASSERT_EQ(::kill(view(parent + 2).pid, SIGKILL), 0);
  const Status written = group->write(parent + 2, own, 1);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().text().find("P2"), std::string::npos) << written.error().text();
}

TEST(MemoryLab, leaves_nothing_behind) {
  const OwnFootprint before = measure_own_footprint();
  std::vector<int> pids;
  {
    auto group = MemoryGroup::start(memory_workers_max);
    ASSERT_TRUE(group) << group.error().text();
    const MemoryWorkers& workers = group.value().workers();
    for (std::uint32_t worker = 0; worker < workers.count(); ++worker) {
      if (worker != workers.parent()) pids.push_back(workers.view(worker).pid);
    }
  }
  for (const int pid : pids) EXPECT_FALSE(exists(pid)) << pid;
  const OwnFootprint after = measure_own_footprint();
  EXPECT_EQ(after.children, before.children);
  EXPECT_EQ(after.descriptors.size(), before.descriptors.size());
}

class MemoryInProcesses : public ::testing::TestWithParam<bool> {
 protected:
  [[nodiscard]] static MeasurementOptions options() {
    MeasurementOptions options;
    options.use_namespaces = GetParam();
    return options;
  }
};

double figure(const Measurement& measurement, std::string_view of, std::string_view name) {
  const MeasuredFact* const fact = measurement.fact(of, name);
  return fact == nullptr ? -1 : fact->figure.value;
}

std::string words(const Measurement& measurement, std::string_view of, std::string_view name) {
  const MeasuredFact* const fact = measurement.fact(of, name);
  return fact == nullptr ? "" : fact->words;
}

TEST_P(MemoryInProcesses, is_reported_with_all_that_was_measured) {
  const ExperimentRow& row = *find_experiment("memory").value();
  Parameters parameters(row.parameters);
  ASSERT_TRUE(parameters.set("increments", "5000"));
  ASSERT_TRUE(parameters.set("runs", "3"));
  const auto measured = measure(row, parameters, nullptr, options());
  ASSERT_TRUE(measured);
  const Measurement& found = measured.value();
  EXPECT_EQ(found.state, MeasurementState::done) << found.trouble;
  EXPECT_EQ(found.records_rejected, 0U);
  EXPECT_EQ(figure(found, "threads", "a write is seen by"), 3);
  EXPECT_EQ(figure(found, "processes", "a write is seen by"), 1);
  EXPECT_EQ(figure(found, "shared mapping", "a write is seen by"), 4);
  EXPECT_EQ(figure(found, "parent", "value after all wrote"), 0);
  EXPECT_EQ(figure(found, "P3", "value after all wrote"), 3);
  EXPECT_EQ(figure(found, "T1", "value after all wrote"), 3);
  EXPECT_EQ(words(found, "T1", "address"), words(found, "P1", "address"));
  EXPECT_EQ(figure(found, "processes", "lost most"), 0);
  EXPECT_EQ(figure(found, "processes", "parent moved by"), 0);
  EXPECT_EQ(found.find_series("shared mapping", "lost")->points.size(), 3U);
}

TEST_P(MemoryInProcesses, obeys_orders_to_write_and_to_increment) {
  const ExperimentRow& row = *find_experiment("cells").value();
  MeasurementRun run;
  ASSERT_TRUE(run.start(row, Parameters(row.parameters), options()));
  const Measurement& found = run.measurement();
  double obeyed = 0;
  const auto is_told = [&] {
    for (int waited_ms = 0; waited_ms < 120'000; waited_ms += 10) {
      run.poll();
      if (figure(found, "", "orders obeyed") == obeyed) return true;
      run.wait(10);
    }
    return false;
  };
  ASSERT_TRUE(is_told());
  const auto order = [&](const MemoryOrder& next) {
    ASSERT_TRUE(run.order(next.number()));
    ++obeyed;
    ASSERT_TRUE(is_told()) << words(found, "", "done");
  };
  // By number: T1 to T3 are 0 to 2, the parent is 3, its copies are 4 to 6.
  order({MemoryAction::write, own, 1, 42});
  EXPECT_EQ(figure(found, "T3", "value"), 42);
  EXPECT_EQ(figure(found, "P1", "value"), 0);
  order({MemoryAction::write, own, 4, 1'000'000'007});
  EXPECT_EQ(figure(found, "P1", "value"), 1'000'000'007);
  EXPECT_EQ(figure(found, "parent", "value"), 0);
  order({MemoryAction::write, shared, 6, 9});
  EXPECT_EQ(figure(found, "parent", "shared value"), 9);
  order({MemoryAction::increment, shared, 5, 1000});
  EXPECT_EQ(figure(found, "", "expected"), 3000);
  EXPECT_EQ(figure(found, "", "lost"), 3000 - figure(found, "", "measured"));

  const int old_pid = static_cast<int>(figure(found, "P1", "PID"));
  EXPECT_TRUE(exists(old_pid));
  for (const MemoryOrder& invalid :
       {MemoryOrder{MemoryAction::write, shared, 0, 1}, MemoryOrder{MemoryAction::write, own, 7, 1},
        MemoryOrder{MemoryAction::write, static_cast<MemoryCell>(2), 4, 1},
        MemoryOrder{static_cast<MemoryAction>(9), own, 4, 1},
        MemoryOrder{MemoryAction::increment, own, 4, memory_increments_max + 1}}) {
    order(invalid);
    EXPECT_NE(words(found, "", "done").find("no sense"), std::string::npos);
  }
  EXPECT_EQ(figure(found, "P1", "value"), 1'000'000'007);

  order({.action = MemoryAction::start_over});
  EXPECT_EQ(figure(found, "P1", "value"), 0);
  EXPECT_EQ(figure(found, "T1", "value"), 0);
  EXPECT_FALSE(exists(old_pid));
  const int new_pid = static_cast<int>(figure(found, "P1", "PID"));
  ASSERT_TRUE(run.order(MemoryOrder{.action = MemoryAction::finish}.number()));
  for (int waited_ms = 0; waited_ms < 120'000 && !run.finished(); waited_ms += 10) {
    run.wait(10);
    run.poll();
  }
  ASSERT_TRUE(run.finished());
  EXPECT_EQ(found.state, MeasurementState::done) << found.trouble;
  EXPECT_EQ(found.records_rejected, 0U);
  EXPECT_FALSE(exists(new_pid));
}

TEST(MemoryOrders, travel_as_one_number) {
  for (const MemoryOrder& order : {MemoryOrder{MemoryAction::write, own, 0, 0},
                                   MemoryOrder{MemoryAction::increment, shared, 16, 4'294'967'295},
                                   MemoryOrder{MemoryAction::finish, own, 255, 1}}) {
    EXPECT_EQ(MemoryOrder::from(order.number()), order);
  }
}

INSTANTIATE_TEST_SUITE_P(Either, MemoryInProcesses, ::testing::Bool(), [](const auto& param) {
  return param.param ? "namespaces" : "no_namespaces";
});

}  // namespace
}  // namespace sharedfate::testing
