// Each fault ends as its row of the table states, checked against the kernel's wait status.
#include "core/fault/fault.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>

#include "core/fault/combination.h"
#include "core/fault/handled_error.h"
#include "tests/support/sanitizer.h"

namespace sharedfate {
namespace {

/// noexcept: as in a worker, nothing catches an exception.
void commit(const FaultRow& row) noexcept { row.commit(); }

/// How often a process that commits the fault stops, if it exits with 0 once continued; otherwise
/// -1.
int stops_until_continued(const FaultRow& row) {
  const pid_t child = ::fork();
  if (child == 0) {
    commit(row);
    ::_exit(0);
  }
  int status = 0, stops = 0;
  while (::waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status)) {
    ++stops;
    ::kill(child, SIGCONT);
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? stops : -1;
}

class FaultRowDeathTest : public ::testing::TestWithParam<FaultId> {};

TEST_P(FaultRowDeathTest, ends_as_the_table_says) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  const FaultRow& row = fault_row(GetParam());
  if (const std::string reason = testing::sanitizer_changes(row.id); !reason.empty())
    GTEST_SKIP() << reason;
  if (row.python_only) GTEST_SKIP() << "there is no such thing in C++";
  if (row.resumes) {
    EXPECT_EQ(stops_until_continued(row), row.id == FaultId::stop ? 1 : 0);
  } else if (row.stray_write) {
    EXPECT_NO_THROW(row.commit()) << "no task runs here that it could hit";
  } else if (row.end.none) {
    EXPECT_THROW(row.commit(), HandledError);
  } else if (row.needs_deadline) {
    // It never ends by itself.
    EXPECT_EXIT((::alarm(1), commit(row)), ::testing::KilledBySignal(SIGALRM), "");
  } else if (row.end.signal != 0) {
    EXPECT_EXIT(commit(row), ::testing::KilledBySignal(row.end.signal), "");
  } else {
    EXPECT_EXIT(commit(row), ::testing::ExitedWithCode(row.end.exit_code), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Table, FaultRowDeathTest, ::testing::ValuesIn([] {
                           std::vector<FaultId> ids;
                           for (const FaultRow& row : faults()) ids.push_back(row.id);
                           return ids;
                         }()),
                         [](const auto& parameter) {
                           return std::string(fault_row(parameter.param).name);
                         });

TEST(FaultTable, has_one_row_for_each_name_and_number) {
  std::set<std::string_view> names, titles;
  for (std::size_t i = 0; i < faults().size(); ++i) {
    const FaultRow& row = faults()[i];
    EXPECT_EQ(static_cast<std::size_t>(row.id), i) << "the wire counts by place";
    EXPECT_EQ(&fault_row(row.id), &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(titles.insert(row.title).second) << row.title;
    EXPECT_FALSE(row.sentence.empty());
    EXPECT_FALSE(row.how.empty());
    EXPECT_FALSE(row.outcome.shared.empty());
    EXPECT_FALSE(row.outcome.isolated.empty());
    EXPECT_NE(row.commit, nullptr);
    const std::string text = std::string(row.name) + (row.names_worker() ? "@64:task=0" : "");
    const auto fault_spec = parse_fault_spec(text);
    ASSERT_TRUE(fault_spec);
    EXPECT_EQ(to_text(fault_spec.value()), text);
  }
}

TEST(SiteTable, HasOneRowForEachNameAndNumber) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < sites().size(); ++i) {
    const SiteRow& row = sites()[i];
    EXPECT_EQ(static_cast<std::size_t>(row.id), i) << "the wire counts by place";
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.sentence.empty());
    EXPECT_FALSE(row.how.empty());
  }
}

TEST(SiteTable, DeclaresInvalidCombinationsWithAReason) {
  EXPECT_TRUE(why_invalid(FaultId::segv, SiteId::lock).empty());
  EXPECT_FALSE(why_invalid_in(FaultId::segv, SiteId::lock, LaneKind::processes).empty());
  EXPECT_TRUE(why_invalid_in(FaultId::segv, SiteId::lock, LaneKind::threads).empty());
  EXPECT_FALSE(why_invalid_in(FaultId::sys_exit, SiteId::mid_task, LaneKind::threads).empty());
  EXPECT_TRUE(why_invalid_in(FaultId::sys_exit, SiteId::mid_task, LaneKind::python_pool).empty());
  EXPECT_FALSE(why_invalid_in(FaultId::wild, SiteId::mid_task, LaneKind::python_pool).empty());
  EXPECT_FALSE(why_invalid_in(FaultId::segv, SiteId::idle, LaneKind::python_threads).empty());
  EXPECT_FALSE(why_invalid(FaultId::error, SiteId::event).empty());
  EXPECT_TRUE(why_invalid(FaultId::error, SiteId::mid_task).empty());
  const Status refused = check_fault_spec({FaultId::kill, 2, 0, SiteId::lock}, LaneKind::processes);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("kill@2:task=0:site=lock into a processes lane"),
            std::string::npos)
      << refused.error().text();
}

}  // namespace
}  // namespace sharedfate
