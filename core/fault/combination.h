#pragma once

#include <string_view>

#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"

namespace sharedfate {

/// Why the fault makes no sense at that site, in whatever lane; empty: it does. One table, with
/// why_invalid_in(): what is not in it is held to its outcome by the tests.
std::string_view why_invalid(FaultId fault, SiteId site);
/// The same in lanes of that kind.
std::string_view why_invalid_in(FaultId fault, SiteId site, LaneKind kind);

/// Fails where the capsule makes no sense in lanes of that kind, with the reason.
Status check_fault_spec(const FaultSpec& fault_spec, LaneKind kind);

}  // namespace sharedfate
