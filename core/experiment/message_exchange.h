#pragma once

#include <cstdint>
#include <vector>

#include "core/experiment/transport.h"

namespace sharedfate {

/// On which cores the two sides run. A message to somebody on another core has to wake that one up,
/// which costs more than most ways do: ways compare only where this is the same.
enum class SidePlacement : std::uint8_t { two_cores, one_core, as_it_comes };

/// How many messages of one size go to and fro.
struct ExchangePlan {
  std::size_t message_size = 8;  ///< a multiple of 8, at least 8
  std::uint64_t rounds = 1;      ///< a message there and one back, timed each
  std::uint64_t bursts = 1;      ///< of `messages` in one direction, timed as a whole
  std::uint64_t messages = 1;
  SidePlacement placement = SidePlacement::as_it_comes;
};

struct ExchangeResult {
  std::vector<double> latencies_us;      ///< half of each round
  std::vector<double> throughputs;       ///< of each burst, MiB/s
  double calls_per_message = 0;          ///< system calls of both sides, counted in the rounds
  std::uint64_t checked = 0, wrong = 0;  ///< messages that arrived, and those not as they were sent
};

/// Starts the other side (a thread, or a process by fork: the caller has one thread only), sends
/// what is planned and waits for its end. In a round, only the first and the last word of a message
/// are written and read: what is timed is the way. In a burst every word is written and read.
Result<ExchangeResult> exchange_messages(const TransportRow& row, const ExchangePlan& plan);

}  // namespace sharedfate
