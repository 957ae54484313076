// What a class sees of the lanes: each task is one box, and the words say what is so.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/playground/stage/stage_layout.h"
#include "app/playground/stage/stage_words.h"
#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/window/frame_looks.h"
#include "tests/unit/window/frame_rules.h"
#include "tests/unit/window/lane_moments.h"

namespace sharedfate::testing {
namespace {

/// A lesson whose first step shows these lanes, and asks and runs nothing.
LessonEntry lesson_with(std::string_view lanes) {
  const std::string text = fmt::format(
      "+++\ntitle = \"Stage\"\nclaim = \"None.\"\nclaims = [8]\nminutes = 4\norder = 1\n"
      "lanes = [{}]\nworkload = \"primes:1000\"\ntempo = 100\ndeadline = 10\nseed = 7\n+++\n\n"
      "# Lanes\n\nWords.\n\n# More\n\nWords.\n\n```run\nsubmit 1\n```\n",
      lanes);
  const LessonReading reading = read_lesson("stage.md", text);
  for (const LessonMistake& mistake : reading.mistakes) ADD_FAILURE() << mistake.sentence();
  return {"stage.md", reading.lesson, {}};
}

class Stage : public ::testing::TestWithParam<std::string_view> {
 protected:
  Stage() : frames_({lesson_with(GetParam())}) {
    frames_.open_lesson(0);
    frames_.play_lesson();
  }
  [[nodiscard]] LaneIndex lanes() {
    return static_cast<LaneIndex>(frames_.lanes().model().lanes.size());
  }
  void submit(std::uint64_t tasks, bool open = true) {
    for (LaneIndex lane = 0; lane < lanes(); ++lane) {
      frames_.lanes().take({{lane, SubmitTasks{WorkloadSpec{}, tasks}}});
      if (open) frames_.lanes().take({{lane, OpenGate{}}});
      frames_.lanes().answer();
    }
  }
  /// Each worker takes one.
  void start_tasks() {
    for (LaneIndex lane = 0; lane < lanes(); ++lane) {
      frames_.lanes().take({{lane, OpenGate{}}});
      frames_.lanes().answer();
      const std::vector<WorkerModel> workers = frames_.lanes().lane(lane).workers;
      for (const WorkerModel& worker : workers)
        frames_.lanes().emit(
            WorkerTallied{lane, worker.worker, 1, 0, static_cast<std::uint64_t>(worker.worker),
                          frames_.now_ns(), 400'000, WorkerActivity::computing, worker.tid});
    }
  }
  void expect_boxes_to_be_tasks(const std::string& when);
  void expect_boxes_to_be_tasks_for(int count, const std::string& when) {
    for (int i = 0; i < count; ++i) expect_boxes_to_be_tasks(fmt::format("{}, frame {}", when, i));
  }

  PlaygroundFrames frames_;
};

/// How many boxes of tasks were drawn in a lane, without the samples in its account.
std::uint64_t boxes_of(const DrawnFrame& frame, LaneIndex lane) {
  const WidgetRecord* const bounds = frame.find_widget(fmt::format("lane.{}", lane));
  const WidgetRecord* const account = frame.find_widget(fmt::format("lane.{}.account", lane));
  if (bounds == nullptr || account == nullptr) return 0;
  return static_cast<std::uint64_t>(
      std::count_if(frame.marks.begin(), frame.marks.end(), [&](const CanvasMark& mark) {
        const Point at = mark.place.centre();
        return mark.kind == CanvasMark::Kind::crowd_box && bounds->rect.contains(at) &&
               !account->rect.contains(at);
      }));
}

void Stage::expect_boxes_to_be_tasks(const std::string& when) {
  const DrawnFrame frame = frames_.frame();
  for (LaneIndex lane = 0; lane < lanes(); ++lane) {
    const Account account = frames_.lanes().lane(lane).account();
    ASSERT_EQ(boxes_of(frame, lane), account.submitted)
        << when << ", lane " << lane << ": " << account.queued << " queued, " << account.running
        << " running, " << account.done << " done, " << account.lost << " lost";
  }
}

INSTANTIATE_TEST_SUITE_P(Lanes, Stage,
                         ::testing::Values("\"threads:5\", \"processes:5\"", "\"processes:3\"",
                                           "\"threads:2\", \"processes:2\", \"serial\""),
                         [](const ::testing::TestParamInfo<std::string_view>& lanes) {
                           return fmt::format("case_{}", lanes.index);
                         });

// Also while boxes are on their way.
TEST_P(Stage, draws_each_task_as_one_box_at_every_moment) {
  submit(40, false);
  expect_boxes_to_be_tasks_for(3, "queued, motion off");
  frames_.look.motion = true;
  expect_boxes_to_be_tasks_for(10, "queued");
  start_tasks();
  expect_boxes_to_be_tasks_for(30, "running");
  for (LaneIndex lane = 0; lane < lanes(); ++lane) frames_.lanes().kill_lane_process(lane, 1);
  expect_boxes_to_be_tasks_for(60, "lost");
}

TEST_P(Stage, draws_what_is_done) {
  frames_.look.motion = true;
  submit(40);
  frames_.frame();
  for (LaneIndex lane = 0; lane < lanes(); ++lane)
    frames_.lanes().complete(lane, frames_.now_ns(), 1'000'000);
  expect_boxes_to_be_tasks_for(40, "done");
}

TEST_P(Stage, draws_more_tasks_than_can_be_boxes_as_bars) {
  submit(boxes_max + 1, false);
  const DrawnFrame frame = frames_.settled_frame();
  for (LaneIndex lane = 0; lane < lanes(); ++lane) EXPECT_EQ(boxes_of(frame, lane), 0U);
  EXPECT_TRUE(frame.says("201"));
}

// What the kernel calls things is shown at a key.
TEST_P(Stage, shows_the_details_at_a_key) {
  submit(20);
  EXPECT_FALSE(frames_.settled_frame().says("supervisor"));
  frames_.press(U'd');
  EXPECT_TRUE(frames_.settled_frame().says("supervisor"));
  frames_.press(U'd');
  EXPECT_FALSE(frames_.settled_frame().says("supervisor"));
}

TEST_P(Stage, shows_the_windows_buttons_only_while_the_pointer_moves) {
  const DrawnFrame still = frames_.settled_frame();
  EXPECT_EQ(still.find_widget("top.theme"), nullptr);
  ASSERT_NE(still.find_widget("lesson.forward"), nullptr);
  const DrawnFrame moved = frames_.point_at("lesson.forward");
  EXPECT_NE(moved.find_widget("top.theme"), nullptr);
  EXPECT_NE(moved.find_widget("lesson.forward"), nullptr);
  Input rests = frames_.pointer_on("lesson.forward");
  bool gone = false;
  for (int frame = 0; frame < 60 * 4 && !gone; ++frame)
    gone = frames_.frame(rests).find_widget("top.theme") == nullptr;
  EXPECT_TRUE(gone) << "they stay although the pointer rests";
}

LaneModel lane_of(LaneKind kind, int workers) {
  LaneModel lane;
  lane.exists = true;
  lane.state = LaneState::open;
  lane.spec.kind = kind;
  lane.spec.workers = workers;
  for (int number = 1; number <= workers; ++number) {
    WorkerModel worker;
    worker.worker = number;
    worker.state = WorkerState::idle;
    lane.workers.push_back(worker);
  }
  return lane;
}

void die(LaneModel& lane, int worker) {
  Death death;
  death.report.worker = worker;
  death.report.pid = 4711;
  death.scope =
      lane.spec.kind == LaneKind::threads ? Death::Scope::lane_process : Death::Scope::worker;
  lane.deaths.push_back(death);
  ++lane.death_count;
}

TEST(StageWords, say_what_is_in_a_lane) {
  EXPECT_EQ(lane_note(lane_of(LaneKind::threads, 5), 5).text, "one process, five workers");
  EXPECT_EQ(lane_note(lane_of(LaneKind::threads, 1), 1).text, "one process, one worker");
  EXPECT_EQ(lane_note(lane_of(LaneKind::processes, 5), 5).text, "a parent and five workers");
  EXPECT_EQ(lane_note(lane_of(LaneKind::shared_queue, 3), 3).text, "a parent and three workers");
  EXPECT_EQ(lane_note(lane_of(LaneKind::threads, 64), 64).brief, "64 workers");
}

TEST(StageWords, say_in_which_state_a_lane_is) {
  LaneModel lane = lane_of(LaneKind::processes, 5);
  for (const auto& [state, words] : {std::pair{LaneState::open, "a parent and five workers"},
                                     {LaneState::paused, "a parent and five workers"},
                                     {LaneState::starting, "starting …"},
                                     {LaneState::stopped, "ended"},
                                     {LaneState::failed, "cannot run"}}) {
    lane.state = state;
    EXPECT_EQ(lane_note(lane, 5).text, words);
  }
  die(lane, 3);
  lane.state = LaneState::stopped;
  EXPECT_EQ(lane_note(lane, 4).text, "ended")
      << "a lane that is stopped later has lost nobody else";
}

TEST(StageWords, count_the_first_workers_after_a_death) {
  LaneModel threads = lane_of(LaneKind::threads, 5);
  threads.state = LaneState::dead;
  die(threads, 3);
  for (WorkerModel& worker : threads.workers) worker.state = WorkerState::dead;
  EXPECT_EQ(lane_note(threads, 0).text, "0 of 5 alive");
  EXPECT_TRUE(lane_note(threads, 0).is_loss);

  LaneModel processes = lane_of(LaneKind::processes, 5);
  die(processes, 3);
  processes.workers[2].state = WorkerState::dead;
  EXPECT_EQ(lane_note(processes, 4).text, "4 of 5 alive");
  // A replacement is no survivor.
  processes.workers[2].state = WorkerState::idle;
  EXPECT_EQ(lane_note(processes, 4).text, "4 of the first 5 alive");
  EXPECT_EQ(lane_note(processes, 4).brief, "4 of first 5");
  EXPECT_FALSE(lane_note(processes, 4).is_loss);
  // All of them were replaced, and work.
  EXPECT_EQ(lane_note(processes, 0).text, "0 of the first 5 alive");
  EXPECT_FALSE(lane_note(processes, 0).is_loss);
}

TEST_P(Stage, says_what_the_caller_has) {
  const auto words = [this] { return caller_words(frames_.lanes().lane(0)); };
  EXPECT_EQ(words().text, "") << "it has asked for nothing";
  submit(9);
  EXPECT_EQ(words().text, "waits");
  for (LaneIndex lane = 0; lane < lanes(); ++lane)
    frames_.lanes().complete(lane, frames_.now_ns(), 1'000'000);
  EXPECT_EQ(words().text, "has all");
  submit(2);
  frames_.lanes().kill_lane_process(0, 1);
  EXPECT_EQ(words().text, "gets an error");
  EXPECT_TRUE(words().is_error);
  // A new lane process does not bring back what was lost.
  frames_.lanes().take({{0, RestartLane{}}});
  frames_.lanes().answer();
  EXPECT_EQ(words().text, "gets an error");
}

TEST(StageOfALab, is_not_drawn_where_no_step_gives_the_lanes_a_task) {
  const std::string text =
      "+++\ntitle = \"Lab\"\nclaim = \"None.\"\nminutes = 4\nlanes = [\"threads:2\"]\n+++\n\n"
      "# Words\n\nWords.\n";
  PlaygroundFrames frames({{"lab.md", read_lesson("lab.md", text).lesson, {}}});
  frames.open_lesson(0);
  frames.play_lesson();
  EXPECT_EQ(frames.settled_frame().find_widget("lane.0"), nullptr);
}

TEST(StageLock, is_drawn_where_processes_share_a_queue_and_stays_with_its_dead_holder) {
  PlaygroundFrames frames({lesson_with("\"shared-queue:3\", \"threads:3\"")});
  frames.open_lesson(0);
  frames.play_lesson();
  const auto locks = [&frames] {
    const DrawnFrame frame = frames.settled_frame();
    std::vector<CanvasMark> found;
    std::copy_if(frame.marks.begin(), frame.marks.end(), std::back_inserter(found),
                 [](const CanvasMark& mark) {
                   return mark.kind == CanvasMark::Kind::icon && mark.icon == Icon::lock;
                 });
    return found;
  };
  const Rgb lost = palette(ThemeName::dark).tone(Tone::lost);
  ASSERT_EQ(locks().size(), 1U) << "threads need none";
  EXPECT_NE(locks().front().ink.rgb, lost);
  frames.lanes().emit(QueueLockReported{0, 2, 0});
  ASSERT_EQ(locks().size(), 1U);
  EXPECT_EQ(locks().front().ink.rgb, lost);
  EXPECT_TRUE(frames.settled_frame().says("the lock died with P2"));
}

TEST(StageWords, name_the_process_that_has_ended) {
  LaneModel lane = lane_of(LaneKind::threads, 2);
  EXPECT_EQ(ended_process_words(lane).first, "");
  lane.state = LaneState::dead;
  die(lane, 1);
  EXPECT_EQ(ended_process_words(lane).first, "process 4711 has ended");
  EXPECT_EQ(ended_process_words(lane).second, "4711 has ended");
}

TEST(StageWords, tell_what_happens) {
  Model model;
  model.lanes = {lane_of(LaneKind::threads, 3), lane_of(LaneKind::processes, 3)};
  EXPECT_EQ(event_words(model).text, "");
  model.lanes[1].workers[2].dying_of = 11;
  EXPECT_EQ(event_words(model).text, "Worker 3: segmentation fault");
  EXPECT_TRUE(event_words(model).is_fault);
  model.lanes[1].workers[2].dying_at_address = true;
  EXPECT_EQ(event_words(model).text, "Worker 3: segmentation fault at address 0x0");
  model.lanes[1].workers[2].state = WorkerState::dead;
  die(model.lanes[1], 3);
  EXPECT_EQ(event_words(model).text, "One process has ended");
  EXPECT_FALSE(event_words(model).is_fault);
  die(model.lanes[0], 3);
  EXPECT_EQ(event_words(model).text, "One process has ended in each lane");
  die(model.lanes[0], 2);
  EXPECT_EQ(event_words(model).text, "Three processes have ended");
}

TEST(StageWords, do_not_call_a_thread_a_process) {
  Model model;
  model.lanes = {lane_of(LaneKind::python_threads, 3)};
  model.lanes[0].spec.language = Language::python;
  die(model.lanes[0], 2);
  EXPECT_EQ(event_words(model).text, "One thread has ended");
}

TEST(StageWords, count_the_workers_that_end_with_their_parent) {
  Model model;
  model.lanes = {lane_of(LaneKind::processes, 3)};
  die(model.lanes[0], 0);
  model.lanes[0].deaths.back().scope = Death::Scope::lane_process;
  model.lanes[0].deaths.back().also_died = {1, 2, 3};
  EXPECT_EQ(event_words(model).text, "Four processes have ended");
}

/// Each kind of lane, with the moments of a crash, in every look.
class StageMoments : public ::testing::TestWithParam<std::string_view> {};

INSTANTIATE_TEST_SUITE_P(
    Kinds, StageMoments,
    ::testing::Values("\"threads:5\", \"processes:5\"", "\"serial\"",
                      "\"shared-queue:3\", \"robust-queue:3\"",
                      "\"python-threads:3\", \"python-pool:3\", \"python-executor:3\"",
                      "\"threads:12\", \"processes:64\""),
    [](const ::testing::TestParamInfo<std::string_view>& lanes) {
      return fmt::format("case_{}", lanes.index);
    });

TEST_P(StageMoments, have_room) {
  for (const FrameLook& look : dark_looks()) {
    for (const Moment moment : {Moment::paused, Moment::working, Moment::crashed}) {
      PlaygroundFrames frames({lesson_with(GetParam())});
      frames.look = look;
      frames.open_lesson(0);
      frames.play_lesson();
      bring_to(moment, frames);
      expect_none(find_faults(frames.settled_frame()), {}, look,
                  fmt::format("{}, {}", GetParam(), to_text(moment)));
    }
  }
}

TEST_P(StageMoments, can_be_read_in_the_light_theme) {
  for (const Moment moment : {Moment::paused, Moment::working, Moment::crashed}) {
    PlaygroundFrames frames({lesson_with(GetParam())});
    frames.look.theme = ThemeName::light;
    frames.open_lesson(0);
    frames.play_lesson();
    bring_to(moment, frames);
    expect_none(only({rule_faint}, find_faults(frames.settled_frame())), {}, frames.look,
                fmt::format("{}, {}", GetParam(), to_text(moment)));
  }
}

}  // namespace
}  // namespace sharedfate::testing
