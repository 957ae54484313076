#include "app/playground/window/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <variant>

#include "app/playground/draw/window_scale.h"
#include "app/playground/lesson/presenter_strip.h"
#include "app/playground/window/screenshot.h"
#include "core/system/terminal.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr double frame_interval_s = 1.0 / 60;
constexpr double fault_log_period_s = 0.5, saving_look_s = 0.05;
constexpr double screenshot_after_s_default = 2;
constexpr auto saving_time_max = std::chrono::seconds(5);  // at the end of the app
/// Workers may use every core; at this niceness the window has precedence over them.
constexpr int workers_niceness = 10;

/// Commands that leave the lesson's lanes alone.
bool leaves_lanes(const LessonCommand& command) {
  return std::holds_alternative<Vote>(command) || std::holds_alternative<TypeDigit>(command) ||
         std::holds_alternative<EraseDigit>(command) ||
         std::holds_alternative<TogglePresenterWindow>(command);
}

}  // namespace

Session::Session(const WindowOptions& options)
    : options_(options),
      theme_(options.theme),
      text_scale_(std::clamp(options.text_scale, text_scale_min, text_scale_max)),
      motion_(options.motion),
      begun_ns_(monotonic_ns()) {}

Session::~Session() = default;

Status Session::open() {
  if (!options_.screenshot_file.empty()) {
    if (Status status = check_screenshot_file(options_.screenshot_file); !status) return status;
  }
  if (!options_.film_folder.empty()) {
    auto film = Film::begin(options_.film_folder);
    if (!film) return film.error();
    film_ = film.take();
  }
  auto observation = Observation::open(options_.observe_directory);
  if (!observation) return observation.error();
  observation_ = observation.take();

  std::optional<Window::Size> wanted;
  if (options_.width > 0)
    wanted = {std::clamp(options_.width, window_width_min, window_width_max),
              std::clamp(options_.height, window_height_min, window_height_max)};
  const auto [width, height] = wanted.value_or(Window::usual_size());
  // Fonts and lessons are prepared while the graphics driver loads, which takes longest. The fonts
  // get the size for a desktop that does not scale. If no thread can be started, get() and wait()
  // prepare them on this one.
  constexpr auto meanwhile = std::launch::async | std::launch::deferred;
  auto fonts = std::async(meanwhile, prepare_fonts,
                          window_scale(width, height, 1, text_scale_, options_.lanes.size()));
  auto lessons =
      std::async(meanwhile, read_lessons,
                 options_.free_play ? std::vector<std::string>() : options_.lesson_files);
  auto window = Window::open("Shared Fate", wanted);
  if (!window) return window.error();
  window_ = window.take();

  PreparedFonts prepared = fonts.get();
  lessons.wait();  // the fault log counts open descriptors: no other thread may have a file open
  fault_log_.emplace();
  // Lanes start while the first frame is prepared.
  lab_ = std::make_unique<Lab>(options_.lane_program);
  if (Status status = open_lesson_controller(lessons.get()); !status) return status;
  for (const std::string& complaint : prepared.files.complaints) complain(complaint);
  drawing_ = std::make_unique<Drawing>(std::move(prepared.files), std::move(prepared.set));
  if (Status status = drawing_->create(wanted_scale()); !status) return status;
  playground_ = std::make_unique<Playground>(options_);
  open_lab();
  return Done{};
}

void Session::open_lab() {
  if (options_.open_lab == nullptr) return;
  const ExperimentRow& row = *options_.open_lab;
  playground_->open_lab(row, options_.lab_settings);
  if (!options_.measure || row.by_hand) return;
  measurements_->obey(
      StartMeasurement{&row, options_.lab_settings.value_or(Parameters(row.parameters))});
}

