#include "app/playground/observe/observation.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "core/base/write_file.h"
#include "core/measure/measurement_text.h"
#include "core/report/json_text.h"
#include "core/report/state_json.h"

namespace sharedfate {
namespace {

nlohmann::ordered_json widget_json(const WidgetRecord& widget, const std::string& focused) {
  const auto pixel = [](float value) { return std::lround(value); };
  return {
      {"name", widget.name},
      {"rect",
       {pixel(widget.rect.x), pixel(widget.rect.y), pixel(widget.rect.w), pixel(widget.rect.h)}},
      {"enabled", widget.enabled},
      {"label", widget.label},
      {"focused", widget.name == focused},
      {"layer", widget.layer}};
}

/// The durations of the last frames, oldest first.
std::vector<double> recent_ms(const FrameFigures& figures) {
  std::vector<double> times_ms;
  const std::uint64_t count = std::min<std::uint64_t>(figures.number, FrameFigures::kept);
  for (std::uint64_t frame = figures.number - count; frame < figures.number; ++frame)
    times_ms.push_back(figures.times_ms[frame % FrameFigures::kept]);
  return times_ms;
}

nlohmann::ordered_json frame_json(const Ui& ui, const ScreenFacts& screen) {
  const FrameFigures& figures = ui.figures();
  return {
      {"number", figures.number},
      {"at_rest", screen.at_rest},
      {"in_parts", screen.in_parts},
      {"frame_ms",
       {{"median", figures.median_ms}, {"last", figures.last_ms}, {"recent", recent_ms(figures)}}},
      {"theme", theme_word(ui.theme())},
      {"scale", ui.text_scale()},
      {"motion", ui.motion()},
      {"width", std::lround(ui.screen().w)},
      {"height", std::lround(ui.screen().h)}};
}

std::string_view mode_word(AppMode mode) {
  constexpr std::array<std::string_view, 3> words{"list", "lesson", "free_play"};
  return words[static_cast<std::size_t>(mode)];
}

std::string_view stage_word(StepStage stage) {
  constexpr std::array<std::string_view, 4> words{"asking", "discussing", "running", "shown"};
  return words[static_cast<std::size_t>(stage)];
}

nlohmann::ordered_json verdicts_json(const StepRecord& record) {
  nlohmann::ordered_json verdicts = nlohmann::ordered_json::array();
  for (const StepRecord::Judged& each : record.expectations)
    verdicts.push_back({{"holds", each.verdict == Verdict::holds},
                        {"cannot_tell", each.verdict == Verdict::cannot_tell},
                        {"measured", each.measured}});
  return verdicts;
}

/// By choice: the facts of its condition.
nlohmann::ordered_json measured_json(const StepRecord& record) {
  nlohmann::ordered_json measured = nlohmann::ordered_json::array();
  for (const StepRecord::Judged& each : record.choices) measured.push_back(each.measured);
  return measured;
}

/// The state of the open lesson; null if none is open.
nlohmann::ordered_json lesson_json(const LessonController& lesson_controller) {
  const LessonPlayer* const player = lesson_controller.player();
  if (player == nullptr) return nullptr;
  const StepRecord& record = player->record();
  std::vector<int> votes[vote_rounds];
  for (int round = 0; round < vote_rounds; ++round) {
    const auto& counts = record.votes[static_cast<std::size_t>(round)];
    const std::size_t choices =
        player->step().prediction.empty() ? 0 : player->step().prediction.front().choices.size();
    votes[round].assign(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(choices));
  }
  return {{"title", player->lesson().title},
          {"step", player->step_index() + 1},
          {"steps", player->lesson().steps.size()},
          {"step_title", player->step().title},
          {"stage", stage_word(player->stage())},
          {"busy", player->busy()},
          {"lit_choice", player->lit_choice() + 1},
          {"votes", {votes[0], votes[1]}},
          {"skipped", record.skipped},
          {"finished", record.finished},
          {"right_choice", record.right_choice + 1},
          {"doubt", record.doubt},
          {"measured", measured_json(record)},
          {"expectations", verdicts_json(record)},
          {"trouble", record.trouble},
          {"mistakes", lesson_controller.open_entry()->mistakes.size()}};
}

/// The latest measurement, with the number of its series in the place of their points; null if
/// there was none.
nlohmann::ordered_json measurements_json(const MeasurementRunner& measurements) {
  if (measurements.measurement() == nullptr) return nullptr;
  nlohmann::ordered_json json = measurement_json(*measurements.measurement());
  json["series"] = measurements.measurement()->series.size();
  json["starts"] = measurements.starts();
  json["pid"] = measurements.pid();
  return json;
}

}  // namespace

Result<Observation> Observation::open(const std::string& directory) {
  Observation observation;
  if (directory.empty()) return observation;
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    return Error{"make the directory to observe into (" + directory + ")", error.message(),
                 "name another"};
  observation.directory_ = directory;
  return observation;
}

Status Observation::write(const Ui& ui, const Model& model,
                          const LessonController& lesson_controller,
                          const MeasurementRunner& measurements, const ScreenFacts& screen) {
  written_s_ = ui.time_s();
  nlohmann::ordered_json widgets = nlohmann::ordered_json::array();
  for (const WidgetRecord& widget : ui.widgets())
    widgets.push_back(widget_json(widget, ui.focused()));
  std::string widgets_text = json_text({{"widgets", widgets}}, 1);
  if (widgets_text != widgets_text_) {
    // Both files have the number of the frame: by it a reader knows whether state.json, which is
    // replaced after ui.json, belongs to the same frame.
    const std::string ui_text =
        json_text({{"frame", ui.figures().number}, {"widgets", std::move(widgets)}}, 1);
    if (Status status = replace("ui.json", ui_text); !status) return status;
    widgets_text_ = std::move(widgets_text);
  }
  nlohmann::ordered_json state = state_json(model);
  state["frame"] = frame_json(ui, screen);
  state["slow_motion"] = ui.behind_s().has_value();
  state["mode"] = mode_word(lesson_controller.mode());
  state["lesson"] = lesson_json(lesson_controller);
  state["measurement"] = measurements_json(measurements);
  std::string state_text = json_text(state, 1);
  if (state_text == state_text_) return Done{};
  if (Status status = replace("state.json", state_text); !status) return status;
  state_text_ = std::move(state_text);
  return Done{};
}

Status Observation::replace(const std::string& name, const std::string& text) const {
  const std::string file = directory_ + "/" + name, beside = file + ".new";
  const std::string tried = "write " + file;
  // The file must be new, so that a symbolic link under this name is not followed.
  std::remove(beside.c_str());
  std::FILE* stream = std::fopen(beside.c_str(), "wbxe");
  if (stream == nullptr) return system_error(tried, "name a directory that can be written to");
  if (Status written = write_and_close(stream, text, tried); !written) return written;
  if (std::rename(beside.c_str(), file.c_str()) != 0) return system_error(tried);
  return Done{};
}

}  // namespace sharedfate
