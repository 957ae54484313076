#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/catalog/lane_kind.h"
#include "core/experiment/experiment.h"
#include "core/lab/request.h"
#include "core/lesson/condition.h"

// A lesson as its file describes it: what the class reads, what is requested of the lanes, and what
// is expected.
namespace sharedfate {

// The closed list of what a script can do. Nothing else in a lesson's file has an effect.

/// Sends the same request to some lanes.
struct SendRequest {
  std::vector<std::size_t> lanes;  ///< indices in the lesson
  Request request;
};
/// Waits until the condition holds or the limit has passed.
struct WaitUntil {
  Condition condition;
  std::uint32_t limit_ms;
};
struct WaitTime {
  std::uint32_t duration_ms;
};
/// Times batches of tasks at full speed, one for each lane and number of workers, in turns with
/// those of the lines next to it (BatchTimer).
struct TimeBatches {
  std::vector<std::size_t> lanes;
  WorkloadSpec workload;
  std::uint64_t tasks;
  int workers_first, workers_last;
};

/// Runs an experiment, as `sharedfate lab NAME` does.
struct MeasureLab {
  const ExperimentRow* lab;
  Parameters parameters;
};
constexpr std::uint32_t measure_limit_ms = 120'000;

/// Kills the app itself, as the last action of a run. Once it is opened again, it judges the step
/// by the processes that are left.
struct KillApp {};

struct Action {
  std::variant<SendRequest, WaitUntil, WaitTime, TimeBatches, MeasureLab, KillApp> act;
  int line = 0;      ///< in the file, from 1
  std::string text;  ///< the line, without its comment
};

struct Choice {
  std::string text;
  Condition right_if;
  int line = 0;
};

/// A question to the class. What was measured decides which choice is right.
struct Prediction {
  std::string question;
  std::vector<Choice> choices;  ///< 2 to choices_max
};
constexpr std::size_t choices_max = 6;

struct Expectation {
  Condition condition;
  int line = 0;
};

/// Text in one style.
struct TextRun {
  std::string text;
  bool strong = false, emphasis = false, code = false;
  std::string link;  ///< the address; empty: no link
};

/// A paragraph, a bullet or a picture.
struct Block {
  enum class Kind : std::uint8_t { paragraph, bullet, picture };
  Kind kind = Kind::paragraph;
  std::vector<TextRun> runs;  ///< of a picture: its description
  std::string picture;        ///< a file name, beside the lesson's file
};

struct CodeListing {
  std::string language;  ///< "cpp", "python"; may be empty
  std::string text;      ///< each line ends with \n
  int lit_line = 0;      ///< the line to highlight, from 1; 0: none
};

/// What is shown beside the text.
enum class StepView : std::uint8_t {
  lanes,
  tree,          ///< the processes and threads as /proc lists them
  chart,         ///< the timed batches: speed-up over workers, or bars
  interleaving,  ///< two threads of an experiment; the class says which one makes the next step
  measurement,   ///< the results of a lab: sentences and charts
};

struct LessonStep {
  std::string title;
  int line = 0;
  std::vector<Block> blocks;
  std::vector<CodeListing> listings;
  std::vector<Block> notes;            ///< for the presenter only
  std::vector<Action> setup;           ///< on arrival at the step, with fresh lanes
  std::vector<Action> run;             ///< after the prediction
  bool has_setup = false;              ///< false: the lanes stay as the previous step left them
  std::vector<Prediction> prediction;  ///< at most one
  std::vector<Expectation> expectations;
  StepView view = StepView::lanes;
};

struct Lesson {
  std::string file;   ///< as it was given
  std::string title;  ///< one line
  std::string claim;  ///< the sentence that the lesson tests
  std::vector<int> claim_numbers;
  std::string chapter;  ///< under which it is listed; empty: under none
  int minutes = 0;
  int order = 0;  ///< lessons are sorted by it
  std::vector<LaneSpec> lanes;
  std::vector<std::string> lane_names;  ///< "threads"; with two of a kind "threads-1", "threads-2"
  WorkloadSpec workload;
  std::uint32_t tempo_ms = 0;
  std::uint32_t deadline_ms = 0;
  std::uint64_t seed = 7;
  bool free_play = false;         ///< every control is on screen
  std::vector<LessonStep> steps;  ///< at least one
};

/// Whether the step's run ends with `kill app`.
bool kills_app(const LessonStep& step);
/// Whether the run of any of its steps does.
bool kills_app(const Lesson& lesson);

/// Whether any step gives its lanes tasks. If not, all of them only measure in labs.
bool uses_lanes(const Lesson& lesson);

/// A mistake in a lesson's file.
struct LessonMistake {
  std::string file;
  int line = 0;      ///< from 1; 0: the file as a whole
  std::string text;  ///< what is wrong, what is allowed, the nearest valid word

  /// "FILE:LINE: TEXT"
  [[nodiscard]] std::string sentence() const;
};

}  // namespace sharedfate
