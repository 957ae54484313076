#pragma once

namespace sharedfate {

/// How many cores the calling thread may run on; at least 1.
unsigned usable_core_count();

/// Binds the calling thread to the `nth` of the cores that it may use, counted from 0 and wrapping
/// around. False: the system denies it; nothing has changed.
bool stay_on_core(unsigned nth);

}  // namespace sharedfate
