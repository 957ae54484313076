#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/system/process_facts.h"

namespace sharedfate {

/// What the cores that this process may use have done since the computer was started. In steps of a
/// clock tick (10 ms): to be compared over a second or more.
struct CoreUse {
  int cores = 0;
  std::uint64_t at_ns = 0;    ///< monotonic clock
  std::uint64_t busy_ns = 0;  ///< summed over the cores, with what a host took for other machines
  std::uint64_t own_ns = 0;   ///< of this process and all below it, ended ones included
  /// How long the kernel has kept the process's control group off the cores because it had used up
  /// its share.
  std::uint64_t throttled_ns = 0;
};

/// Reads it from /proc, of which it reads every process's entry: some milliseconds. `cores` is 0
/// where /proc/stat cannot be read.
CoreUse read_core_use();

/// What is asked about the computer at one moment, and the answer.
struct MachineQuestion {
  bool core_use = false;
  struct Thread {
    int pid, tid;
  };
  std::vector<Thread> threads = {};
};
struct MachineAnswer {
  CoreUse core_use;
  std::vector<std::optional<ThreadTimes>> threads;  ///< in the order of the question
};
MachineAnswer answer(const MachineQuestion& question);

/// Shares of the cores' time between two moments, 0 to 1.
struct CoreShares {
  bool known = false;
  double own = 0;        ///< this process and all below it
  double others = 0;     ///< everything else, a host included
  double throttled = 0;  ///< of the elapsed time: kept off the cores
};

/// Whether figures of time that were taken meanwhile depend on other programs: they took a tenth of
/// the cores, or the kernel kept the process off its cores.
constexpr bool is_busy(const CoreShares& shares) {
  constexpr double others_from = 0.10, throttled_above = 0.01;
  return shares.known && (shares.others >= others_from || shares.throttled > throttled_above);
}

/// Not known: no time has passed, or the cores could not be read.
CoreShares core_shares(const CoreUse& before, const CoreUse& after);

/// The larger share of each; known if either is.
CoreShares worse_of(const CoreShares& one, const CoreShares& other);

constexpr std::string_view measure_again = "Measure again when it is quiet.";
/// One sentence: under what conditions figures were taken. If the machine was busy, `remedy`
/// follows. Empty: not known.
std::string core_shares_words(const CoreShares& shares, std::string_view remedy = measure_again);

}  // namespace sharedfate
