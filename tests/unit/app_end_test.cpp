// A step that kills the app: where it may stand, when it is due, and how the next app judges it.
#include "core/lesson/app_end.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>

#include "core/lesson/play/lesson_player.h"
#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/fake_lanes.h"

namespace sharedfate::testing {
namespace {

constexpr std::string_view front = R"(+++
title = "T"
claim = "C."
claims = [1]
minutes = 2
order = 1
lanes = ["threads:3"]
+++

# Who is left?

```setup
submit 5
```

```predict
Who?
- None | app_survivors < 1
- At least one | app_survivors >= 1
```

)";
constexpr std::string_view run =
    "```run\nopen\nkill app\n```\n\n```expect\napp_processes = 7\n```\n";

LessonReading reading_of(std::string_view rest) {
  return read_lesson("t.md", std::string(front) + std::string(rest));
}

class MortalPlayer : public ::testing::Test {
 protected:
  void SetUp() override {
    const LessonReading reading = reading_of(run);
    ASSERT_NE(reading.lesson, nullptr);
    lanes = std::make_unique<FakeLanes>(reading.lesson->lanes);
    player = std::make_unique<LessonPlayer>(reading.lesson, std::vector<LaneIndex>{0}, 2);
  }
  void turn(int times = 1) {
    for (int i = 0; i < times; ++i) {
      lanes->answer();
      std::vector<AddressedRequest> requests;
      player->update(lanes->model(), ++now_ns, requests);
      lanes->take(requests);
    }
  }

  std::unique_ptr<FakeLanes> lanes;
  std::unique_ptr<LessonPlayer> player;
  std::uint64_t now_ns = 1;
};

TEST_F(MortalPlayer, wants_death_once_all_earlier_actions_are_done) {
  turn(20);
  EXPECT_FALSE(player->wants_death()) << "the class has not predicted yet";
  player->skip_prediction();
  turn(20);
  EXPECT_TRUE(player->wants_death());
  EXPECT_TRUE(player->busy());
}

TEST_F(MortalPlayer, where_it_cannot_die_the_step_says_why_and_ends) {
  player->skip_prediction();
  turn(20);
  ASSERT_TRUE(player->wants_death());
  player->live_on("not here");
  turn(5);
  EXPECT_EQ(player->stage(), StepStage::shown);
  EXPECT_EQ(player->record().trouble, "t.md:24: 'kill app': not here");
  EXPECT_EQ(player->record().right_choice, -1)
      << "what was not measured is neither right nor wrong";
}

TEST_F(MortalPlayer, its_successor_judges_by_the_survivors) {
  Votes votes{};
  votes[0][1] = 12;
  votes[1][0] = -3;
  votes[0][5] = 7;
  player->come_back(AppEnd{.processes = 7, .survivors = 0}, votes);
  turn(20);
  EXPECT_EQ(player->stage(), StepStage::shown);
  EXPECT_EQ(player->record().right_choice, 0);
  EXPECT_EQ(player->record().expectations[0].verdict, Verdict::holds);
  EXPECT_EQ(player->record().votes[0][1], 12);
  EXPECT_EQ(player->record().votes[1][0], 0) << "fewer than none";
  EXPECT_EQ(player->record().votes[0][5], 0) << "there is no such choice";
  EXPECT_EQ(lanes->asked(0).find("open"), std::string::npos) << "the run is not run again";
}

TEST(EndOfTheApp, is_the_last_line_of_a_run_alone) {
  for (const std::string_view rest :
       {"```run\nkill app\nopen\n```\n", "```run\nkill app\nkill app\n```\n"}) {
    const LessonReading reading = reading_of(rest);
    ASSERT_EQ(reading.mistakes.size(), 1U) << rest;
    EXPECT_EQ(reading.mistakes[0].line, 23);
    EXPECT_NE(reading.mistakes[0].text.find("last line of a 'run'"), std::string::npos);
  }
  const LessonReading other = reading_of("```run\nkill 1234\n```\n");
  ASSERT_EQ(other.mistakes.size(), 1U);
  EXPECT_NE(other.mistakes[0].text.find("nothing but the app"), std::string::npos);
  std::string in_setup(front);
  in_setup.replace(in_setup.find("submit 5"), 8, "kill app");
  EXPECT_EQ(read_lesson("t.md", in_setup + std::string(run)).mistakes.size(), 1U);
}

TEST(ProcessSnapshot, counts_which_of_its_processes_still_run) {
  const ProcessSnapshot alone = take_process_snapshot();
  ASSERT_FALSE(alone.processes.empty());
  EXPECT_EQ(alone.processes.front().pid, ::getpid());
  const pid_t child = ::fork();
  if (child == 0) {
    while (true) ::pause();
  }
  ProcessSnapshot snapshot = take_process_snapshot();
  EXPECT_EQ(snapshot.processes.size(), alone.processes.size() + 1);
  std::erase_if(snapshot.processes,
                [child](const ProcessIdentity& each) { return each.pid != child; });
  EXPECT_EQ(find_survivors(snapshot, 0).survivors, 1);
  ::kill(child, SIGKILL);
  const AppEnd end = find_survivors(snapshot, 10'000);
  EXPECT_EQ(end.survivors, 0) << "it has ended, although it has not been reaped";
  EXPECT_EQ(end.processes, 1);
  ::waitpid(child, nullptr, 0);

  ProcessSnapshot other_boot = alone;
  other_boot.boot = "another";
  EXPECT_EQ(find_survivors(other_boot, 0).survivors, 0);
}

}  // namespace
}  // namespace sharedfate::testing