Status Session::open_lesson_controller(std::vector<LessonEntry> lessons) {
  std::vector<int> wakers{lab_->wake_descriptor()};
  measurements_ = std::make_unique<MeasurementRunner>(MeasurementOptions{
      .use_namespaces = options_.use_namespaces, .lane_program = options_.lane_program});
  if (const Status prepared = measurements_->prepare(); !prepared) return prepared;
  wakers.push_back(measurements_->wake_descriptor());
  watch_lessons();
  if (lesson_files_) wakers.push_back(lesson_files_->descriptor());
  auto watcher = WakeWatcher::start(std::move(wakers));
  if (!watcher) return watcher.error();
  watcher_ = watcher.take();
  lesson_controller_ = std::make_unique<LessonController>(
      LessonController::Settings{.lessons = std::move(lessons),
                                 .place_file = options_.place_file,
                                 .taught_file = options_.taught_file,
                                 .free_play = options_.free_play,
                                 .use_namespaces = options_.use_namespaces,
                                 .niceness = workers_niceness},
      *lab_, *measurements_);
  if (options_.free_play) {
    for (const LaneSpec& spec : options_.lanes) open_lane(spec);
  } else if (options_.open_lesson) {
    lesson_controller_->obey(OpenLesson{*options_.open_lesson, options_.open_step}, now_s());
  } else if (const auto killed = lesson_controller_->killed_lesson()) {
    lesson_controller_->obey(OpenLesson{*killed, lesson_controller_->place()->step}, now_s());
  }
  return Done{};
}

/// Watches the files of the lessons. If that fails, lessons are not reloaded when they are saved;
/// everything else works.
void Session::watch_lessons() {
  if (options_.free_play) return;
  Result<FileWatch> watch = FileWatch::create();
  if (!watch) {
    complain(watch.error().text());
    return;
  }
  lesson_files_.emplace(watch.take());
  for (const std::string& file : options_.lesson_files) {
    if (const Status added = lesson_files_->add(file); !added) complain(added.error().text());
  }
}

void Session::open_lane(const LaneSpec& spec, const ScriptCode& code) {
  const LaneOptions lane{.seed = options_.seed,
                         .deadline_ms = options_.deadline_ms,
                         .tempo_ms = options_.tempo_ms,
                         .gate_open = !options_.paused && code.origin == CodeOrigin::none,
                         .niceness = workers_niceness,
                         .use_namespaces = options_.use_namespaces,
                         .code = code};
  const auto opened = lab_->open(spec, lane);
  if (!opened) complain(opened.error().text());
}

Result<int> Session::run() {
  while (!end_) {
    drain();
    // What is measured begins with a request, and must not wait for a frame to be drawn.
    send_requests();
    if (draws_now()) {
      draw_frame();
      draw_presenter_window();
      send_requests();
    }
    if (Status status = take_screenshot_if_due(); !status) return status.error();
    film_if_due();
    wait_for_reason();
    end_ = end_ || window_->close_asked() || watcher_->asked_to_end();
  }
  report_what_is_saved(saving_time_max);
  if (!saves_.empty()) {
    complain("a chart could not be saved: the disk does not answer; it was given up");
    std::_Exit(EXIT_FAILURE);  // the destructors of the futures would wait for that disk
  }
  if (failure_) return *std::move(failure_);
  if (Status status = observe(true); !status) return status.error();
  return 0;
}

/// While batches are timed, the window leaves the cores to them and draws a few times a second.
bool Session::draws_now() {
  constexpr double timing_frame_interval_s = 0.25;
  const bool early = frame_begun_s_ < drawn_s_ + timing_frame_interval_s;
  if (lesson_controller_->times() && early && !touched() && !answer_owed_) return false;
  drawn_s_ = frame_begun_s_;
  return true;
}

void Session::drain() {
  frame_begun_s_ = now_s();
  begin_or_end_slow_motion();
  lab_->drain([this](const Event& event) {
    apply(model_, event);
    if (slow_motion_) slow_motion_->take(event, frame_begun_s_);
    fault_log_->note(event, model_);
    last_event_s_ = frame_begun_s_;
  });
  if (lesson_files_ && !lesson_files_->take_changed().empty()) {
    lesson_controller_->reload(frame_begun_s_);
    frames_owed_ = 2;
  }
  measurements_->update();
  pause_lanes_while_measuring();
  watcher_->drained();
  report_what_is_saved(std::chrono::seconds(0));
  lesson_controller_->update(model_, monotonic_ns(), frame_begun_s_, requests_);
  keep_fault_log();
}

/// A class sees a crash in slow motion; in free play everything is shown as it comes.
void Session::begin_or_end_slow_motion() {
  const bool lesson = lesson_controller_->mode() == AppMode::lesson;
  if (lesson && !slow_motion_) slow_motion_.emplace(model_);
  if (!lesson) slow_motion_.reset();
}

