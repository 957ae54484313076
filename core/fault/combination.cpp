#include "core/fault/combination.h"

#include <algorithm>
#include <array>
#include <string>

namespace sharedfate {
namespace {

/// A set of invalid combinations of fault, site and kind of lane.
struct InvalidCombinations {
  bool (*holds)(const FaultRow& fault, const SiteRow& site);
  bool (*in)(const LaneKindRow& kind);  ///< nullptr: in any kind
  std::string_view reason;
};

bool is_serial(const LaneKindRow& kind) { return kind.workers_max == 1; }
bool is_python(const LaneKindRow& kind) { return kind.language == Language::python; }
bool is_cpp(const LaneKindRow& kind) { return kind.language == Language::cpp; }
bool has_channels(const LaneKindRow& kind) { return kind.kind == LaneKind::processes; }
bool off_task(const SiteRow& site) { return site.id != SiteId::mid_task; }

constexpr std::array invalid_combinations{
    InvalidCombinations{[](const FaultRow& fault, const SiteRow&) { return fault.python_only; },
                        is_cpp, "only Python has it: choose a Python lane"},
    InvalidCombinations{[](const FaultRow& fault, const SiteRow&) { return !fault.python; },
                        is_python, "no line of Python does that: it takes C++"},
    InvalidCombinations{
        [](const FaultRow& fault, const SiteRow& site) {
          return fault.names_worker() && off_task(site);
        },
        is_python,
        "between tasks a Python worker is in the standard library's code, which has no failpoint"},
    InvalidCombinations{
        [](const FaultRow& fault, const SiteRow& site) {
          return !fault.names_worker() && off_task(site);
        },
        nullptr,
        "it has no target worker and takes effect at once: no site of a worker's life fits"},
    InvalidCombinations{[](const FaultRow& fault, const SiteRow& site) {
                          return fault.fails_its_task() && off_task(site);
                        },
                        nullptr, "no task runs there, whose caller could catch the error"},
    InvalidCombinations{[](const FaultRow& fault, const SiteRow& site) {
                          return fault.id == FaultId::cont && off_task(site);
                        },
                        nullptr,
                        "a stopped worker comes to no site: it is continued from outside, at once"},
    InvalidCombinations{[](const FaultRow& fault, const SiteRow& site) {
                          return fault.needs_partner && off_task(site);
                        },
                        nullptr, "it takes two workers, which meet in their tasks only"},
    InvalidCombinations{[](const FaultRow& fault, const SiteRow&) { return fault.needs_partner; },
                        is_serial, "it takes two workers, and there is one"},
    InvalidCombinations{
        [](const FaultRow&, const SiteRow& site) { return site.id == SiteId::lock; }, has_channels,
        "the queue is the parent's alone: a worker process has no lock to hold"},
};

std::string_view reason_for(FaultId fault, SiteId site, const LaneKind* kind) {
  const FaultRow& fault_of = fault_row(fault);
  const SiteRow& site_of = site_row(site);
  for (const InvalidCombinations& cells : invalid_combinations) {
    const bool kind_fits =
        cells.in == nullptr || (kind != nullptr && cells.in(lane_kind_row(*kind)));
    if (kind_fits && cells.holds(fault_of, site_of)) return cells.reason;
  }
  return {};
}

}  // namespace

std::string_view why_invalid(FaultId fault, SiteId site) {
  return reason_for(fault, site, nullptr);
}

std::string_view why_invalid_in(FaultId fault, SiteId site, LaneKind kind) {
  return reason_for(fault, site, &kind);
}

Status check_fault_spec(const FaultSpec& fault_spec, LaneKind kind) {
  const std::string_view reason = why_invalid_in(fault_spec.fault, fault_spec.site, kind);
  if (reason.empty()) return Done{};
  return Error{"inject " + to_text(fault_spec) + " into a " +
                   std::string(lane_kind_row(kind).name) + " lane",
               std::string(reason), "choose another site, for example site=mid-task"};
}

}  // namespace sharedfate
