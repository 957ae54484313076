#include "app/playground/labs/lab_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

/// A lab with a view of its own.
struct LabViewRow {
  std::string_view experiment;
  std::unique_ptr<LabView> (*make)();
};
constexpr std::array lab_views{
    LabViewRow{"stepping", make_stepping_view},
    LabViewRow{"cells", make_memory_view},
};

bool has_view(const ExperimentRow& row) {
  return std::any_of(lab_views.begin(), lab_views.end(),
                     [&](const LabViewRow& each) { return each.experiment == row.name; });
}

struct LabTitle {
  std::string_view experiment, title;
};
/// Titles of labs whose name on the command line would be a poor title.
constexpr std::array lab_titles{
    LabTitle{"ipc", "IPC"},
    LabTitle{"cells", "Memory by hand"},
    LabTitle{"stepping", "Interleaving by hand"},
    LabTitle{"interleavings", "All interleavings"},
};

}  // namespace

LabView::LabView(std::string_view experiment) : row_(*find_experiment(experiment).value()) {}

bool LabView::keep_started(PanelContext& context, const Parameters& settings) {
  const std::string wanted = settings.to_text();
  const MeasurementRunner& runner = context.measurements;
  if (asked_ != 0 && started_with_ == wanted && !runner.is_given_up(asked_)) return false;
  started_with_ = wanted;
  asked_ = runner.asked() + 1;
  context.ui.ask(StartMeasurement{&row_, settings});
  return true;
}

const Measurement* LabView::live(const PanelContext& context) const {
  const Measurement* const measurement = latest(context);
  const bool runs = measurement != nullptr && measurement->state == MeasurementState::running &&
                    !context.measurements.ending();
  return runs ? measurement : nullptr;
}

LabView::Trouble LabView::trouble_of(const PanelContext& context, std::string_view workers) const {
  const Measurement* const measurement = latest(context);
  if (measurement == nullptr || measurement->state == MeasurementState::running)
    return {fmt::format("{} are being started ...", workers)};
  if (!measurement->trouble.empty())
    return {
        fmt::format("{} have ended: {}. Start over makes new ones.", workers, measurement->trouble),
        true};
  if (!context.ui.complaint().empty()) return {context.ui.complaint(), true};
  return {fmt::format("{} have ended. Start over makes new ones.", workers), true};
}

std::unique_ptr<LabView> make_lab_view(const ExperimentRow& row) {
  for (const LabViewRow& each : lab_views) {
    if (each.experiment == row.name) return each.make();
  }
  return nullptr;
}

std::vector<const ExperimentRow*> listed_labs() {
  std::vector<const ExperimentRow*> labs;
  for (const ExperimentRow& row : experiments()) {
    if (!row.by_hand || has_view(row)) labs.push_back(&row);
  }
  // The cost of reading the clock comes last: it matters only to a reader who doubts the others.
  std::stable_partition(labs.begin(), labs.end(),
                        [](const ExperimentRow* row) { return row->name != "clock"; });
  return labs;
}

std::string lab_title(const ExperimentRow& row) {
  for (const LabTitle& each : lab_titles) {
    if (each.experiment == row.name) return std::string(each.title);
  }
  std::string title(row.name);
  std::replace(title.begin(), title.end(), '-', ' ');
  return capitalised(title);
}

}  // namespace sharedfate
