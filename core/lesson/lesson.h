#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/lab/request.h"
#include "core/lane/lane_kind.h"
#include "core/lesson/condition.h"

// A demo as its file says it: what the room reads, what the lanes are asked, what is expected.
namespace sharedfate {

// What a script may do: a closed list. Nothing else in a lesson's file does anything.

/// Sends the same request to some lanes.
struct SendRequest {
  std::vector<std::size_t> lanes;  ///< places in the lesson
  Request request;
};
/// Goes on when the condition holds, or the limit has passed.
struct WaitUntil {
  Condition condition;
  std::uint32_t limit_ms;
};
struct WaitTime {
  std::uint32_t duration_ms;
};
/// Runs a batch at full speed with each number of workers, one lane after the other, and notes how
/// long it took.
struct TimeBatches {
  std::vector<std::size_t> lanes;
  WorkloadSpec workload;
  std::uint64_t tasks;
  int workers_first, workers_last;
};

/// Measures in a lab, as `sharedfate lab NAME` does.
struct MeasureLab {
  const ExperimentRow* lab;
  Parameters parameters;
};
constexpr std::uint32_t measure_limit_ms = 120'000;

/// Kills the app itself, once, as the last act of a run. Opened again, it judges the step by who is
/// left.
struct KillApp {};

struct Action {
  std::variant<SendRequest, WaitUntil, WaitTime, TimeBatches, MeasureLab, KillApp> act;
  int line = 0;      ///< in the file, from 1
  std::string text;  ///< as it was written
};

struct Choice {
  std::string text;
  Condition right_if;
  int line = 0;
};

/// A question to the room. Which choice is right is read from what was measured.
struct Prediction {
  std::string question;
  std::vector<Choice> choices;  ///< 2 to choices_max
};
constexpr std::size_t choices_max = 6;

struct Expectation {
  Condition condition;
  int line = 0;
};

/// Words in one style.
struct TextRun {
  std::string text;
  bool strong = false, emphasis = false, code = false;
  std::string link;  ///< where it leads; empty: nowhere
};

/// A part of what the room reads.
struct Block {
  enum class Kind : std::uint8_t { paragraph, bullet, picture };
  Kind kind = Kind::paragraph;
  std::vector<TextRun> runs;  ///< of a picture: what it shows, in words
  std::string picture;        ///< the file's name, beside the lesson's file
};

struct CodeListing {
  std::string language;  ///< "cpp", "python"; may be empty
  std::string text;      ///< lines end with \n
  int lit_line = 0;      ///< from 1; 0: none
};

/// What stands beside the words.
enum class StepView : std::uint8_t {
  lanes,
  tree,          ///< the processes and threads as the system lists them
  chart,         ///< the timed batches: speed-up over workers, or bars
  interleaving,  ///< two real threads at their gates; the room says who goes
  measurement,   ///< what was measured in a lab: sentences and charts
};

struct LessonStep {
  std::string title;
  int line = 0;
  std::vector<Block> blocks;
  std::vector<CodeListing> listings;
  std::vector<Block> notes;            ///< for the presenter alone
  std::vector<Action> setup;           ///< from fresh lanes, on arrival
  std::vector<Action> run;             ///< after the prediction
  bool has_setup = false;              ///< false: the lanes stay as the step before left them
  std::vector<Prediction> prediction;  ///< none or one
  std::vector<Expectation> expectations;
  StepView view = StepView::lanes;
};

struct Lesson {
  std::string file;   ///< as it was given
  std::string title;  ///< one line
  std::string claim;  ///< the sentence that is put to the test
  std::vector<int> claim_numbers;
  int minutes = 0;
  int order = 0;  ///< place in the list
  std::vector<LaneSpec> lanes;
  std::vector<std::string> lane_names;  ///< "threads"; with two of a kind "threads-1", "threads-2"
  WorkloadSpec workload;
  std::uint32_t tempo_ms = 0;
  std::uint32_t deadline_ms = 0;
  std::uint64_t seed = 7;
  bool free_play = false;         ///< every control is on screen
  std::vector<LessonStep> steps;  ///< at least one
};

/// Whether its run ends with the app's own end.
bool kills_app(const LessonStep& step);
/// Whether any of its steps does.
bool kills_app(const Lesson& lesson);

/// What is wrong with a file, and where.
struct LessonMistake {
  std::string file;
  int line = 0;      ///< from 1; 0: the file as a whole
  std::string text;  ///< what is wrong, what is allowed, the nearest valid word

  /// "FILE:LINE: TEXT"
  [[nodiscard]] std::string sentence() const;
};

}  // namespace sharedfate
