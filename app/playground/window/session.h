#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/playground/draw/drawing.h"
#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/observe/observation.h"
#include "app/playground/panel/playground.h"
#include "app/playground/widgets/ui.h"
#include "app/playground/window/chart_file.h"
#include "app/playground/window/film.h"
#include "app/playground/window/presenter_window.h"
#include "app/playground/window/wake_watcher.h"
#include "app/playground/window/window.h"
#include "app/playground/window/window_options.h"
#include "core/lab/lab.h"
#include "core/model/model.h"
#include "core/model/slow_motion.h"
#include "core/report/fault_log.h"
#include "core/system/file_watch.h"

namespace sharedfate {

/// Counts frames and keeps the durations of the last ones and their median, milliseconds.
class FrameMeter {
 public:
  void add(double frame_ms) {
    auto& times_ms = figures_.times_ms;
    times_ms[static_cast<std::size_t>(figures_.number % times_ms.size())] = frame_ms;
    ++figures_.number;
    figures_.last_ms = frame_ms;
    auto sorted = times_ms;
    const auto count =
        static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(figures_.number, sorted.size()));
    const auto middle = sorted.begin() + count / 2;
    std::nth_element(sorted.begin(), middle, sorted.begin() + count);
    figures_.median_ms = *middle;
  }
  [[nodiscard]] const FrameFigures& figures() const { return figures_; }

 private:
  FrameFigures figures_;
};

/// One run of the window from its opening to its end: drains the lab, applies the events, draws the
/// const model and sends the requests of the frame. Draws only when something has changed or moves,
/// and otherwise waits. Main thread.
class Session {
 public:
  explicit Session(const WindowOptions& options);
  ~Session();

  /// Opens window, graphics and lanes. A lane that cannot be opened is reported on standard error;
  /// the others run.
  Status open();
  /// Runs until the end is asked for. Returns the exit code, or why the session had to end. Call it
  /// once, after open().
  Result<int> run();

 private:
  Status open_lesson_controller(std::vector<LessonEntry> lessons);
  void open_lab();
  void watch_lessons();
  void toggle_presenter_window();
  void draw_presenter_window();
  void open_lane(const LaneSpec& spec, const ScriptCode& code = {});
  [[nodiscard]] bool draws_now();
  void pause_lanes_while_measuring();
  void drain();
  void begin_or_end_slow_motion();
  bool catch_up();
  void keep_fault_log();
  void draw_frame();
  void send_requests();
  void note_asked();
  void obey(const AppCommand& command);
  void save(const SaveChart& chart);
  void report_what_is_saved(std::chrono::seconds time_limit);
  void wait_for_reason();
  Status take_screenshot_if_due();
  void film_if_due();
  Status observe(bool at_rest);
  [[nodiscard]] bool touched() const;
  [[nodiscard]] bool pressed() const {
    return window_->pressed() || (presenter_ && presenter_->pressed());
  }
  [[nodiscard]] bool lanes_move() const;
  [[nodiscard]] bool moves() const;
  [[nodiscard]] float wanted_scale() const;
  [[nodiscard]] double seconds_to_screenshot() const;
  [[nodiscard]] double seconds_to_wait() const;
  [[nodiscard]] double now_s() const;
  void complain(const std::string& sentence);

  WindowOptions options_;
  ThemeName theme_;
  float text_scale_;
  bool motion_;
  std::optional<Error> failure_;  ///< why the session has to end; empty: it need not
  bool end_ = false;
  bool pressed_ = false;      ///< whether the last frame had a press to answer
  bool answer_owed_ = false;  ///< the effect of that press is not on the screen yet
  std::uint64_t begun_ns_;
  double frame_begun_s_ = 0;
  double drawn_s_ = -1;               ///< when the last frame was drawn
  bool measuring_ = false;            ///< a lab measures
  std::set<LaneIndex> paused_lanes_;  ///< for that; they go on when it has ended
  /// Frames to draw even if nothing moves. After a change two, because a widget reacts to the
  /// widgets of the frame before.
  int frames_owed_ = 2;
  double last_event_s_ = 0;  ///< when the last event of a lane came, on the clock of now_s()

  std::vector<ChartSave> saves_;  ///< charts that are being written
  std::unique_ptr<Film> film_;    ///< nullptr: nothing is filmed

  // Destroyed from the last to the first: the users of the lab before it, then the graphics, and
  // the main window last.
  std::unique_ptr<Window> window_;
  std::unique_ptr<PresenterWindow> presenter_;  // nullptr while it is closed
  std::unique_ptr<Drawing> drawing_;
  std::unique_ptr<Lab> lab_;
  std::optional<FileWatch> lesson_files_;
  std::unique_ptr<MeasurementRunner> measurements_;
  std::unique_ptr<WakeWatcher> watcher_;
  std::unique_ptr<LessonController> lesson_controller_;
  Observation observation_;
  Model model_;
  /// What a lesson's class sees of it; empty: no lesson is open.
  std::optional<SlowMotion> slow_motion_;
  std::optional<FaultLog> fault_log_;
  double fault_log_measured_s_ = -1;
  Ui ui_;
  std::unique_ptr<Playground> playground_;
  FrameMeter meter_;
  std::vector<AddressedRequest> requests_;
  std::vector<std::string> complaints_;
  std::string notice_;  ///< what the app did last that is not visible; empty: nothing
};

}  // namespace sharedfate
