#include "core/lesson/play/lesson_player.h"

#include <algorithm>
#include <cassert>

#include "core/lesson/fact.h"
#include "core/lesson/lesson.h"
#include "core/run/run_options.h"

namespace sharedfate {
namespace {

bool same_script(const std::vector<Action>& one, const std::vector<Action>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const Action& a, const Action& b) { return a.text == b.text; });
}

bool same_prediction(const Prediction& one, const Prediction& other) {
  return one.question == other.question &&
         std::equal(one.choices.begin(), one.choices.end(), other.choices.begin(),
                    other.choices.end(), [](const Choice& a, const Choice& b) {
                      return a.text == b.text && a.right_if.text == b.right_if.text;
                    });
}

/// What the class calls the lanes: by their kinds, and where two are of one kind by their names.
std::vector<std::string> lane_titles(const Lesson& lesson) {
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < lesson.lanes.size(); ++i) {
    const auto same =
        std::count_if(lesson.lanes.begin(), lesson.lanes.end(),
                      [&](const LaneSpec& each) { return each.kind == lesson.lanes[i].kind; });
    titles.emplace_back(same > 1 ? lesson.lane_names[i]
                                 : lane_kind_row(lesson.lanes[i].kind).title);
  }
  return titles;
}

StepRecord::Judged judge_one(const Condition& condition, const Lesson& lesson,
                             const Measured& measured) {
  return {judge(condition, measured), measured_text(condition, lesson.lane_names, measured),
          told_figures(condition, lane_titles(lesson), measured), doubt_text(condition, measured)};
}

/// For the choices that the step has, clamped. Precondition: it asks something.
void take_votes(StepRecord& record, const Votes& votes, const LessonStep& step) {
  const std::size_t choices = step.prediction.front().choices.size();
  for (std::size_t round = 0; round < votes.size(); ++round) {
    for (std::size_t choice = 0; choice < choices; ++choice)
      record.votes[round][choice] = std::clamp(votes[round][choice], 0, votes_max);
  }
}

/// A choice is right if its condition holds and that of every other one fails.
void find_right_choice(StepRecord& record) {
  record.right_choice = -1;
  record.doubt.clear();
  int right_count = 0;
  for (std::size_t i = 0; i < record.choices.size(); ++i) {
    const StepRecord::Judged& each = record.choices[i];
    if (record.doubt.empty()) record.doubt = each.doubt;
    if (each.verdict != Verdict::holds) continue;
    ++right_count;
    record.right_choice = static_cast<int>(i);
  }
  if (right_count != 1 || !record.doubt.empty()) record.right_choice = -1;
}

/// Judges the step's choices and expectations by what was measured, and writes the results into
/// its record. No other function does.
void judge_step(const LessonStep& step, const Lesson& lesson, const Measured& measured,
                StepRecord& record) {
  record.choices.clear();
  record.expectations.clear();
  if (!step.prediction.empty()) {
    for (const Choice& choice : step.prediction.front().choices)
      record.choices.push_back(judge_one(choice.right_if, lesson, measured));
  }
  find_right_choice(record);
  for (const Expectation& expectation : step.expectations)
    record.expectations.push_back(judge_one(expectation.condition, lesson, measured));
  record.finished = true;
}

/// Whether results of one version of a step are valid for the other: prediction, scripts and
/// expectations are the same. Other text may differ.
bool same_experiment(const LessonStep& one, const LessonStep& other) {
  return one.has_setup == other.has_setup && same_script(one.setup, other.setup) &&
         same_script(one.run, other.run) &&
         std::equal(one.prediction.begin(), one.prediction.end(), other.prediction.begin(),
                    other.prediction.end(), same_prediction) &&
         std::equal(one.expectations.begin(), one.expectations.end(), other.expectations.begin(),
                    other.expectations.end(), [](const Expectation& a, const Expectation& b) {
                      return a.condition.text == b.condition.text;
                    });
}