/// Shows the class what the machine is at. False: it has seen it already.
bool Session::catch_up() {
  const bool was_behind = slow_motion_ && slow_motion_->is_behind();
  if (slow_motion_) slow_motion_->catch_up();
  return was_behind;
}

/// Lanes that run tasks would take cores away from what a lab measures.
void Session::pause_lanes_while_measuring() {
  if (measurements_->measures() == measuring_) return;
  measuring_ = !measuring_;
  for (std::size_t i = 0; i < model_.lanes.size(); ++i) {
    const auto lane = static_cast<LaneIndex>(i);
    if (measuring_ && model_.lanes[i].exists && model_.lanes[i].gate_open) {
      paused_lanes_.insert(lane);
      requests_.push_back({lane, CloseGate{}});
    } else if (!measuring_ && paused_lanes_.erase(lane) > 0 && model_.lanes[i].exists) {
      requests_.push_back({lane, OpenGate{}});
    }
  }
}

/// Measuring takes a considerable part of a frame, so it is done only while a receipt is shown,
/// once every `fault_log_period_s`.
void Session::keep_fault_log() {
  if (!playground_->shows_receipt()) {
    fault_log_measured_s_ = -1;
    return;
  }
  // Processes of a closed lane that are still ending are not left over.
  if (lab_->ends_lanes()) return;
  if (fault_log_measured_s_ >= 0 && frame_begun_s_ < fault_log_measured_s_ + fault_log_period_s)
    return;
  fault_log_measured_s_ = frame_begun_s_;
  fault_log_->measure(model_);
}

void Session::draw_frame() {
  if (touched()) frames_owed_ = 2;
  pressed_ = pressed();
  answer_owed_ = false;
  Input input = window_->take_input();
  if (presenter_) append_keys(input, presenter_->take_input());
  const float width = static_cast<float>(window_->width()),
              height = static_cast<float>(window_->height());
  const float scale = wanted_scale();
  if (slow_motion_) slow_motion_->advance(frame_begun_s_);
  std::optional<double> behind_s;
  if (slow_motion_ && slow_motion_->is_behind()) behind_s = slow_motion_->behind_s(frame_begun_s_);
  const Drawing::Layers layers = drawing_->begin_frame(window_->width(), window_->height(), scale,
                                                       frame_begun_s_ - ui_.time_s());
  ui_.begin_frame({.screen = {0, 0, width, height},
                   .scale = scale,
                   .text_scale = text_scale_,
                   .unit = window_scale(window_->width(), window_->height(),
                                        window_->content_scale(), 1, options_.lanes.size()),
                   .theme = theme_,
                   .motion = motion_,
                   .time_ns = begun_ns_ + static_cast<std::uint64_t>(frame_begun_s_ * 1e9),
                   .time_s = frame_begun_s_,
                   .behind_s = behind_s,
                   .figures = meter_.figures(),
                   .complaint = complaints_.empty() ? std::string() : complaints_.back(),
                   .notice = notice_},
                  std::move(input), layers.base, layers.overlay);
  playground_->frame(ui_, slow_motion_ ? slow_motion_->model() : model_, *lesson_controller_,
                     *fault_log_, *measurements_, requests_,
                     slow_motion_ ? &*slow_motion_ : nullptr);
  ui_.end_frame();
  window_->show_frame(*drawing_, palette(theme_).tone(Tone::background));
  meter_.add((now_s() - frame_begun_s_) * 1000);
  frames_owed_ = std::max(0, frames_owed_ - 1);
}

void Session::toggle_presenter_window() {
  if (presenter_) {
    presenter_.reset();
  } else if (auto opened = PresenterWindow::open(*window_, drawing_->font_files())) {
    presenter_ = opened.take();
  } else {
    complain(opened.error().text());
  }
  lesson_controller_->set_presenter_window(presenter_ != nullptr);
}

