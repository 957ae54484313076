#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_controller.h"
#include "app/playground/panel/playground.h"
#include "app/playground/widgets/ui.h"
#include "core/lab/lab.h"
#include "core/report/fault_log.h"
#include "tests/unit/fake_lanes.h"
#include "tests/unit/window/fake_experiment.h"
#include "tests/unit/window/recorded_drawing.h"

namespace sharedfate::testing {

/// How a frame is to look.
struct FrameLook {
  int width = 1600, height = 900;  ///< pixels
  float text_scale = 1;
  ThemeName theme = ThemeName::dark;
  bool motion = false;
};
/// "1024x768, text 1.5, light"
std::string to_text(const FrameLook& look);

/// One frame, and what it asked for.
struct DrawnFrame {
  Rect screen;
  float scale = 1;                ///< pixels per design unit
  std::vector<CanvasMark> marks;  ///< of both layers, in the order in which they cover each other
  std::vector<WidgetRecord> widgets;
  std::vector<AddressedRequest> requests;
  std::vector<AppCommand> commands;
  std::string copied;

  [[nodiscard]] const WidgetRecord* find_widget(std::string_view name) const;
  /// Whether a text with these words in it was drawn.
  [[nodiscard]] bool says(std::string_view words) const;
};

/// The main window's content without a window: lanes exist only in a model, nothing is rendered, no
/// process runs tasks. Commands and requests are returned, and carried out only by obey().
class PlaygroundFrames {
 public:
  /// Free play, on these lanes; `options.lanes` are theirs.
  explicit PlaygroundFrames(const std::vector<LaneSpec>& lanes, WindowOptions options = {});
  /// The list of these lessons, none of which is open.
  explicit PlaygroundFrames(std::vector<LessonEntry> lessons);
  ~PlaygroundFrames();

  FrameLook look;
  const SlowMotion* slow_motion = nullptr;  ///< passed on to each frame; its model is not drawn

  /// Draws one frame, a sixtieth of a second after the last one.
  DrawnFrame frame(Input input = {});
  /// Draws a frame of the presenter's own window.
  DrawnFrame presenter_frame();
  /// Draws until nothing depends on the frame before: a look that has just changed is settled.
  DrawnFrame settled_frame();

  // Input, each in one frame:
  DrawnFrame press(Key key, bool shift = false);
  DrawnFrame press(char32_t character);
  DrawnFrame type(std::string_view text);
  /// Presses and releases in the middle of the widget, which the last frame must have had.
  DrawnFrame click(std::string_view widget);
  DrawnFrame point_at(std::string_view widget);
  /// Input of a pointer in its middle.
  [[nodiscard]] Input pointer_on(std::string_view widget) const;

  /// Carries out what a frame asked for, as the window would: theme, size of text, lessons,
  /// measurements; the lanes take its requests and answer them. Other commands are ignored.
  void obey(const DrawnFrame& frame);
  /// Opens a lesson of the list at a step (from 0), on lanes of its own.
  void open_lesson(std::size_t lesson, int step = 0);
  /// Lets the open step's script go on until it is done or waits for something that will not come
  /// here, such as a measurement.
  void play_lesson();
  /// Carries out a command of the presenter.
  void obey(const LessonCommand& command) { controller_->obey(command, now_s_); }
  /// Opens a lab of the list, by keys and the pointer.
  void open_lab(const ExperimentRow& row);
  /// Counts what the app holds, which a receipt waits for. Takes some milliseconds.
  void measure_resources() { fault_log_.measure(lanes_->model()); }

  [[nodiscard]] FakeLanes& lanes() { return *lanes_; }
  /// What the measurement runner runs.
  [[nodiscard]] FakeExperiment& experiment() { return *experiment_; }
  [[nodiscard]] const MeasurementRunner& measurements() const { return measurements_; }
  /// An event of the lanes, of which the fault log learns, too.
  void emit(const Event& event);
  [[nodiscard]] const LessonController& lesson_controller() const { return *controller_; }
  [[nodiscard]] std::uint64_t now_ns() const;
  /// When the last frame wants the next one although nothing moves, in seconds; negative: never.
  [[nodiscard]] double seconds_to_refresh() const { return ui_.seconds_to_refresh(); }

 private:
  DrawnFrame draw(Input input, const std::function<void(DrawnFrame&)>& content);
  [[nodiscard]] float wanted_scale() const;
  [[nodiscard]] bool has_widget(std::string_view name) const;
  void make_controller(LessonController::Settings settings);

  WindowOptions options_;
  double now_s_ = 1;
  std::unique_ptr<FakeLanes> lanes_;
  Lab lab_;
  FakeExperiment* experiment_;  ///< measurements_ owns it
  MeasurementRunner measurements_;
  FaultLog fault_log_;
  std::unique_ptr<LessonController> controller_;
  RecordedDrawing drawing_;
  Ui ui_;
  std::unique_ptr<Playground> playground_;
};

/// The lessons that come with the app, in the order of the list. Read once.
const std::vector<LessonEntry>& shipped_lessons();

}  // namespace sharedfate::testing