/// The lanes are not as any step leaves them.
constexpr int nowhere = -2;

}  // namespace

LessonPlayer::LessonPlayer(std::shared_ptr<const Lesson> lesson, std::vector<LaneIndex> lanes,
                           int cores, int step)
    : lesson_(std::move(lesson)),
      lanes_(std::move(lanes)),
      records_(lesson_->steps.size()),
      runner_(*lesson_, lanes_, cores) {
  assert(!lesson_->steps.empty() && lanes_.size() == lesson_->lanes.size());
  for (StepRecord& each : records_) each.notes.resize(lanes_.size());
  arrive(step);
}

void LessonPlayer::light(int choice) {
  lit_choice_ = choice;
  typing_ = false;
}

NextMove LessonPlayer::next_move() const {
  if (stage_ == StepStage::running) return NextMove::nothing;
  if (!asks()) {
    const bool last = step_ + 1 >= static_cast<int>(lesson_->steps.size());
    return last ? NextMove::end : NextMove::next_step;
  }
  const auto choices = static_cast<int>(step().prediction.front().choices.size());
  if (lit_choice_ + 1 < choices) return NextMove::next_choice;
  return stage_ == StepStage::asking ? NextMove::discuss : NextMove::run;
}

bool LessonPlayer::forward() {
  switch (next_move()) {
    case NextMove::nothing:
      break;
    case NextMove::next_choice:
      light(lit_choice_ + 1);
      break;
    case NextMove::discuss:
      stage_ = StepStage::discussing;
      light(-1);
      break;
    case NextMove::run:
      start_run();
      break;
    case NextMove::next_step:
      arrive(step_ + 1);
      break;
    case NextMove::end:
      return false;
  }
  return true;
}

bool LessonPlayer::back() {
  if (asks() && lit_choice_ >= 0) {
    light(lit_choice_ - 1);
    return true;
  }
  if (stage_ == StepStage::discussing) {
    stage_ = StepStage::asking;
    light(static_cast<int>(step().prediction.front().choices.size()) - 1);
    return true;
  }
  if (step_ == 0) return false;
  arrive(step_ - 1);
  return true;
}

void LessonPlayer::go_to(int step) { arrive(step); }

void LessonPlayer::reset_step() { begin_step(true); }

/// In the round that is open, to be changed. nullptr: none is, or there is no such choice.
int* LessonPlayer::votes_for(int choice) {
  if (!asks() || choice < 0) return nullptr;
  const auto place = static_cast<std::size_t>(choice);
  if (place >= step().prediction.front().choices.size()) return nullptr;
  Votes& votes = open_record().votes;
  if (stage_ == StepStage::asking) votes[1] = {};
  return &votes[stage_ == StepStage::asking ? 0 : 1][place];
}

void LessonPlayer::vote(int choice, int difference) {
  int* const count = votes_for(choice);
  if (count != nullptr) *count = std::clamp(*count + difference, 0, votes_max);
}

void LessonPlayer::type_digit(int digit) {
  assert(digit >= 0 && digit <= 9);
  int* const count = votes_for(lit_choice_);
  if (count == nullptr) return;
  const int before = std::exchange(typing_, true) ? *count : 0;
  if (10 * before + digit <= votes_max) *count = 10 * before + digit;
}

void LessonPlayer::erase_digit() {
  int* const count = votes_for(lit_choice_);
  if (count == nullptr) return;
  typing_ = true;
  *count /= 10;
}

std::vector<Votes> LessonPlayer::votes() const {
  std::vector<Votes> votes;
  for (const StepRecord& record : records_) votes.push_back(record.votes);
  return votes;
}

void LessonPlayer::put_back(const std::vector<Votes>& votes) {
  for (std::size_t step = 0; step < std::min(votes.size(), records_.size()); ++step) {
    if (!lesson_->steps[step].prediction.empty())
      take_votes(records_[step], votes[step], lesson_->steps[step]);
  }
}

