#pragma once

#include <string>

#include "core/lane/lane_kind.h"

namespace sharedfate::testing {

constexpr LaneKind every_kind[] = {LaneKind::serial, LaneKind::threads, LaneKind::processes};
constexpr LaneKind concurrent_kinds[] = {LaneKind::threads, LaneKind::processes};

inline LaneSpec lane_of(LaneKind kind, int workers = 5) {
  const int workers_max = lane_kind_row(kind).workers_max;
  return LaneSpec{.kind = kind,
                  .language = Language::cpp,
                  .workers = workers < workers_max ? workers : workers_max};
}

/// For the name of a parameterised test.
inline std::string kind_name(LaneKind kind) { return std::string(lane_kind_row(kind).name); }

}  // namespace sharedfate::testing