void Session::draw_presenter_window() {
  if (presenter_ && presenter_->close_asked()) toggle_presenter_window();
  if (!presenter_) return;
  const PresenterWindow::Look look{.text_scale = text_scale_,
                                   .theme = theme_,
                                   .motion = motion_,
                                   .time_ns = ui_.time_ns(),
                                   .time_s = frame_begun_s_,
                                   .behind_s = ui_.behind_s()};
  presenter_->draw(look, [this](Ui& ui, const Rect& place) {
    draw_presenter_view(ui, *lesson_controller_, place, Reader::presenter);
  });
  for (AppCommand& command : presenter_->take_commands()) ui_.ask(std::move(command));
}

bool Session::touched() const {
  return window_->touched() || (presenter_ && (presenter_->touched() || presenter_->close_asked()));
}

void Session::send_requests() {
  for (const AddressedRequest& addressed : std::exchange(requests_, {})) {
    note_asked();
    if (const Status status = lab_->request(addressed.lane, addressed.request); !status) {
      complain(status.error().text());
      lesson_controller_->note_trouble(status.error().text());
    }
  }
  for (const AppCommand& command : ui_.take_commands()) {
    note_asked();
    obey(command);
  }
  if (const std::string text = ui_.take_copied(); !text.empty()) window_->copy(text);
  for (const std::string& trouble : lesson_controller_->take_troubles()) complain(trouble);
  for (const std::string& trouble : measurements_->take_troubles()) complain(trouble);
}

/// To be called when a frame has asked for something. The effect of a press is drawn at once,
/// without waiting for the time of the next frame.
void Session::note_asked() {
  frames_owed_ = 2;
  answer_owed_ = pressed_;
}

void Session::obey(const AppCommand& command) {
  if (const auto* open = std::get_if<OpenLane>(&command)) open_lane(open->spec, open->code);
  if (const auto* close = std::get_if<CloseLane>(&command)) lab_->close(close->lane);
  if (const auto* theme = std::get_if<SetTheme>(&command)) theme_ = theme->theme;
  if (const auto* lesson = std::get_if<LessonCommand>(&command)) {
    if (std::holds_alternative<TogglePresenterWindow>(*lesson)) toggle_presenter_window();
    // Page Down first skips what is left of the slow motion.
    const bool skipped = !leaves_lanes(*lesson) && catch_up();
    if (!skipped || !std::holds_alternative<LessonForward>(*lesson))
      lesson_controller_->obey(*lesson, now_s());
  }
  if (const auto* measurements = std::get_if<MeasurementCommand>(&command))
    measurements_->obey(*measurements);
  if (const auto* chart = std::get_if<SaveChart>(&command)) save(*chart);
  if (const auto* text = std::get_if<SetTextScale>(&command)) {
    text_scale_ = std::clamp(text->text_scale, text_scale_min, text_scale_max);
  }
}

void Session::save(const SaveChart& chart) {
  saves_.push_back(save_chart(
      chart, {.theme = theme_, .scale = wanted_scale(), .text_scale = text_scale_}, *drawing_));
}

void Session::report_what_is_saved(std::chrono::seconds time_limit) {
  std::erase_if(saves_, [&](ChartSave& save) {
    if (save.wait_for(time_limit) == std::future_status::timeout) return false;
    const Result<std::string> saved = save.get();
    if (!saved) complain(saved.error().text());
    notice_ = saved ? "Saved: " + saved.value() : std::string();
    frames_owed_ = 2;
    return true;
  });
}

// Returns when the next frame is due or, while nothing moves, when something has happened. A
// wake-up without a cause draws no frame.
void Session::wait_for_reason() {
  window_->poll();
  const auto ending = [this] { return window_->close_asked() || watcher_->asked_to_end() || end_; };
  double due_s = -1;  // when the next frame is due without an event; negative: never
  bool waits = false;
  while (!ending()) {
    const bool at_once = answer_owed_ || pressed();
    const double slot = at_once ? 0 : frame_begun_s_ + frame_interval_s - now_s();
    const bool busy = moves() || frames_owed_ > 0 || touched();
    if (Status status = observe(!busy); !status) {
      failure_ = status.error();
      end_ = true;
      return;
    }
    if (busy) {
      if (slot <= 0.0005) return;
      window_->wait(slot);
      continue;
    }
    // Only drain() takes the reports of lanes.
    if (watcher_->has_news()) return;
    if (!std::exchange(waits, true)) {
      const double seconds = seconds_to_wait();
      due_s = seconds < 0 ? -1 : now_s() + seconds;
    }
    const double rest = due_s < 0 ? -1 : std::max(0.0, due_s - now_s());
    if (rest == 0) return;
    window_->wait(rest);
  }
}

