#include "core/fault/cell.h"

#include <algorithm>
#include <array>
#include <string>

namespace sharedfate {
namespace {

/// A part of the matrix fault x site x kind of lane that makes no sense.
struct SenselessCells {
  bool (*holds)(const FaultRow& fault, const SiteRow& site);
  bool (*in)(const LaneKindRow& kind);  ///< nullptr: in any kind
  std::string_view reason;
};

bool is_serial(const LaneKindRow& kind) { return kind.workers_max == 1; }
bool is_python(const LaneKindRow& kind) { return kind.language == Language::python; }
bool is_cpp(const LaneKindRow& kind) { return kind.language == Language::cpp; }
bool has_channels(const LaneKindRow& kind) { return kind.kind == LaneKind::processes; }
bool off_task(const SiteRow& site) { return site.id != SiteId::mid_task; }

constexpr std::array senseless_cells{
    SenselessCells{[](const FaultRow& fault, const SiteRow&) { return fault.python_only; }, is_cpp,
                   "only Python has it: choose a Python lane"},
    SenselessCells{[](const FaultRow& fault, const SiteRow&) { return !fault.python; }, is_python,
                   "no line of Python does that: it takes C++"},
    SenselessCells{
        [](const FaultRow& fault, const SiteRow& site) {
          return fault.names_worker() && off_task(site);
        },
        is_python,
        "between tasks a Python worker is in the standard library's code, which has no failpoint"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return !fault.names_worker() && off_task(site);
                   },
                   nullptr,
                   "it strikes no worker, and at once: it comes to no site of a worker's life"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return fault.fails_its_task() && off_task(site);
                   },
                   nullptr, "no task runs there, whose caller could catch the error"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return fault.id == FaultId::cont && off_task(site);
                   },
                   nullptr,
                   "a stopped worker comes to no site: it is continued from outside, at once"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return fault.needs_partner && off_task(site);
                   },
                   nullptr, "it takes two workers, who meet in their tasks only"},
    SenselessCells{[](const FaultRow& fault, const SiteRow&) { return fault.needs_partner; },
                   is_serial, "it takes two workers, and there is one"},
    SenselessCells{[](const FaultRow&, const SiteRow& site) { return site.id == SiteId::lock; },
                   has_channels,
                   "the queue is the parent's alone: a worker process has no lock to hold"},
};

std::string_view reason_for(FaultId fault, SiteId site, const LaneKind* kind) {
  const FaultRow& fault_of = fault_row(fault);
  const SiteRow& site_of = site_row(site);
  for (const SenselessCells& cells : senseless_cells) {
    const bool kind_fits =
        cells.in == nullptr || (kind != nullptr && cells.in(lane_kind_row(*kind)));
    if (kind_fits && cells.holds(fault_of, site_of)) return cells.reason;
  }
  return {};
}

}  // namespace

std::string_view senseless(FaultId fault, SiteId site) { return reason_for(fault, site, nullptr); }

std::string_view senseless_in(FaultId fault, SiteId site, LaneKind kind) {
  return reason_for(fault, site, &kind);
}

Status check_capsule(const FaultCapsule& capsule, LaneKind kind) {
  const std::string_view reason = senseless_in(capsule.fault, capsule.site, kind);
  if (reason.empty()) return Done{};
  return Error{
      "inject " + to_text(capsule) + " into a " + std::string(lane_kind_row(kind).name) + " lane",
      std::string(reason), "choose another site, for example site=mid-task"};
}

}  // namespace sharedfate
