// Two threads that go by hand: orders, taking a step back, and threads that were ended meanwhile.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/experiment/interleaving.h"
#include "core/experiment/stepping.h"
#include "tests/unit/window/playground_frames.h"

namespace sharedfate::testing {
namespace {

/// The list of demos, and the threads of the lab, which obey only in answer().
class Stepping : public ::testing::Test {
 protected:
  Stepping() : frames_(std::vector<LessonEntry>()) {
    frames_.open_lab(*find_experiment("stepping").value());
    draw();
    report();
  }

  /// A frame after which its commands were carried out.
  DrawnFrame draw() {
    const DrawnFrame drawn = frames_.frame();
    frames_.obey(drawn);
    return drawn;
  }
  void press(char32_t key) { frames_.obey(frames_.press(key)); }
  void press(Key key) { frames_.obey(frames_.press(key)); }
  void click(std::string_view widget) {
    draw();
    frames_.obey(frames_.click(widget));
  }
  std::string label(std::string_view widget) {
    const DrawnFrame drawn = draw();
    const WidgetRecord* const found = drawn.find_widget(widget);
    return found == nullptr ? "(none)" : found->label;
  }

  [[nodiscard]] const SmallProgram& program() {
    const Measurement& measurement = frames_.experiment().measurement();
    const auto parameters =
        Parameters::parse(measurement.experiment->parameters, measurement.parameters);
    return *find_small_program(parameters.value().text("program")).value();
  }
  /// New threads, before the first order.
  void report() {
    order_.clear();
    obeyed_ = 0;
    report_state();
  }
  /// Obeys what was sent, as the experiment does. Returns the orders as letters; '0': start over.
  std::string answer() {
    std::string sent;
    for (const std::uint64_t each : frames_.experiment().take_orders()) {
      sent += "AB0"[each];
      obey(static_cast<SteppingOrder>(each));
    }
    report_state();
    return sent;
  }
  /// Answers until nothing is sent any more.
  std::string answer_all() {
    std::string all, sent;
    do {
      draw();
      sent = answer();
      all += sent;
    } while (!sent.empty());
    return all;
  }

  PlaygroundFrames frames_;

 private:
  [[nodiscard]] ProgramState state() {
    ProgramState state(program());
    for (const char letter : order_) {
      if (state.can_step(letter == 'B')) state.step(letter == 'B');
    }
    return state;
  }
  void obey(SteppingOrder order) {
    ++obeyed_;
    if (order == SteppingOrder::start_over) return order_.clear();
    const std::size_t worker = order == SteppingOrder::a_goes ? 0 : 1;
    if (state().ended(worker)) return;
    if (state().can_step(worker)) order_ += worker_letter(worker);
  }
  void report_state() {
    const ProgramState now = state();
    FakeExperiment& experiment = frames_.experiment();
    const SmallProgram& steps = program();
    for (std::size_t worker = 0; worker < program_workers; ++worker) {
      const std::string of(1, worker_letter(worker));
      const bool waits = !now.ended(worker) && !now.can_step(worker);
      experiment.report(of, "standing", now.ended(worker) ? "ended" : waits ? "waiting" : "paused");
      experiment.report(of, "steps done",
                        static_cast<double>(std::count(order_.begin(), order_.end(), of.front())));
      experiment.report(of, "register", 0.0);
      experiment.report(of, "TID", 4713.0 + static_cast<double>(worker));
      if (!steps.locks.empty())
        experiment.report(
            of, "waits for",
            std::string(waits ? steps.locks[now.next_step(worker).target] : "nothing"));
    }
    for (std::size_t i = 0; i < steps.variables.size(); ++i)
      experiment.report(steps.variables[i].name, "value",
                        static_cast<double>(now.outcome().values.at(i)));
    for (std::size_t i = 0; i < steps.locks.size(); ++i)
      experiment.report(steps.locks[i], "held by", std::string(1, worker_letter(i)));
    experiment.report("", "PID", 4712.0);
    experiment.report("", "order so far", order_.empty() ? std::string("no step yet") : order_);
    experiment.report("", "outcome",
                      now.at_rest() ? to_text(steps, now.outcome()) : std::string("not yet known"));
    experiment.report("", "orders obeyed", static_cast<double>(obeyed_));
  }

