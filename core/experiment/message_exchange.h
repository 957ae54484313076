#pragma once

#include <cstdint>
#include <vector>

#include "core/experiment/transport.h"

namespace sharedfate {

/// On which cores the two sides run. A message to another core has to wake a thread there, which
/// costs more than most transports do: only results with the same placement can be compared.
enum class SidePlacement : std::uint8_t { two_cores, one_core, as_it_comes };

/// How many messages of one size are exchanged.
struct ExchangePlan {
  std::size_t message_size = 8;  ///< bytes; a multiple of 8, at least 8
  std::uint64_t rounds = 1;      ///< a message there and one back, each round timed; at least 1
  std::uint64_t bursts = 1;      ///< `messages` messages in one direction, timed as a whole
  std::uint64_t messages = 1;
  SidePlacement placement = SidePlacement::as_it_comes;
};

struct ExchangeResult {
  std::vector<double> latencies_us;      ///< half the time of each round
  std::vector<double> throughputs;       ///< of each burst, MiB/s
  double calls_per_message = 0;          ///< system calls of both sides, counted in the rounds
  std::uint64_t checked = 0, wrong = 0;  ///< messages received; those with wrong contents
};

/// Starts the other side (a thread, or a process by fork), exchanges the messages of the plan and
/// waits for the end of the other side. In a round, only the first and the last word of a message
/// are written and read, so that the transport is timed and not the filling of the message. In a
/// burst every word is written and read. Precondition: the caller's process has no other thread.
Result<ExchangeResult> exchange_messages(const TransportRow& row, const ExchangePlan& plan);

/// From now on this process exits with EXIT_FAILURE as soon as a child of it ends without success:
/// it would otherwise wait for ever for a message of the dead child. Handles SIGCHLD.
/// exchange_messages() calls it for as long as a child is the other side.
void end_with_a_failed_child();
/// Ends that: to be called before a child is killed on purpose.
void outlive_failed_children();

}  // namespace sharedfate
