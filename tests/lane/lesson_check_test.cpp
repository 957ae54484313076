// Small lessons on real lanes: the check reports what the kernel did.
#include "core/lesson/check/lesson_check.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/lesson/read/lesson_reader.h"
#include "tests/lane/kernel_facts.h"

namespace sharedfate::testing {
namespace {

constexpr std::string_view front = R"(+++
title = "Small"
claim = "C."
claims = [8]
minutes = 2
order = 1
lanes = ["threads:3", "processes:3"]
workload = "primes:2000"
deadline = 5
+++

)";

LessonCheck check(std::string_view steps, bool use_namespaces = true) {
  const LessonReading reading = read_lesson("small.md", std::string(front) + std::string(steps));
  for (const LessonMistake& mistake : reading.mistakes) ADD_FAILURE() << mistake.sentence();
  if (reading.lesson == nullptr) return {};
  LessonCheckOptions options;
  options.use_namespaces = use_namespaces;
  std::size_t reported = 0;
  LessonCheck outcome =
      check_lesson(*reading.lesson, options, [&](const LessonFinding&) { ++reported; });
  EXPECT_EQ(reported, outcome.findings.size()) << "each finding is reported as soon as it is known";
  EXPECT_EQ(children(), std::set<int>{}) << "nothing may be left behind";
  return outcome;
}

std::string text_of(const LessonCheck& outcome) {
  std::string text;
  for (const LessonFinding& each : outcome.findings) {
    text += (each.verdict != Verdict::fails ? "ok " : "FAILED ") + each.expected + ": " +
            each.measured + "\n";
  }
  for (const std::string& trouble : outcome.troubles) text += trouble + "\n";
  return text;
}

constexpr std::string_view crash = R"(# Who dies?

```setup
submit 6
```

```predict
Who is left?
- All but one | threads.survivors = 2 and processes.survivors = 2
- Only processes | threads.survivors = 0 and processes.survivors = 2
```

```run
inject segv@2
wait until threads.dead and processes.replaced >= 1
wait until processes.ready
```

```expect
threads.alive = 0
threads.lost = 6
processes.lost = 0
all.signal = 11
```

# On with it

```run
restart in threads
submit 6 in threads
open
wait until all.quiet
```

```expect
threads.restarts = 1
all.done = 6
```

# From the beginning

```setup
```

```expect
all.submitted = 0
all.alive = 3
all.deaths = 0
```
)";

class LessonsOnRealLanes : public ::testing::TestWithParam<bool> {};

TEST_P(LessonsOnRealLanes, a_crash_is_walked_through_and_holds) {
  const LessonCheck outcome = check(crash, GetParam());
  EXPECT_TRUE(outcome.passed()) << text_of(outcome);
  ASSERT_EQ(outcome.findings.size(), 10U);
  EXPECT_EQ(outcome.findings[0].expected, "exactly one choice holds");
  EXPECT_EQ(outcome.findings[0].step, "Who dies?");
  EXPECT_EQ(outcome.findings[1].measured, "threads.alive 0");
  EXPECT_GT(outcome.findings[1].line, outcome.findings[0].line);
}

INSTANTIATE_TEST_SUITE_P(Lessons, LessonsOnRealLanes, ::testing::Bool(), [](const auto& each) {
  return each.param ? "namespaces" : "no_namespaces";
});

TEST(LessonCheckOnRealLanes, says_which_expectation_does_not_hold) {
  const LessonCheck outcome =
      check("# S\n\n```run\nsubmit 3\n```\n\n```expect\nall.queued = 3\nthreads.alive = 7\n```\n");
  EXPECT_FALSE(outcome.passed());
  ASSERT_EQ(outcome.findings.size(), 2U);
  EXPECT_EQ(outcome.findings[0].verdict, Verdict::holds) << text_of(outcome);
  EXPECT_EQ(outcome.findings[1].verdict, Verdict::fails);
  EXPECT_EQ(outcome.findings[1].measured, "threads.alive 3");
  EXPECT_EQ(outcome.findings[1].file, "small.md");
  EXPECT_EQ(outcome.findings[1].line, 20);
  EXPECT_TRUE(outcome.troubles.empty());
}

TEST(LessonCheckOnRealLanes, choices_that_both_hold_are_a_failure) {
  const LessonCheck outcome = check(
      "# S\n\n```predict\nQ?\n- A | threads.alive = 3\n- B | processes.alive = 3\n```\n\n"
      "```run\nwait until all.ready\n```\n");
  EXPECT_FALSE(outcome.passed());
  ASSERT_EQ(outcome.findings.size(), 1U);
  EXPECT_EQ(outcome.findings[0].verdict, Verdict::fails);
}

TEST(LessonCheckOnRealLanes, a_wait_that_times_out_is_a_trouble) {
  const LessonCheck outcome = check("# S\n\n```run\nwait until threads.dead within 1 s\n```\n");
  EXPECT_FALSE(outcome.passed());
  ASSERT_EQ(outcome.troubles.size(), 1U);
  EXPECT_EQ(outcome.troubles[0].rfind("small.md:15: ", 0), 0U) << outcome.troubles[0];
}

TEST(LessonCheckOnRealLanes, batches_are_timed_and_the_lanes_left_as_they_were) {
  const LessonCheck outcome = check(R"(# S

```setup
tempo 50
```

```run
time 20 wait:5 with 1..3 workers
submit 2
```

```expect
all.done >= 360
all.lost = 0
all.queued = 2
all.workers = 3
all.alive = 3
all.elapsed_ms >= 30
```
)");
  EXPECT_TRUE(outcome.passed()) << text_of(outcome);
}

TEST(LessonCheckOnRealLanes, lanes_that_cannot_start_are_a_trouble) {
  const LessonReading reading =
      read_lesson("small.md", std::string(front) + "# S\n\n```run\nsubmit 3\n```\n");
  ASSERT_NE(reading.lesson, nullptr);
  LessonCheckOptions options;
  options.lane_program = "/nonexistent/sharedfate-lane";
  const LessonCheck outcome = check_lesson(*reading.lesson, options, {});
  EXPECT_FALSE(outcome.passed());
  ASSERT_FALSE(outcome.troubles.empty());
  EXPECT_NE(outcome.troubles[0].find("/nonexistent/sharedfate-lane"), std::string::npos)
      << outcome.troubles[0];
}

}  // namespace
}  // namespace sharedfate::testing
