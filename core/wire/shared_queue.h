#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/wire/worker_memory.h"

// The queue that all worker processes of a lane share: one sealed memfd per incarnation of the lane
// process. Every worker can write all of it, so the parent keeps its own copy of the tickets.
namespace sharedfate {

constexpr std::uint64_t shared_queue_capacity = 4096;

/// One slot of the queue.
struct SharedSlot {
  /// Number of the worker that has taken the ticket; 0: none yet. Written by the worker that holds
  /// the lock; reset by the parent after it has written the next ticket here.
  std::atomic<std::uint32_t> taker;
  TaskTicket ticket;
};

/// One producer (the parent), which needs no lock; many consumers, one at a time under the lock.
/// The indexes only grow; a ticket's slot is its index modulo the capacity.
struct SharedQueue {
  pthread_mutex_t mutex;
  std::atomic<std::uint32_t> holder;     ///< PID outside the lane's pid namespace; 0: none
  std::atomic<std::uint32_t> recovered;  ///< how often a dead holder's lock was taken over
  alignas(64) std::atomic<std::uint32_t> arrivals;  ///< futex word: incremented when there are new
                                                    ///< tickets or orders
  std::atomic<std::uint64_t> pushed;     ///< index of the next ticket that the parent will put in
  std::atomic<std::uint64_t> refill_at;  ///< a worker that takes the ticket before this index, or a
                                         ///< later one, notifies the parent
  alignas(64) std::atomic<std::uint64_t> taken;  ///< all tickets before this index are taken
  alignas(64) std::array<SharedSlot, shared_queue_capacity> slots;
};

/// What a worker writes, in one word, before it takes a ticket: the ticket's index, and that this
/// is its `number`-th claim. Compared with the worker's sequence word it shows whether that task
/// has started.
struct TicketClaim {
  std::uint64_t index = 0;
  std::uint32_t number = 0;  ///< from 1, modulo 2^claim_number_bits

  /// False if the worker has claimed no ticket yet.
  [[nodiscard]] bool exists() const { return index != 0 || number != 0; }
};
constexpr std::uint32_t claim_number_bits = 24;
constexpr std::uint32_t claim_number_mask = (1U << claim_number_bits) - 1;

constexpr std::uint64_t to_claim_word(const TicketClaim& claim) {
  return (claim.index << claim_number_bits) | (claim.number & claim_number_mask);
}
constexpr TicketClaim to_claim(std::uint64_t word) {
  return {word >> claim_number_bits, static_cast<std::uint32_t>(word & claim_number_mask)};
}

}  // namespace sharedfate
