#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "core/base/result.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/worker_memory.h"

namespace sharedfate {

/// The head's part in a deadlock: it gives two workers a pair of locks, lets the first one take its
/// lock when its time has come, and then tells the other to take the second.
class DeadlockOrders {
 public:
  /// The memory of a worker (from 1) that lives; nullptr when there is none.
  using Workers = std::function<WorkerMemory*(int worker)>;
  /// Makes a worker look at its orders, wherever it waits.
  using Wake = std::function<void(int worker)>;

  DeadlockOrders(LaneControl& control, Workers workers, Wake wake);

  /// Prepares what the request needs; the caller then orders the fault as any other. An error:
  /// nothing was prepared, because there is nobody to deadlock with.
  Status prepare_pair(const RequestMessage& request, int worker_count);
  /// Tells those partners whose turn has come. True while others wait for theirs: call it again
  /// within `look_again_ms`.
  bool advance();
  static constexpr int look_again_ms = 20;

 private:
  struct Party {
    int worker = 0;  ///< 0: nobody
    std::uint32_t incarnation = 0;
  };
  struct Use {
    Party victim, partner;
    bool complete = false;  ///< the partner has been told
  };
  [[nodiscard]] WorkerMemory* living(const Party& party) const;
  [[nodiscard]] Use* free_pair(int victim);

  LaneControl& control_;
  Workers workers_;
  Wake wake_;
  std::array<Use, lock_pair_count> uses_;
};

}  // namespace sharedfate