  std::string order_;
  int obeyed_ = 0;
};

TEST_F(Stepping, loses_an_update) {
  press(U'a');
  EXPECT_EQ(answer(), "A");
  click("stepping.b");
  EXPECT_EQ(answer(), "B");
  for (const char32_t key : {U'a', U'a'}) {
    press(key);
    EXPECT_EQ(answer(), "A");
  }
  EXPECT_EQ(label("stepping.memory"), "counter=1");
  EXPECT_EQ(label("stepping.news").find("Lost update"), std::string::npos);
  for (const char32_t key : {U'b', U'b'}) {
    press(key);
    EXPECT_EQ(answer(), "B");
  }
  EXPECT_TRUE(label("stepping.news").starts_with("Lost update: B")) << label("stepping.news");
  EXPECT_EQ(label("stepping.memory"), "counter=1");
  EXPECT_EQ(label("stepping.order"), "ABAABB");
}

TEST_F(Stepping, replays_an_order) {
  click("stepping.order.AAABBB");
  EXPECT_EQ(answer_all(), "0AAABBB") << "one after the other, on new threads";
  EXPECT_EQ(label("stepping.order"), "AAABBB");
  EXPECT_NE(label("stepping.news").find("counter=2"), std::string::npos);
}

TEST_F(Stepping, goes_into_a_deadlock) {
  click("lab.program.two-locks");
  draw();
  draw();
  report();
  click("stepping.order.AB");
  EXPECT_EQ(answer_all(), "0ABAB") << "then each takes the step into its wait";
  EXPECT_TRUE(label("stepping.news").starts_with("Deadlock: A waits for right, which B holds"))
      << label("stepping.news");
  press(U'r');
  EXPECT_EQ(answer(), "0");
  EXPECT_NE(label("stepping.news").find("Which thread goes first"), std::string::npos);
}

TEST_F(Stepping, takes_a_step_back_once_the_last_one_is_reported) {
  for (const char32_t key : {U'a', U'b', U'a'}) {
    press(key);
    answer();
  }
  press(U'b');
  press(U'u');
  EXPECT_EQ(answer(), "B") << "the order that is to be shortened is not known yet";
  press(U'u');
  EXPECT_EQ(answer_all(), "0ABA");
  EXPECT_EQ(label("stepping.order"), "ABA");
}

TEST_F(Stepping, takes_no_order_before_the_last_step_of_a_replay_is_reported) {
  click("stepping.order.AAABBB");
  for (int step = 0; step < 6; ++step) {
    answer();
    draw();
  }
  press(U'u');
  EXPECT_EQ(answer(), "B") << "only the last step of the replay";
  press(U'u');
  EXPECT_EQ(answer_all(), "0AAABB");
}

TEST_F(Stepping, counts_the_orders_of_new_threads_anew) {
  press(U'a');
  press(U'r');
  frames_.experiment().end(MeasurementState::failed, "its process was killed");
  click("stepping.again");
  draw();
  report();
  press(U'b');
  EXPECT_EQ(answer(), "B");
}

TEST_F(Stepping, says_why_threads_have_ended) {
  frames_.experiment().end(MeasurementState::failed, "its process was killed");
  EXPECT_EQ(label("stepping.news"),
            "The two threads have ended: its process was killed. Start over makes new ones.");
  draw();
  EXPECT_TRUE(frames_.experiment().finished()) << "a person is to see why";
  press(U'r');
  EXPECT_FALSE(frames_.experiment().finished());
}

TEST_F(Stepping, never_says_that_threads_have_ended_for_no_reason) {
  frames_.experiment().end(MeasurementState::done);
  EXPECT_EQ(label("stepping.news"), "The two threads have ended. Start over makes new ones.");
}

/// A step of a lesson whose threads go by hand.
int stepping_step(const Lesson& lesson) {
  for (std::size_t step = 0; step < lesson.steps.size(); ++step) {
    if (lesson.steps[step].view == StepView::interleaving) return static_cast<int>(step);
  }
  return -1;
}

TEST_F(Stepping, starts_anew_after_a_visit_to_the_labs) {
  const std::vector<LessonEntry>& lessons = shipped_lessons();
  std::size_t lesson = 0;
  while (lesson < lessons.size() && stepping_step(*lessons[lesson].lesson) < 0) ++lesson;
  ASSERT_LT(lesson, lessons.size());
  const std::string_view waits = "The two threads are being started ...";
  for (const bool other_lab : {false, true}) {
    PlaygroundFrames frames(lessons);
    frames.open_lesson(lesson, stepping_step(*lessons[lesson].lesson));
    const auto draw = [&] {
      const DrawnFrame drawn = frames.frame();
      frames.obey(drawn);
      return drawn;
    };
    draw();
    ASSERT_FALSE(frames.experiment().finished());
    frames.obey(frames.press(U'x'));
    draw();
    draw();
    EXPECT_TRUE(frames.experiment().finished()) << "threads that are not shown are ended";
    if (other_lab) {
      frames.open_lab(*find_experiment("race").value());
      frames.settled_frame();
      frames.obey(frames.press(Key::f5));
      frames.experiment().end(MeasurementState::done);
      draw();
      frames.obey(frames.press(Key::escape));
    }
    frames.obey(frames.press(Key::escape));
    draw();
    const DrawnFrame back = draw();
    ASSERT_NE(back.find_widget("stepping.news"), nullptr);
    EXPECT_EQ(back.find_widget("stepping.news")->label, waits);
    EXPECT_FALSE(frames.experiment().finished()) << "new threads";
    EXPECT_EQ(frames.experiment().measurement().experiment->name, "stepping");
  }
}

}  // namespace
}  // namespace sharedfate::testing
