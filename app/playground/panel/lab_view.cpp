#include "app/playground/panel/lab_view.h"

#include <algorithm>

#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

/// Every lab with a view of its own.
std::span<const LabView> lab_views() { return {}; }

}  // namespace

const LabView* find_lab_view(const ExperimentRow& row) {
  for (const LabView& view : lab_views()) {
    if (view.experiment == row.name) return &view;
  }
  return nullptr;
}

std::vector<const ExperimentRow*> listed_labs() {
  std::vector<const ExperimentRow*> labs;
  for (const ExperimentRow& row : experiments()) {
    if (!row.by_hand || find_lab_view(row) != nullptr) labs.push_back(&row);
  }
  // What a look at the clock costs matters to who doubts the others.
  std::stable_partition(labs.begin(), labs.end(),
                        [](const ExperimentRow* row) { return row->name != "clock"; });
  return labs;
}

std::string lab_title(const ExperimentRow& row) {
  std::string title(row.name);
  std::replace(title.begin(), title.end(), '-', ' ');
  return title == "ipc" ? "IPC" : capitalised(title);
}

void leave_labs(PanelContext& context) {
  LabsDesk& desk = context.desk.labs;
  if (desk.chosen == nullptr) {
    desk.open = false;
    return;
  }
  // What waits for a person's orders would wait for ever.
  if (desk.chosen->by_hand && context.bench.busy()) context.ui.ask(CancelMeasurement{});
  desk.chosen = nullptr;
}

}  // namespace sharedfate
