#pragma once

#include <string_view>

#include "core/fault/fault.h"
#include "core/lane/lane_kind.h"

namespace sharedfate {

/// Why the fault makes no sense at that site, in whatever lane; empty: it does. One table, with
/// senseless_in(): what is not in it is held to its outcome by the tests.
std::string_view senseless(FaultId fault, SiteId site);
/// The same in lanes of that kind.
std::string_view senseless_in(FaultId fault, SiteId site, LaneKind kind);

/// Fails where the capsule makes no sense in lanes of that kind, with the reason.
Status check_capsule(const FaultCapsule& capsule, LaneKind kind);

}  // namespace sharedfate