void LessonPlayer::skip_prediction() {
  if (!asks()) return;
  open_record().skipped = true;
  start_run();
}

void LessonPlayer::measure_again() {
  if (stage_ != StepStage::shown) return;
  const bool skipped = record().skipped;
  begin_step(true);
  open_record().skipped = skipped;
  if (asks()) start_run();
}

void LessonPlayer::arrive(int step) {
  step_ = std::clamp(step, 0, static_cast<int>(lesson_->steps.size()) - 1);
  light(-1);
  if (!record().finished) return begin_step(false);
  // Drops the rest of a script; the lanes stay as they are.
  runner_.clear();
  stage_ = StepStage::shown;
}

/// Starts the current step: up to its question or, without one, including its run.
void LessonPlayer::begin_step(bool from_fresh_lanes) {
  runner_.clear();
  StepRecord& record = open_record();
  // The votes are kept; everything else is measured again.
  StepRecord fresh;
  fresh.votes = record.votes;
  fresh.notes.resize(lanes_.size());
  record = std::move(fresh);
  light(-1);

  if (from_fresh_lanes || step().has_setup || lanes_stand_after_ != step_ - 1) {
    bring_lanes_here();
  } else {
    runner_.add_wait_for_start();
    runner_.add_clear_notes();
  }
  runner_.add(step().setup);
  runner_.add_note_start();
  if (step().prediction.empty()) {
    start_run();
  } else {
    stage_ = StepStage::asking;
  }
}

/// Makes fresh lanes and repeats on them the scripts of the steps before this one, from the last
/// one with a setup on. The notes of the current step start after that.
void LessonPlayer::bring_lanes_here() {
  lanes_stand_after_ = nowhere;
  int from = step_;
  while (from > 0 && !step_at(from).has_setup) --from;
  runner_.add_fresh_lanes(*lesson_);
  for (int each = from; each < step_; ++each) {
    runner_.add(step_at(each).setup);
    std::vector<Action> run = step_at(each).run;
    // The repeated scripts must not kill the app.
    if (kills_app(step_at(each))) run.pop_back();
    // A measurement in a lab does not change the lanes.
    std::erase_if(
        run, [](const Action& action) { return std::holds_alternative<MeasureLab>(action.act); });
    runner_.add(run);
  }
  runner_.add_clear_notes();
}

void LessonPlayer::start_run() {
  stage_ = StepStage::running;
  light(-1);
  // A step without a run leaves the lanes where the step before it did.
  const bool touches_nothing = step().run.empty() && lanes_stand_after_ == step_ - 1;
  lanes_stand_after_ = touches_nothing ? step_ : nowhere;
  runner_.add(step().run);
}

std::optional<LessonPlayer::WantedMeasurement> LessonPlayer::wants_measurement() const {
  const MeasureLab* const wanted = runner_.wants_measurement();
  if (wanted == nullptr) return std::nullopt;
  return WantedMeasurement{wanted, runner_.measurement_number()};
}

void LessonPlayer::take_measurement(const Measurement& found) {
  assert(wants_measurement());
  auto& labs = open_record().labs;
  std::erase_if(labs, [&](const Measurement& each) { return each.experiment == found.experiment; });
  labs.push_back(found);
  if (found.state == MeasurementState::done) return runner_.measurement_ended();
  const std::string_view state = measurement_state_name(found.state);
  give_up_measurement(found.trouble.empty() ? "it was " + std::string(state) : found.trouble);
}

void LessonPlayer::give_up_measurement(const std::string& why) {
  assert(wants_measurement());
  keep_trouble(runner_.located("it was not measured: " + why));
  runner_.measurement_ended();
}

bool LessonPlayer::wants_death() const {
  return stage_ == StepStage::running && runner_.at_end_of_app();
}

void LessonPlayer::live_on(const std::string& why) {
  if (!wants_death()) return;
  keep_trouble(runner_.located(why));
  runner_.skip_action();
}

