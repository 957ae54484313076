#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "core/base/result.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// The lane process's part in a deadlock: it gives two workers a pair of locks. The first worker
/// takes its lock when its fault fires; then the second one is ordered to take the other lock.
class DeadlockOrders {
 public:
  /// The memory of a living worker (from 1); nullptr if there is none.
  using Workers = std::function<WorkerMemory*(int worker)>;
  /// Makes a worker check its orders, wherever it waits.
  using Wake = std::function<void(int worker)>;

  DeadlockOrders(LaneControl& control, Workers workers, Wake wake);

  /// Prepares a pair of locks for the request; the caller then orders the fault like any other.
  /// Error: nothing was prepared, because there is no partner or no free pair.
  Status prepare_pair(const RequestMessage& request, int worker_count);
  /// Orders the partners of victims that hold their lock to begin. Returns true while other victims
  /// do not hold theirs yet, or a partner is missing: call it again within `look_again_ms`.
  bool advance();
  static constexpr int look_again_ms = 20;

 private:
  struct Party {
    int worker = 0;  ///< 0: none
    std::uint32_t incarnation = 0;
  };
  struct Use {
    Party victim, partner;
    bool complete = false;  ///< the partner has its order
  };
  [[nodiscard]] WorkerMemory* living(const Party& party) const;
  [[nodiscard]] Use* free_pair(int victim);

  LaneControl& control_;
  Workers workers_;
  Wake wake_;
  std::array<Use, lock_pair_count> uses_;
};

}  // namespace sharedfate
