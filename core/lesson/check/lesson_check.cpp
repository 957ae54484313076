#include "core/lesson/check/lesson_check.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "core/lab/lab.h"
#include "core/lab/live_model.h"
#include "core/lesson/check/forked_checker.h"
#include "core/lesson/play/lesson_player.h"
#include "core/measure/measurement_run.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr int drain_period_ms = 2;

std::string_view verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::fails:
      return "does not hold";
    case Verdict::cannot_tell:
      return "cannot be told";
    case Verdict::holds:
      return "holds";
  }
  return "";
}

Verdict verdict_of_prediction(const StepRecord& record) {
  if (record.right_choice >= 0) return Verdict::holds;
  return record.doubt.empty() ? Verdict::fails : Verdict::cannot_tell;
}

/// The result of each choice, for the author of the lesson.
std::string choices_text(const Prediction& prediction, const StepRecord& record) {
  std::string text;
  for (std::size_t i = 0; i < prediction.choices.size(); ++i) {
    if (!text.empty()) text += "; ";
    text += fmt::format("'{}' {} ({})", prediction.choices[i].text,
                        verdict_words(record.choices[i].verdict), record.choices[i].measured);
  }
  return text;
}

class LessonWalk {
 public:
  LessonWalk(const Lesson& lesson, const LessonCheckOptions& options, const CheckReturn& from,
             const std::function<void(const LessonFinding&)>& found,
             const std::function<void(int step)>& kill_app)
      : lesson_(std::make_shared<const Lesson>(lesson)),
        options_(options),
        from_(from),
        found_(found),
        kill_app_(kill_app),
        lab_(options.lane_program) {}

  LessonCheck run() {
    const std::uint64_t began_ns = monotonic_ns();
    if (open_lanes()) walk();
    check_.elapsed_s = static_cast<double>(monotonic_ns() - began_ns) / 1e9;
    return std::move(check_);
  }

 private:
  bool open_lanes() {
    LaneOptions lane_options = sharedfate::lane_options(*lesson_);
    lane_options.use_namespaces = options_.use_namespaces;
    for (const LaneSpec& spec : lesson_->lanes) {
      const Result<LaneIndex> lane = lab_.open(spec, lane_options);
      if (!lane) {
        check_.troubles.push_back(fmt::format("{}: {}", lesson_->file, lane.error().text()));
        return false;
      }
      lanes_.push_back(lane.value());
    }
    return true;
  }

  void walk() {
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    LessonPlayer player(lesson_, lanes_, cores, from_.step);
    player.set_rounds_limit_ns(static_cast<std::uint64_t>(options_.rounds_limit_s * 1e9));
    if (from_.end) player.come_back(*from_.end, {});
    for (;;) {
      live_.drain();
      move(player);
      measure(player);
      if (player.wants_death()) kill_app_(player.step_index());
      if (player.stage() == StepStage::shown) {
        report(player);
        if (!player.forward()) return;
      } else if (!player.busy()) {
        player.skip_prediction();
      }
      lab_.wait(drain_period_ms);
    }
  }

  void move(LessonPlayer& player) {
    if (const auto question = player.asks(live_.model())) player.take_answer(answer(*question));
    std::vector<AddressedRequest> requests;
    player.update(live_.model(), monotonic_ns(), requests);
    for (const AddressedRequest& each : requests) {
      if (const Status status = lab_.request(each.lane, each.request); !status)
        player.note_trouble(status.error().text());
    }
  }

  void measure(LessonPlayer& player) {
    const auto wanted = player.wants_measurement();
    if (!wanted) return;
    const MeasurementOptions options{.use_namespaces = options_.use_namespaces,
                                     .limit_ms = measure_limit_ms,
                                     .lane_program = options_.lane_program};
    const auto drain = [this](const Measurement&) {
      live_.drain();
      return true;
    };
    const auto found =
        sharedfate::measure(*wanted->what->lab, wanted->what->parameters, drain, options);
    if (found) {
      player.take_measurement(found.value());
    } else {
      player.give_up_measurement(found.error().text());
    }
  }

  void report(const LessonPlayer& player) {
    const LessonStep& step = player.step();
    const StepRecord& record = player.record();
    if (!record.trouble.empty()) check_.troubles.push_back(record.trouble);
    if (!step.prediction.empty()) {
      const Prediction& prediction = step.prediction.front();
      add({lesson_->file, prediction.choices.front().line, step.title, "exactly one choice holds",
           choices_text(prediction, record), verdict_of_prediction(record), record.doubt});
    }
    for (std::size_t i = 0; i < step.expectations.size(); ++i) {
      const Expectation& expectation = step.expectations[i];
      const StepRecord::Judged& judged = record.expectations[i];
      add({lesson_->file, expectation.line, step.title, expectation.condition.text, judged.measured,
           judged.verdict, judged.doubt});
    }
  }

  void add(LessonFinding finding) {
    if (found_) found_(finding);
    check_.findings.push_back(std::move(finding));
  }

  std::shared_ptr<const Lesson> lesson_;
  const LessonCheckOptions& options_;
  const CheckReturn& from_;
  const std::function<void(const LessonFinding&)>& found_;
  const std::function<void(int step)>& kill_app_;
  Lab lab_;
  LiveModel live_{lab_};
  std::vector<LaneIndex> lanes_;
  LessonCheck check_;
};

}  // namespace

bool LessonCheck::passed() const {
  return troubles.empty() &&
         std::all_of(findings.begin(), findings.end(),
                     [](const LessonFinding& each) { return each.verdict != Verdict::fails; });
}

LessonCheck check_lesson(const Lesson& lesson, const LessonCheckOptions& options,
                         const std::function<void(const LessonFinding&)>& found) {
  if (kills_app(lesson)) return check_in_forked_checkers(lesson, options, found);
  return walk_lesson(lesson, options, {}, found, {});
}

LessonCheck walk_lesson(const Lesson& lesson, const LessonCheckOptions& options,
                        const CheckReturn& from,
                        const std::function<void(const LessonFinding&)>& found,
                        const std::function<void(int step)>& kill_app) {
  return LessonWalk(lesson, options, from, found, kill_app).run();
}

}  // namespace sharedfate
