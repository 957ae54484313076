// What a lane's code reports is kept within bounds, and decides when the lane is quiescent.
#include <gtest/gtest.h>

#include "core/model/model.h"
#include "core/report/script_text.h"

namespace sharedfate {
namespace {

class ScriptModelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    apply(model, LaneOpened{0, {LaneKind::python_pool, Language::python, 5}});
    apply(model, LaneProcessStarted{0, 1, 100, 2, true});
    apply(model, CodeConfined{0, CodeOrigin::own, {}});
  }
  [[nodiscard]] const LaneModel& lane() const { return model.lanes[0]; }
  [[nodiscard]] const ScriptModel& script() const { return lane().script; }

  Model model;
};

TEST_F(ScriptModelTest, PutsResultsInTheirPlacesWhateverTheirOrder) {
  apply(model, ScriptCallBegan{0, 1, "map", 10, 1, 3});
  apply(model, ScriptResultReported{0, 1, 2, "16", false});
  apply(model, ScriptResultReported{0, 1, 0, "4", false});
  EXPECT_EQ(script_call_text(script().calls[0]), "map → [4, …, 16]");
  EXPECT_EQ(script().calls[0].came, 2U);
  apply(model, ScriptResultReported{0, 7, 0, "of no call", false});
  EXPECT_EQ(script().calls[0].came, 2U);
}

TEST_F(ScriptModelTest, ListsTheWorkersWithoutATaskOfTheCall) {
  for (int worker = 1; worker <= 5; ++worker)
    apply(model, WorkerStarted{0, worker, 1, 100 + worker, 2 + worker, 0, 0, false});
  apply(model, ScriptCallBegan{0, 1, "map", 10, 1, 3});
  const std::vector<TaskRecord> of_two{{1, 10, 20, 4}, {3, 20, 30, 16}};
  const std::vector<TaskRecord> of_four{{2, 10, 20, 9}};
  apply(model, TasksEnded{0, 2, of_two});
  apply(model, TasksEnded{0, 4, of_four});
  EXPECT_EQ(script().calls[0].workers, (std::vector<int>{2, 4}));
  EXPECT_EQ(lane().idle_workers(script().calls[0]), (std::vector<int>{1, 3, 5}));
}

TEST_F(ScriptModelTest, KeepsNoMoreThanItShows) {
  for (std::uint32_t call = 1; call <= 1000; ++call)
    apply(model, ScriptCallBegan{0, call, "map", 1, call, ~std::uint64_t{0}});
  EXPECT_EQ(script().calls.size(), ScriptModel::calls_kept);
  EXPECT_EQ(script().call_count, 1000U);
  EXPECT_EQ(script().calls.back().results.size(), ScriptCall::kept);
  apply(model, ScriptResultReported{0, 1000, ~std::uint64_t{0}, "far away", false});
  EXPECT_EQ(script().calls.back().results.size(), ScriptCall::kept);
  const std::string piece(1000, 'x');
  for (int i = 0; i < 100; ++i) apply(model, ScriptWrote{0, piece, false});
  EXPECT_EQ(script().output.size(), ScriptModel::output_max);
  EXPECT_TRUE(script().output_cut);
}

TEST_F(ScriptModelTest, IsQuiescentWhenTheCodeIsOverOrPaused) {
  apply(model, ScriptReported{0, ScriptState::running, 1});
  EXPECT_FALSE(lane().quiescent());
  apply(model, ScriptReported{0, ScriptState::paused, 2});
  EXPECT_TRUE(lane().quiescent()) << "its gate is closed";
  apply(model, GateChanged{0, true});
  EXPECT_FALSE(lane().quiescent()) << "it is about to go on";
  apply(model, ScriptReported{0, ScriptState::ended, 3});
  EXPECT_TRUE(lane().quiescent());
  apply(model, ScriptReported{0, ScriptState::running, 4});
  EXPECT_EQ(script().state, ScriptState::ended) << "what is over does not begin again";
  apply(model, LaneProcessStarted{0, 2, 101, 3, true});
  EXPECT_FALSE(script().exists());
}

TEST_F(ScriptModelTest, ReportsAnErrorWithItsLine) {
  apply(model, ScriptFailed{0, 3, "ZeroDivisionError", "division by zero"});
  EXPECT_EQ(script_error_text(script()), "ZeroDivisionError in line 3: division by zero");
}

}  // namespace
}  // namespace sharedfate
