#pragma once

namespace sharedfate {

/// How many cores the calling thread may run on; at least 1.
unsigned usable_core_count();

/// Has the calling thread run on one of these only: the `nth` (from 0), beginning again after the
/// last. False: the system does not allow it, nothing has changed.
bool stay_on_core(unsigned nth);

}  // namespace sharedfate
