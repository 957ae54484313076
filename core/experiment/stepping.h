#pragma once

#include <cstdint>

namespace sharedfate {

/// What can be ordered of the experiment "stepping", in which somebody says which of two real
/// threads goes next. After each order it tells, as facts: of each worker ("A", "B") its standing
/// ("held", "waiting", "ended"), steps done, register, TID and the lock that it waits for; of each
/// variable its value; of each lock who holds it; the order so far; the outcome once nobody can go;
/// and last, how many orders it has obeyed.
enum class SteppingOrder : std::uint64_t { a_goes, b_goes, start_over, finish };

}  // namespace sharedfate
