#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "core/wire/worker_memory.h"

// The queue that all worker processes of a lane share: one sealed memfd per incarnation of the
// head. Every worker can write all of it, so the parent keeps its own copy of what it put in.
namespace sharedfate {

constexpr std::uint64_t shared_queue_capacity = 4096;

/// A place in the queue.
struct SharedSlot {
  /// Who has taken its ticket; 0: nobody yet. Written by whoever holds the lock; emptied by the
  /// parent before it puts in the next ticket.
  std::atomic<std::uint32_t> taker;
  TaskTicket ticket;
};

/// One producer (the parent), which needs no lock; many consumers, one at a time under the lock.
/// The indexes run on for ever; a ticket's slot is its index modulo the capacity.
struct SharedQueue {
  pthread_mutex_t mutex;
  std::atomic<std::uint32_t> holder;     ///< PID outside of its namespace; 0: nobody
  std::atomic<std::uint32_t> recovered;  ///< how often it was made usable after its holder's death
  alignas(64) std::atomic<std::uint32_t> arrivals;  ///< the condition: a futex word
  std::atomic<std::uint64_t> pushed;                ///< index of the next ticket to come
  std::atomic<std::uint64_t>
      refill_at;  ///< who takes the ticket before this one, or a later one, rings the bell
  alignas(64) std::atomic<std::uint64_t> taken;  ///< all tickets before this index are taken
  alignas(64) std::array<SharedSlot, shared_queue_capacity> slots;
};

/// What a worker says of the ticket that it takes, in one word, before it is its own: the index,
/// and that it is its `number`-th. With its steps that tells what it has started.
struct TicketClaim {
  std::uint64_t index = 0;
  std::uint32_t number = 0;  ///< from 1, as many bits of it as the word holds

  /// False: it has claimed none.
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

/// What becomes of the lock when its holder dies.
enum class QueueLockKind {
  plain,   ///< it stays locked for ever
  robust,  ///< the next one to want it gets it, and is told (EOWNERDEAD)
};

/// Makes the lock of a new queue: free, and usable by all processes that share its memory.
void prepare(SharedQueue& queue, QueueLockKind kind);

}  // namespace sharedfate
