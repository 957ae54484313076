#include "app/playground/lesson/lesson_controller.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "core/run/run_options.h"

namespace sharedfate {
namespace {

constexpr double tree_period_s = 0.5;
constexpr double snapshot_period_s = 0.5;
/// Time for the kernel to end what a killed app left; used only if something is left.
constexpr double grace_s = 2, end_look_period_s = 0.05;

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

int core_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

/// Reads the file as it is on disk now. If it has mistakes, the last good version stays.
void read_entry(LessonEntry& entry) {
  LessonReading reading = read_lesson_file(entry.file);
  entry.mistakes = std::move(reading.mistakes);
  if (reading.lesson != nullptr) entry.lesson = std::move(reading.lesson);
}

/// Whether that app, another instance than this one, still runs.
bool lives(const MortalApp& app) {
  return !app.snapshot.processes.empty() && is_running(app.snapshot.processes.front());
}

bool same_lanes(const Lesson& a, const Lesson& b) {
  return a.lanes == b.lanes && a.seed == b.seed && a.deadline_ms == b.deadline_ms &&
         a.free_play == b.free_play;
}

}  // namespace

void PendingMeasurement::update(LessonPlayer* player, int opening,
                                MeasurementRunner& measurements) {
  const auto wanted = player == nullptr ? std::nullopt : player->wants_measurement();
  const bool same = wanted && asked_ != 0 && opening == opening_ && wanted->number == number_;
  if (asked_ != 0 && !same) {
    // The lesson has moved on to something else, or was left.
    if (measurements.asked() == asked_ && measurements.busy())
      measurements.obey(CancelMeasurement{});
    asked_ = 0;
  }
  if (!wanted) return;
  if (!same) {
    measurements.obey(StartMeasurement{wanted->what->lab, wanted->what->parameters});
    opening_ = opening;
    number_ = wanted->number;
    asked_ = measurements.asked();
  } else if (measurements.asked() != asked_) {
    asked_ = 0;
    player->give_up_measurement(
        "another measurement was started meanwhile; press r to repeat this step");
  } else if (measurements.asked_of_latest() == asked_ && !measurements.busy()) {
    asked_ = 0;
    player->take_measurement(*measurements.measurement());
  }
}

std::vector<LessonEntry> read_lessons(const std::vector<std::string>& files) {
  std::vector<LessonEntry> lessons;
  for (const std::string& file : files)
    read_entry(lessons.emplace_back(LessonEntry{file, nullptr, {}}));
  return lessons;
}

LessonController::LessonController(Settings settings, Lab& lab, MeasurementRunner& measurements)
    : settings_(std::move(settings)),
      lab_(lab),
      measurements_(measurements),
      lessons_(std::exchange(settings_.lessons, {})) {
  if (settings_.free_play) return;
  std::optional<LessonPlace> place;
  if (!settings_.place_file.empty()) place = load_lesson_place(settings_.place_file);
  if (!settings_.taught_file.empty()) taught_ = load_taught(settings_.taught_file);
  for (const LessonEntry& entry : lessons_) {
    if (!place || entry.file != place->file || entry.lesson == nullptr) continue;
    const int last = static_cast<int>(entry.lesson->steps.size()) - 1;
    place_ = LessonPlace{place->file, std::clamp(place->step, 0, last), {}};
    const auto& step = entry.lesson->steps[static_cast<std::size_t>(place_->step)];
    if (kills_app(step) && place->app && !lives(*place->app)) killed_ = place->app;
  }
}

/// An orderly end: the kept place loses its process snapshot.
LessonController::~LessonController() {
  if (player_ != nullptr) leave();
}

std::optional<std::size_t> LessonController::killed_lesson() const {
  if (!killed_ || !place_) return std::nullopt;
  const auto entry =
      std::find_if(lessons_.begin(), lessons_.end(),
                   [this](const LessonEntry& each) { return each.file == place_->file; });
  return static_cast<std::size_t>(entry - lessons_.begin());
}

AppMode LessonController::mode() const {
  if (settings_.free_play) return AppMode::free_play;
  if (player_ == nullptr) return AppMode::list;
  return player_->lesson().free_play ? AppMode::free_play : AppMode::lesson;
}

const LessonEntry* LessonController::open_entry() const {
  return player_ == nullptr ? nullptr : &lessons_[open_place_];
}

void LessonController::obey(const LessonCommand& command, double now_s) {
  if (const auto* open_lesson = std::get_if<OpenLesson>(&command)) {
    open(open_lesson->lesson_index, open_lesson->step, now_s);
    return;
  }
  if (player_ == nullptr) return;
  // The step that killed the app is judged first; it must not be left by accident before that.
  if (returning_ && !std::holds_alternative<LeaveLesson>(command)) return;
  std::visit(Overloaded{
                 [](const OpenLesson&) {},
                 [](const TogglePresenterWindow&) {},
                 [this](const LeaveLesson&) { leave(); },
                 [this](const LessonForward&) {
                   if (!player_->forward()) end_lesson();
                 },
                 [this](const LessonBack&) { player_->back(); },
                 [this](const ResetStep&) { player_->reset_step(); },
                 [this](const Vote& vote) { player_->vote(vote.choice, vote.difference); },
                 [this](const TypeDigit& typed) { player_->type_digit(typed.digit); },
                 [this](const EraseDigit&) { player_->erase_digit(); },
                 [this](const RunStep&) { run_step(); },
             },
             command);
  keep_place();
}

/// The list follows the last step, and the lesson then starts again at its first step.
void LessonController::end_lesson() {
  const bool is_new = taught_.insert(lessons_[open_place_].file).second;
  if (is_new && !settings_.taught_file.empty()) {
    const Status saved = save_taught(settings_.taught_file, taught_);
    if (!saved) troubles_.push_back(saved.error().text());
  }
  player_->go_to(0);
  leave();
  votes_.erase(lessons_[open_place_].file);
}

void LessonController::run_step() {
  if (player_->stage() == StepStage::shown && !player_->step().run.empty()) {
    player_->measure_again();
  } else {
    player_->skip_prediction();
  }
}

void LessonController::update(const Model& model, std::uint64_t now_ns, double now_s,
                              std::vector<AddressedRequest>& requests) {
  pending_measurement_.update(mode() == AppMode::lesson ? player_.get() : nullptr, opening_,
                              measurements_);
  if (mode() != AppMode::lesson || !come_back(now_s)) return;
  if (const auto question = player_->asks(model)) player_->take_answer(answer(*question));
  player_->update(model, now_ns, requests);
  keep_snapshot(now_s);
  if (player_->wants_death()) die();
  read_tree(now_s);
}

void LessonController::note_trouble(const std::string& sentence) {
  if (mode() == AppMode::lesson) player_->note_trouble(sentence);
}

void LessonController::reload(double now_s) {
  for (LessonEntry& entry : lessons_) read_entry(entry);
  if (player_ == nullptr) return;
  const std::shared_ptr<const Lesson> now = lessons_[open_place_].lesson;
  if (same_lanes(*now, player_->lesson())) {
    player_->reload(now);
  } else {
    // The end of a killed app is still judged, although the lesson is opened anew.
    std::optional<Returning> returning = std::move(returning_);
    open(open_place_, player_->step_index(), now_s);
    returning_ = std::move(returning);
  }
}

double LessonController::seconds_to_refresh(double now_s) const {
  if (returning_) return end_look_period_s;
  return shows_tree() ? std::max(0.0, tree_read_s_ + tree_period_s - now_s) : -1;
}

std::vector<std::string> LessonController::take_troubles() { return std::exchange(troubles_, {}); }

void LessonController::open(std::size_t lesson_index, int step, double now_s) {
  if (lesson_index >= lessons_.size() || lessons_[lesson_index].lesson == nullptr) return;
  close_lanes();
  const std::shared_ptr<const Lesson> lesson = lessons_[lesson_index].lesson;
  LaneOptions options = lane_options(*lesson);
  options.niceness = settings_.niceness;
  options.use_namespaces = settings_.use_namespaces;
  std::vector<LaneIndex> lanes;
  for (const LaneSpec& spec : lesson->lanes) {
    const Result<LaneIndex> lane = lab_.open(spec, options);
    if (!lane) troubles_.push_back(lane.error().text());
    // Requests to a lane that could not be opened are refused, and the step says so.
    lanes.push_back(lane ? lane.value() : static_cast<LaneIndex>(lane_count_max));
  }
  player_ = std::make_unique<LessonPlayer>(lesson, std::move(lanes), core_count(), step);
  if (const auto counted = votes_.find(lessons_[lesson_index].file); counted != votes_.end())
    player_->put_back(counted->second);
  returning_.reset();
  if (killed_ && place_ == LessonPlace{lessons_[lesson_index].file, step, {}})
    returning_ = Returning{*std::move(killed_), now_s};
  killed_.reset();
  open_place_ = lesson_index;
  opened_s_ = now_s;
  ++opening_;
  keep_place();
}

/// Whether the lesson can go on. What a killed app left is given time to end; each call looks once
/// and never blocks.
bool LessonController::come_back(double now_s) {
  if (!returning_) return true;
  const AppEnd end = find_survivors(returning_->app.snapshot, 0);
  if (end.survivors > 0 && now_s < returning_->since_s + grace_s) return false;
  player_->come_back(end, returning_->app.votes);
  returning_.reset();
  return true;
}

void LessonController::leave() {
  returning_.reset();
  snapshot_ = {};
  keep_place();
  close_lanes();
  votes_[lessons_[open_place_].file] = player_->votes();
  player_.reset();
  process_tree_ = {};
  ++opening_;
}

void LessonController::close_lanes() {
  for (std::size_t lane = 0; lane < lane_count_max; ++lane) {
    lab_.close(static_cast<LaneIndex>(lane));
  }
}

bool LessonController::keep_place() {
  if (player_ == nullptr) return false;
  LessonPlace now{lessons_[open_place_].file, player_->step_index(), {}};
  if (is_mortal() && !snapshot_.processes.empty())
    now.app = MortalApp{snapshot_, player_->record().votes};
  if (place_ == now) return true;
  place_ = now;
  if (settings_.place_file.empty()) return false;
  const Status kept = save_lesson_place(settings_.place_file, now);
  if (!kept) troubles_.push_back(kept.error().text());
  return static_cast<bool>(kept);
}

bool LessonController::is_mortal() const {
  return mode() == AppMode::lesson && kills_app(player_->step()) && !player_->record().finished;
}

/// However the app is killed in such a step, the next one can then tell what survived.
void LessonController::keep_snapshot(double now_s) {
  if (!is_mortal()) {
    snapshot_ = {};
    if (place_ && place_->app) keep_place();
  } else if (snapshot_.processes.empty() || now_s - snapshot_taken_s_ >= snapshot_period_s) {
    snapshot_ = take_process_snapshot();
    snapshot_taken_s_ = now_s;
    keep_place();
  }
}

void LessonController::die() {
  if (settings_.place_file.empty())
    return player_->live_on("the app was started without a place to come back to (--no-place)");
  snapshot_ = take_process_snapshot();
  place_.reset();
  if (!keep_place()) return player_->live_on("its place to come back to cannot be kept");
  kill_own_process_at_once();
}

bool LessonController::shows_tree() const {
  return mode() == AppMode::lesson && player_->step().view == StepView::tree;
}

void LessonController::read_tree(double now_s) {
  if (!shows_tree()) {
    process_tree_ = {};
    tree_read_s_ = -1;
  } else if (tree_read_s_ < 0 || now_s - tree_read_s_ >= tree_period_s) {
    process_tree_ = read_own_process_tree();
    tree_read_s_ = now_s;
  }
}

}  // namespace sharedfate
