#include "core/fault/cell.h"

#include <algorithm>
#include <array>
#include <string>

namespace sharedfate {
namespace {

/// A part of the matrix fault x site x kind of lane that makes no sense.
struct SenselessCells {
  bool (*holds)(const FaultRow& fault, const SiteRow& site);
  bool any_kind;
  LaneKind kind;  ///< where not of any kind
  std::string_view reason;
};

constexpr std::array senseless_cells{
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return !fault.names_worker() && site.id != SiteId::mid_task;
                   },
                   true, LaneKind::serial,
                   "it strikes no worker, and at once: it comes to no site of a worker's life"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return fault.fails_its_task() && site.id != SiteId::mid_task;
                   },
                   true, LaneKind::serial,
                   "no task runs there, whose caller could catch the error"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return fault.id == FaultId::cont && site.id != SiteId::mid_task;
                   },
                   true, LaneKind::serial,
                   "a stopped worker comes to no site: it is continued from outside, at once"},
    SenselessCells{[](const FaultRow& fault, const SiteRow& site) {
                     return fault.needs_partner && site.id != SiteId::mid_task;
                   },
                   true, LaneKind::serial, "it takes two workers, who meet in their tasks only"},
    SenselessCells{[](const FaultRow& fault, const SiteRow&) { return fault.needs_partner; }, false,
                   LaneKind::serial, "it takes two workers, and there is one"},
    SenselessCells{[](const FaultRow&, const SiteRow& site) { return site.id == SiteId::lock; },
                   false, LaneKind::processes,
                   "the queue is the parent's alone: a worker process has no lock to hold"},
};

std::string_view reason_for(FaultId fault, SiteId site, const LaneKind* kind) {
  const FaultRow& fault_of = fault_row(fault);
  const SiteRow& site_of = site_row(site);
  for (const SenselessCells& cells : senseless_cells) {
    const bool kind_fits = cells.any_kind || (kind != nullptr && *kind == cells.kind);
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