void LessonPlayer::come_back(const AppEnd& end, const Votes& votes) {
  if (!kills_app(step())) return;
  begin_step(true);
  StepRecord& record = open_record();
  record.app_end = end;
  if (asks()) take_votes(record, votes, step());
  // The run is over: the lanes are prepared again, and the step is judged.
  runner_.clear();
  bring_lanes_here();
  runner_.add(step().setup);
  runner_.add_note_start();
  stage_ = StepStage::running;
  lanes_stand_after_ = nowhere;
}

void LessonPlayer::update(const Model& model, std::uint64_t now_ns,
                          std::vector<AddressedRequest>& requests) {
  // The results of a step do not change with what the lanes do later.
  if (stage_ == StepStage::shown) return;
  StepRecord& record = open_record();
  std::vector<std::string> troubles;
  runner_.update({model, now_ns, record.notes, requests, troubles, record.timing, record.labs});
  for (const std::string& trouble : troubles) keep_trouble(trouble);
  if (stage_ != StepStage::running || !runner_.idle()) return;
  Measured measured = runner_.measured(model, record.notes);
  measured.app_end = record.app_end;
  measured.timing = record.timing;
  measured.labs = record.labs;
  judge_step(step(), *lesson_, measured, record);
  stage_ = StepStage::shown;
  lanes_stand_after_ = step_;
}

void LessonPlayer::note_trouble(const std::string& sentence) {
  keep_trouble(runner_.located(sentence));
}

void LessonPlayer::keep_trouble(const std::string& sentence) {
  std::string& trouble = open_record().trouble;
  if (!trouble.empty()) trouble += "\n";
  trouble += sentence;
}

bool LessonPlayer::busy() const {
  return stage_ == StepStage::running || (asks() && !runner_.idle());
}

int LessonPlayer::place_in(const Lesson& lesson) const {
  const auto& steps = lesson.steps;
  const int last = static_cast<int>(steps.size()) - 1;
  if (step_ <= last && same_experiment(step(), steps[static_cast<std::size_t>(step_)]))
    return step_;
  // The step moves when another one is inserted or removed before it.
  const auto moved = std::find_if(steps.begin(), steps.end(), [this](const LessonStep& each) {
    return each.title == step().title;
  });
  return moved == steps.end() ? std::min(step_, last) : static_cast<int>(moved - steps.begin());
}

void LessonPlayer::reload(std::shared_ptr<const Lesson> lesson) {
  assert(lesson->lanes == lesson_->lanes);
  const int place = place_in(*lesson);
  const auto& before = lesson_->steps;
  std::vector<StepRecord> records(lesson->steps.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].notes.resize(lanes_.size());
    const LessonStep& now = lesson->steps[i];
    const auto same = [&](const LessonStep& each) {
      return each.title == now.title && same_experiment(each, now);
    };
    const bool stayed = i < before.size() && same_experiment(before[i], now);
    const auto found = stayed ? before.begin() + static_cast<std::ptrdiff_t>(i)
                              : std::find_if(before.begin(), before.end(), same);
    if (found != before.end())
      records[i] = records_[static_cast<std::size_t>(found - before.begin())];
  }
  const LessonStep& now = lesson->steps[static_cast<std::size_t>(place)];
  const bool goes_on = stage_ == StepStage::running || same_experiment(step(), now);
  if (stage_ == StepStage::running) records[static_cast<std::size_t>(place)] = record();
  if (lanes_stand_after_ != nowhere) lanes_stand_after_ += place - step_;
  lesson_ = std::move(lesson);
  records_ = std::move(records);
  step_ = place;
  if (!goes_on) begin_step(false);
}

LaneOptions lane_options(const Lesson& lesson) {
  LaneOptions options;
  options.seed = lesson.seed;
  options.deadline_ms = deadline_for(lesson.deadline_ms, lesson.tempo_ms, lesson.workload);
  options.tempo_ms = lesson.tempo_ms;
  options.gate_open = false;
  return options;
}

}  // namespace sharedfate
