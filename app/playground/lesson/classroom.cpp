#include "app/playground/lesson/classroom.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "core/report/run_options.h"

namespace sharedfate {
namespace {

constexpr double tree_period_s = 0.5;
constexpr double census_period_s = 0.5;
/// For the kernel to end what a killed app has left: waited for only if something is left.
constexpr double end_patience_s = 2, end_look_period_s = 0.05;

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

int core_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

/// The file as it is on disk now; a version with mistakes leaves the last good one in its place.
void read_entry(ShelfEntry& entry) {
  LessonReading reading = read_lesson_file(entry.file);
  entry.mistakes = std::move(reading.mistakes);
  if (reading.lesson != nullptr) entry.lesson = std::move(reading.lesson);
}

/// Whether that app, another one than this, is at its step right now.
bool lives(const MortalApp& app) {
  return !app.census.processes.empty() && is_running(app.census.processes.front());
}

bool same_lanes(const Lesson& a, const Lesson& b) {
  return a.lanes == b.lanes && a.seed == b.seed && a.deadline_ms == b.deadline_ms &&
         a.free_play == b.free_play;
}

}  // namespace

std::vector<ShelfEntry> read_shelf(const std::vector<std::string>& files) {
  std::vector<ShelfEntry> shelf;
  for (const std::string& file : files)
    read_entry(shelf.emplace_back(ShelfEntry{file, nullptr, {}}));
  return shelf;
}

Classroom::Classroom(Settings settings, Lab& lab, Bench& bench)
    : settings_(std::move(settings)),
      lab_(lab),
      bench_(bench),
      shelf_(std::exchange(settings_.shelf, {})) {
  if (settings_.free_play) return;
  std::optional<LessonPlace> place;
  if (!settings_.place_file.empty()) place = load_lesson_place(settings_.place_file);
  for (const ShelfEntry& entry : shelf_) {
    if (!place || entry.file != place->file || entry.lesson == nullptr) continue;
    const int last = static_cast<int>(entry.lesson->steps.size()) - 1;
    place_ = LessonPlace{place->file, std::clamp(place->step, 0, last), {}};
    const auto& step = entry.lesson->steps[static_cast<std::size_t>(place_->step)];
    if (kills_app(step) && place->app && !lives(*place->app)) killed_ = place->app;
  }
}

/// An end in good order: nothing was killed.
Classroom::~Classroom() {
  if (player_ != nullptr) leave();
}

std::optional<std::size_t> Classroom::killed_lesson() const {
  if (!killed_ || !place_) return std::nullopt;
  const auto entry = std::find_if(shelf_.begin(), shelf_.end(), [this](const ShelfEntry& each) {
    return each.file == place_->file;
  });
  return static_cast<std::size_t>(entry - shelf_.begin());
}

Room Classroom::room() const {
  if (settings_.free_play) return Room::free_play;
  if (player_ == nullptr) return Room::list;
  return player_->lesson().free_play ? Room::free_play : Room::lesson;
}

const ShelfEntry* Classroom::open_entry() const {
  return player_ == nullptr ? nullptr : &shelf_[open_place_];
}

void Classroom::obey(const LessonCommand& command, double now_s) {
  if (const auto* open_lesson = std::get_if<OpenLesson>(&command)) {
    open(open_lesson->shelf_place, open_lesson->step, now_s);
    return;
  }
  if (player_ == nullptr) return;
  // The step that ended the app is judged first: it must not be left before that by accident.
  if (returning_ && !std::holds_alternative<LeaveLesson>(command)) return;
  std::visit(Overloaded{
                 [](const OpenLesson&) {},
                 [](const TogglePresenterWindow&) {},
                 [this](const LeaveLesson&) { leave(); },
                 [this](const LessonForward&) {
                   // Beyond the last step is the list, and nothing to come back to.
                   if (player_->forward()) return;
                   player_->go_to(0);
                   leave();
                 },
                 [this](const LessonBack&) { player_->back(); },
                 [this](const GoToStep& to) { player_->go_to(to.step); },
                 [this](const ResetStep&) { player_->reset_step(); },
                 [this](const Vote& vote) { player_->vote(vote.choice, vote.difference); },
                 [this](const SkipPrediction&) { player_->skip_prediction(); },
             },
             command);
  keep_place();
}

void Classroom::update(const Model& model, std::uint64_t now_ns, double now_s,
                       std::vector<AddressedRequest>& requests) {
  errand_.update(room() == Room::lesson ? player_.get() : nullptr, opening_, bench_);
  if (room() != Room::lesson || !come_back(now_s)) return;
  player_->update(model, now_ns, requests);
  keep_census(now_s);
  if (player_->wants_death()) die();
  read_tree(now_s);
}

void Classroom::note_trouble(const std::string& sentence) {
  if (room() == Room::lesson) player_->note_trouble(sentence);
}

void Classroom::reload(double now_s) {
  for (ShelfEntry& entry : shelf_) read_entry(entry);
  if (player_ == nullptr) return;
  const std::shared_ptr<const Lesson> now = shelf_[open_place_].lesson;
  if (same_lanes(*now, player_->lesson())) {
    player_->reload(now);
  } else {
    // What a killed app has left is still judged.
    std::optional<Returning> returning = std::move(returning_);
    open(open_place_, player_->step_index(), now_s);
    returning_ = std::move(returning);
  }
}

double Classroom::seconds_to_refresh(double now_s) const {
  if (returning_) return end_look_period_s;
  return shows_tree() ? std::max(0.0, tree_read_s_ + tree_period_s - now_s) : -1;
}

std::vector<std::string> Classroom::take_troubles() { return std::exchange(troubles_, {}); }

void Classroom::open(std::size_t shelf_place, int step, double now_s) {
  if (shelf_place >= shelf_.size() || shelf_[shelf_place].lesson == nullptr) return;
  close_lanes();
  const std::shared_ptr<const Lesson> lesson = shelf_[shelf_place].lesson;
  LaneOptions options = lane_options(*lesson);
  options.niceness = settings_.niceness;
  options.use_namespaces = settings_.use_namespaces;
  std::vector<LaneIndex> lanes;
  for (const LaneSpec& spec : lesson->lanes) {
    const Result<LaneIndex> lane = lab_.open(spec, options);
    if (!lane) troubles_.push_back(lane.error().text());
    // A lane that is not there refuses what the lesson asks of it, and the step says so.
    lanes.push_back(lane ? lane.value() : static_cast<LaneIndex>(lane_count_max));
  }
  player_ = std::make_unique<LessonPlayer>(lesson, std::move(lanes), core_count(), step);
  returning_.reset();
  if (killed_ && place_ == LessonPlace{shelf_[shelf_place].file, step, {}})
    returning_ = Returning{*std::move(killed_), now_s};
  killed_.reset();
  open_place_ = shelf_place;
  opened_s_ = now_s;
  ++opening_;
  keep_place();
}

/// Whether the lesson can go on. What a killed app has left is given time to end, in which nothing
/// else is held up: it is looked at again and again.
bool Classroom::come_back(double now_s) {
  if (!returning_) return true;
  const AppEnd end = find_survivors(returning_->app.census, 0);
  if (end.survivors > 0 && now_s < returning_->since_s + end_patience_s) return false;
  player_->come_back(end, returning_->app.votes);
  returning_.reset();
  return true;
}

void Classroom::leave() {
  returning_.reset();
  census_ = {};
  keep_place();
  close_lanes();
  player_.reset();
  process_tree_ = {};
  ++opening_;
}

void Classroom::close_lanes() {
  for (std::size_t lane = 0; lane < lane_count_max; ++lane) {
    lab_.close(static_cast<LaneIndex>(lane));
  }
}

bool Classroom::keep_place() {
  if (player_ == nullptr) return false;
  LessonPlace now{shelf_[open_place_].file, player_->step_index(), {}};
  if (is_mortal() && !census_.processes.empty())
    now.app = MortalApp{census_, player_->record().votes};
  if (place_ == now) return true;
  place_ = now;
  if (settings_.place_file.empty()) return false;
  const Status kept = save_lesson_place(settings_.place_file, now);
  if (!kept) troubles_.push_back(kept.error().text());
  return static_cast<bool>(kept);
}

bool Classroom::is_mortal() const {
  return room() == Room::lesson && kills_app(player_->step()) && !player_->record().finished;
}

/// Whoever kills the app in such a step, its successor can say who was left.
void Classroom::keep_census(double now_s) {
  if (!is_mortal()) {
    census_ = {};
    if (place_ && place_->app) keep_place();
  } else if (census_.processes.empty() || now_s - census_taken_s_ >= census_period_s) {
    census_ = take_app_census();
    census_taken_s_ = now_s;
    keep_place();
  }
}

void Classroom::die() {
  if (settings_.place_file.empty())
    return player_->live_on("the app was started without a place to come back to (--no-place)");
  census_ = take_app_census();
  place_.reset();
  if (!keep_place()) return player_->live_on("its place to come back to cannot be kept");
  kill_own_process_at_once();
}

bool Classroom::shows_tree() const {
  return room() == Room::lesson && player_->step().view == StepView::tree;
}

void Classroom::read_tree(double now_s) {
  if (!shows_tree()) {
    process_tree_ = {};
    tree_read_s_ = -1;
  } else if (tree_read_s_ < 0 || now_s - tree_read_s_ >= tree_period_s) {
    process_tree_ = read_own_process_tree();
    tree_read_s_ = now_s;
  }
}

}  // namespace sharedfate
