#include "tests/unit/window/playground_frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "app/playground/draw/window_scale.h"
#include "app/playground/lesson/presenter_strip.h"

namespace sharedfate::testing {
namespace {

constexpr double frame_s = 1.0 / 60;
constexpr std::uint64_t begun_ns = 1'000'000'000'000;

/// Ends at once, so that no lane ever starts: the lanes of the test are in its model.
constexpr const char* no_lane_program = "/bin/true";

}  // namespace

std::string to_text(const FrameLook& look) {
  return fmt::format("{}x{}, text {}, {}", look.width, look.height, look.text_scale,
                     theme_word(look.theme));
}

const WidgetRecord* DrawnFrame::find_widget(std::string_view name) const {
  const auto found = std::find_if(widgets.begin(), widgets.end(),
                                  [name](const WidgetRecord& each) { return each.name == name; });
  return found == widgets.end() ? nullptr : &*found;
}

bool DrawnFrame::says(std::string_view words) const {
  return std::any_of(marks.begin(), marks.end(), [words](const CanvasMark& mark) {
    return mark.kind == CanvasMark::Kind::text && mark.whole.find(words) != std::string::npos;
  });
}

PlaygroundFrames::PlaygroundFrames(const std::vector<LaneSpec>& lanes, WindowOptions options)
    : options_(std::move(options)),
      lanes_(std::make_unique<FakeLanes>(lanes)),
      lab_(no_lane_program),
      experiment_(new FakeExperiment),
      measurements_(MeasurementOptions{}, std::unique_ptr<ExperimentRun>(experiment_)) {
  options_.lanes = lanes;
  options_.free_play = true;
  make_controller({.lessons = {}, .place_file = {}, .taught_file = {}, .free_play = true});
}

PlaygroundFrames::PlaygroundFrames(std::vector<LessonEntry> lessons)
    : lanes_(std::make_unique<FakeLanes>(std::vector<LaneSpec>())),
      lab_(no_lane_program),
      experiment_(new FakeExperiment),
      measurements_(MeasurementOptions{}, std::unique_ptr<ExperimentRun>(experiment_)) {
  make_controller({.lessons = std::move(lessons), .place_file = {}, .taught_file = {}});
}

PlaygroundFrames::~PlaygroundFrames() = default;

void PlaygroundFrames::make_controller(LessonController::Settings settings) {
  controller_ = std::make_unique<LessonController>(std::move(settings), lab_, measurements_);
  playground_ = std::make_unique<Playground>(options_);
}

float PlaygroundFrames::wanted_scale() const {
  const Model& model = lanes_->model();
  const auto open = static_cast<std::size_t>(std::count_if(
      model.lanes.begin(), model.lanes.end(), [](const LaneModel& lane) { return lane.exists; }));
  return window_scale(look.width, look.height, 1, look.text_scale,
                      model.lanes.empty() ? options_.lanes.size() : open);
}

std::uint64_t PlaygroundFrames::now_ns() const {
  return begun_ns + static_cast<std::uint64_t>(now_s_ * 1e9);
}

DrawnFrame PlaygroundFrames::draw(Input input, const std::function<void(DrawnFrame&)>& content) {
  now_s_ += frame_s;
  measurements_.update();
  DrawnFrame drawn;
  drawn.screen = {0, 0, static_cast<float>(look.width), static_cast<float>(look.height)};
  drawn.scale = wanted_scale();
  const RecordedDrawing::Layers layers = drawing_.begin_frame(look.width, look.height, drawn.scale);
  ui_.begin_frame({.screen = drawn.screen,
                   .scale = drawn.scale,
                   .text_scale = look.text_scale,
                   .unit = window_scale(look.width, look.height, 1, 1, 1),
                   .theme = look.theme,
                   .motion = look.motion,
                   .time_ns = now_ns(),
                   .time_s = now_s_,
                   .behind_s = slow_motion != nullptr && slow_motion->is_behind()
                                   ? std::optional(slow_motion->behind_s(now_s_))
                                   : std::nullopt,
                   .figures = {},
                   .complaint = {}},
                  std::move(input), layers.base, layers.overlay);
  content(drawn);
  ui_.end_frame();
  drawn.marks = drawing_.end_frame();
  drawn.widgets = ui_.widgets();
  drawn.commands = ui_.take_commands();
  drawn.copied = ui_.take_copied();
  return drawn;
}

DrawnFrame PlaygroundFrames::frame(Input input) {
  return draw(std::move(input), [this](DrawnFrame& drawn) {
    playground_->frame(ui_, lanes_->model(), *controller_, fault_log_, measurements_,
                       drawn.requests, slow_motion);
  });
}

DrawnFrame PlaygroundFrames::presenter_frame() {
  return draw({}, [this](const DrawnFrame& drawn) {
    draw_presenter_view(ui_, *controller_, drawn.screen, Reader::presenter);
  });
}

DrawnFrame PlaygroundFrames::settled_frame() {
  frame();
  return frame();
}

DrawnFrame PlaygroundFrames::press(Key key, bool shift) {
  Input input;
  input.keys.push_back({.key = key, .shift = shift});
  return frame(std::move(input));
}

DrawnFrame PlaygroundFrames::press(char32_t character) {
  Input input;
  input.keys.push_back({.character = character, .shortcut = character});
  return frame(std::move(input));
}

DrawnFrame PlaygroundFrames::type(std::string_view text) {
  Input input;
  for (const char each : text) {
    const auto character = static_cast<char32_t>(each);
    input.keys.push_back({.character = character, .shortcut = character});
  }
  return frame(std::move(input));
}

bool PlaygroundFrames::has_widget(std::string_view name) const {
  return std::any_of(ui_.widgets().begin(), ui_.widgets().end(),
                     [name](const WidgetRecord& each) { return each.name == name; });
}

Input PlaygroundFrames::pointer_on(std::string_view widget) const {
  const auto found =
      std::find_if(ui_.widgets().begin(), ui_.widgets().end(),
                   [widget](const WidgetRecord& each) { return each.name == widget; });
  if (found == ui_.widgets().end())
    throw std::runtime_error(fmt::format("the last frame has no widget {}", widget));
  Input input;
  input.pointer = found->rect.centre();
  input.pointer_inside = true;
  return input;
}

DrawnFrame PlaygroundFrames::point_at(std::string_view widget) { return frame(pointer_on(widget)); }

DrawnFrame PlaygroundFrames::click(std::string_view widget) {
  Input input = pointer_on(widget);
  for (const auto kind : {PointerEvent::Kind::press, PointerEvent::Kind::release})
    input.pointer_events.push_back({kind, 0, input.pointer});
  return frame(std::move(input));
}

void PlaygroundFrames::obey(const DrawnFrame& frame) {
  lanes_->take(frame.requests);
  lanes_->answer();
  for (const AppCommand& command : frame.commands) {
    if (const auto* theme = std::get_if<SetTheme>(&command)) look.theme = theme->theme;
    if (const auto* text = std::get_if<SetTextScale>(&command)) {
      look.text_scale = std::clamp(text->text_scale, text_scale_min, text_scale_max);
    }
    if (const auto* measurement = std::get_if<MeasurementCommand>(&command))
      measurements_.obey(*measurement);
    const auto* const lesson = std::get_if<LessonCommand>(&command);
    if (lesson == nullptr) continue;
    if (const auto* open = std::get_if<OpenLesson>(lesson)) {
      open_lesson(open->lesson_index, open->step);
    } else {
      obey(*lesson);
    }
    if (controller_->mode() == AppMode::list)
      lanes_ = std::make_unique<FakeLanes>(std::vector<LaneSpec>());
  }
}

void PlaygroundFrames::emit(const Event& event) {
  lanes_->emit(event);
  fault_log_.note(event, lanes_->model());
}

void PlaygroundFrames::open_lesson(std::size_t lesson, int step) {
  lanes_ = std::make_unique<FakeLanes>(controller_->lessons()[lesson].lesson->lanes);
  controller_->obey(OpenLesson{lesson, step}, now_s_);
}

void PlaygroundFrames::open_lab(const ExperimentRow& row) {
  constexpr int presses_max = 40;
  const std::string card = fmt::format("labs.{}", row.name);
  const auto shows_the_list = [this] {
    return std::any_of(ui_.widgets().begin(), ui_.widgets().end(), [](const WidgetRecord& each) {
      return each.name.starts_with("labs.") && each.name != "labs.leave";
    });
  };
  settled_frame();
  if (!has_widget("labs.leave")) {
    press(U'x');
  } else if (!shows_the_list()) {
    press(Key::escape);
  }
  press(Key::home);
  settled_frame();
  for (int count = 0; count < presses_max && !has_widget(card); ++count) {
    press(Key::down);
    settled_frame();
  }
  click(card);
}

void PlaygroundFrames::play_lesson() {
  // A step may wait for what these lanes never do: its wait must not run out.
  constexpr int turns_max = 20;
  constexpr double turn_s = 0.05;
  constexpr std::uint64_t task_ns = 1'000'000;
  const LessonPlayer* const player = controller_->player();
  for (int turn = 0; turn < turns_max && player != nullptr; ++turn) {
    // The controller would start the measurement.
    if (player->wants_measurement()) return;
    now_s_ += turn_s;
    std::vector<AddressedRequest> requests;
    controller_->update(lanes_->model(), now_ns(), now_s_, requests);
    lanes_->take(requests);
    lanes_->answer();
    if (!player->busy()) return;
    for (std::size_t lane = 0; lane < lanes_->model().lanes.size(); ++lane)
      lanes_->complete(static_cast<LaneIndex>(lane), now_ns(), task_ns);
  }
}

const std::vector<LessonEntry>& shipped_lessons() {
  static const std::vector<LessonEntry> lessons = [] {
    const Result<std::vector<std::string>> files = lesson_files(shipped_lessons_folder());
    return files ? read_lessons(files.value()) : std::vector<LessonEntry>();
  }();
  return lessons;
}

}  // namespace sharedfate::testing
