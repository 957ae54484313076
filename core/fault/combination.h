#pragma once

#include <string_view>

#include "core/catalog/lane_kind.h"
#include "core/fault/fault.h"

namespace sharedfate {

/// Why the fault makes no sense at that site in any kind of lane; empty: it does. Shares one table
/// with why_invalid_in(); the tests run all combinations that are not in it.
std::string_view why_invalid(FaultId fault, SiteId site);
/// The same in lanes of that kind.
std::string_view why_invalid_in(FaultId fault, SiteId site, LaneKind kind);

/// Fails, with the reason, if the fault spec is an invalid combination in lanes of that kind.
Status check_fault_spec(const FaultSpec& fault_spec, LaneKind kind);

}  // namespace sharedfate