bool Session::lanes_move() const {
  // For a limited time: a worker may hang on its way to the gate or never get there.
  constexpr double gathering_s_max = 2;
  const bool lately = now_s() - last_event_s_ < gathering_s_max;
  return std::any_of(model_.lanes.begin(), model_.lanes.end(), [lately](const LaneModel& lane) {
    return lane.exists && (!lane.quiescent() || (lately && lane.gathers_at_gate()));
  });
}

bool Session::moves() const {
  return ui_.moving() || (slow_motion_ && slow_motion_->is_behind()) ||
         drawing_->lacks_characters() || (presenter_ && presenter_->moving()) ||
         playground_->animating() || lanes_move() || lesson_controller_->busy();
}

float Session::wanted_scale() const {
  const auto open = static_cast<std::size_t>(std::count_if(
      model_.lanes.begin(), model_.lanes.end(), [](const LaneModel& lane) { return lane.exists; }));
  return window_scale(window_->width(), window_->height(), window_->content_scale(), text_scale_,
                      model_.lanes.empty() ? options_.lanes.size() : open);
}

double Session::now_s() const { return static_cast<double>(monotonic_ns() - begun_ns_) / 1e9; }

double Session::seconds_to_screenshot() const {
  if (options_.screenshot_file.empty()) return -1;
  // Without --after the screenshot waits for the measurement to end.
  if (!options_.screenshot_after_s && measurements_->measures()) return -1;
  if (!options_.screenshot_after_s && meter_.figures().number > 2)
    return 0;  // only called while nothing moves
  return std::max(0.0, options_.screenshot_after_s.value_or(screenshot_after_s_default) - now_s());
}

double Session::seconds_to_wait() const {
  double soonest = seconds_to_screenshot();
  for (const double each :
       {lesson_controller_->seconds_to_refresh(now_s()), measurements_->seconds_to_refresh(),
        ui_.seconds_to_refresh(), presenter_ ? presenter_->ui().seconds_to_refresh() : -1,
        saves_.empty() ? -1 : saving_look_s, film_ ? film_->seconds_to_next(now_s()) : -1}) {
    if (each >= 0) soonest = soonest < 0 ? each : std::min(soonest, each);
  }
  return soonest;
}

Status Session::take_screenshot_if_due() {
  if (options_.screenshot_file.empty()) return Done{};
  if (!options_.screenshot_after_s && measurements_->measures()) return Done{};
  const bool settled =
      !options_.screenshot_after_s && meter_.figures().number > 2 && !moves() && frames_owed_ == 0;
  if (!settled && now_s() < options_.screenshot_after_s.value_or(screenshot_after_s_default))
    return Done{};
  end_ = true;
  return write_screenshot(options_.screenshot_file, window_->width(), window_->height(),
                          [this] { drawing_->draw_again(palette(theme_).tone(Tone::background)); });
}

void Session::film_if_due() {
  if (!film_ || film_->seconds_to_next(now_s()) != 0 || meter_.figures().number == 0) return;
  Result<FramePixels> picture = read_frame(window_->width(), window_->height(), [this] {
    drawing_->draw_again(palette(theme_).tone(Tone::background));
  });
  if (!picture) {
    complain(picture.error().text());
    film_.reset();
    return;
  }
  film_->take(picture.take(), now_s());
  if (const Status written = film_->take_error(); !written) complain(written.error().text());
}

Status Session::observe(bool at_rest) {
  if (!observation_.on() || (!at_rest && !observation_.due(now_s()))) return Done{};
  return observation_.write(ui_, model_, *lesson_controller_, *measurements_,
                            {at_rest, window_->shows_parts()});
}

void Session::complain(const std::string& sentence) {
  // Each sentence once: a lane that keeps failing must not flood the terminal.
  if (std::find(complaints_.begin(), complaints_.end(), sentence) != complaints_.end()) return;
  complaints_.push_back(sentence);
  write_error("sharedfate: " + sentence + "\n");
}

}  // namespace sharedfate
