#include "app/playground/panel/lab_view.h"

#include <algorithm>
#include <array>

#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

/// The labs with a view of their own.
constexpr std::array lab_views{
    LabView{"stepping", draw_stepping_view},
    LabView{"cells", draw_memory_view},
};

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

const LabView* find_lab_view(const ExperimentRow& row) {
  for (const LabView& view : lab_views) {
    if (view.experiment == row.name) return &view;
  }
  return nullptr;
}

std::vector<const ExperimentRow*> listed_labs() {
  std::vector<const ExperimentRow*> labs;
  for (const ExperimentRow& row : experiments()) {
    if (!row.by_hand || find_lab_view(row) != nullptr) labs.push_back(&row);
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

void leave_labs(PanelContext& context) {
  LabsViewState& view_state = context.view_state.labs;
  if (view_state.chosen == nullptr) {
    view_state.open = false;
    return;
  }
  view_state.chosen = nullptr;
}

}  // namespace sharedfate
