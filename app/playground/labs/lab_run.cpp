#include <fmt/format.h>

#include <algorithm>

#include "app/playground/labs/lab_view.h"

namespace sharedfate {
namespace {

constexpr float line_height = 40, bar_height = 10, gap = 10, bar_width = 160;

bool lanes_run(const Model& model) {
  return std::any_of(model.lanes.begin(), model.lanes.end(),
                     [](const LaneModel& lane) { return lane.exists && !lane.quiescent(); });
}

struct Words {
  std::string text;
  Tone tone = Tone::muted;
};

/// The state of the measurement, or why it cannot be started.
Words words_of(const PanelContext& context, const ExperimentRow& row, const Status& possible) {
  if (!possible) return {possible.error().text(), Tone::lost};
  const MeasurementRunner& measurements = context.measurements;
  const Measurement* const latest = measurements.measurement();
  const bool other = latest != nullptr && latest->experiment != &row;
  if (other && measurements.measures()) {
    return {fmt::format("{} is being measured ({:.0f} %); Run ends that",
                        lab_title(*latest->experiment), latest->progress * 100),
            Tone::queued};
  }
  if (latest == nullptr || other) {
    if (lanes_run(context.model))
      return {"Lanes are running: they take their part of the machine", Tone::queued};
    return {"Not yet measured on this machine"};
  }
  switch (latest->state) {
    case MeasurementState::running:
      return {fmt::format("{} {:.0f} %", measurements.ending() ? "Ending at" : "Measuring:",
                          latest->progress * 100),
              Tone::text};
    case MeasurementState::done:
      if (is_busy(latest->machine))
        return {"Measured just now, while this machine was busy", Tone::queued};
      return {"Measured on this machine, just now", Tone::done};
    case MeasurementState::cancelled:
      return {
          fmt::format("Cancelled at {:.0f} %: what is here was measured", latest->progress * 100),
          Tone::queued};
    case MeasurementState::failed:
      return {latest->trouble.empty() ? context.ui.complaint() : latest->trouble, Tone::lost};
  }
  return {};
}

}  // namespace

float lab_run_height(PanelContext& context) { return context.ui.units(line_height); }

bool act_on_lab_run(PanelContext& context, const ExperimentRow& row, const Parameters& settings,
                    UserAction action) {
  if (action == Verb::run_lab) {
    if (check_parameters(row, settings)) context.ui.ask(StartMeasurement{&row, settings});
    return true;
  }
  if (action != Verb::cancel_lab) return false;
  if (context.measurements.measures()) context.ui.ask(CancelMeasurement{});
  return true;
}

void draw_lab_run(PanelContext& context, const ExperimentRow& row, const Parameters& settings,
                  const Rect& area) {
  Ui& ui = context.ui;
  Rect line = area;
  const Status possible = check_parameters(row, settings);
  const bool measuring = context.measurements.measures();

  const ButtonLook run{.kind = ButtonKind::primary,
                       .has_icon = true,
                       .icon = Icon::play,
                       .key = key_cap_of(Verb::run_lab),
                       .enabled = static_cast<bool>(possible)};
  const Rect run_place = line.cut_left(ui.button_width("Run", run), ui.units(gap));
  if (ui.button("lab.run", run_place, "Run", run)) context.act(Verb::run_lab);

  const ButtonLook cancel{.has_icon = true,
                          .icon = Icon::stop,
                          .key = key_cap_of(Verb::cancel_lab),
                          .enabled = measuring};
  const Rect cancel_place = line.cut_left(ui.button_width("Cancel", cancel), ui.units(gap));
  if (ui.button("lab.cancel", cancel_place, "Cancel", cancel)) context.act(Verb::cancel_lab);

  const Measurement* const latest = context.measurements.measurement_of(row);
  if (measuring && latest != nullptr) {
    const Rect bar = line.cut_left(std::min(ui.units(bar_width), line.w / 3), ui.units(gap));
    const float tall = ui.units(bar_height);
    ui.canvas().progress_bar({bar.x, bar.centre().y - tall / 2, bar.w, tall},
                             static_cast<float>(latest->progress), ui.fill(Tone::running),
                             ui.tone(Tone::track), BarPattern::solid, 0, ui.tone(Tone::running));
  }
  const Words words = words_of(context, row, possible);
  ui.region("lab.state", line, words.text, {.enabled = true, .focusable = false});
  ui.canvas().text_in(line, TextRole::label, ui.tone(words.tone), words.text, Align::left,
                      Overflow::shrink);
}

}  // namespace sharedfate
