#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/wire/event_ring.h"
#include "core/wire/lock_pair.h"

// What one incarnation of a worker shares with its head, its supervisor and the observer: one
// sealed memfd. The worker can write all of it, so nobody else believes any of it without a check.
namespace sharedfate {

constexpr std::uint32_t wire_magic = 0x53464154;  // "SFAT"
constexpr std::uint32_t wire_version = 3;

enum class WorkerActivity : std::uint32_t {
  starting,  ///< before hello
  waiting,   ///< for the queue
  paused,    ///< at the gate
  computing,
  blocked,  ///< in the kernel, by its task's own wish
  stopping,
};
constexpr std::uint32_t worker_activity_count = 6;

/// Written by a dying thread from its signal handler; complete when `complete` is 1. Plain data
/// only.
struct CrashRecord {
  static constexpr std::uint32_t frame_count_max = 24;
  static constexpr std::size_t cause_size = 160;
  /// A code address as (module, offset): a process with the same files mapped elsewhere can name
  /// it.
  struct Frame {
    std::uint32_t module;
    std::uint32_t reserved;
    std::uint64_t offset;
  };

  std::atomic<std::uint32_t> complete;
  std::int32_t signal;
  std::uint32_t has_address;
  std::uint32_t frame_count;
  std::uint64_t address;
  std::uint64_t ticks;
  std::uint64_t task;
  std::array<Frame, frame_count_max> frames;
  std::array<char, cause_size> cause;  ///< zero-terminated
};

/// A task on its way from a parent to a worker process. Wire format.
struct TaskTicket {
  std::uint64_t task;
  std::uint64_t parameter;
  std::uint64_t workload;
};
static_assert(sizeof(TaskTicket) == 24);

constexpr std::uint64_t task_channel_capacity = 4096;

/// Single producer (parent), single consumer (worker). Consumed tickets are counted by the worker's
/// steps.
struct TaskChannel {
  alignas(64) std::atomic<std::uint64_t> assigned;  ///< tickets put in since the start; written by
                                                    ///< the parent
  std::atomic<std::uint64_t> refill_at;  ///< the worker rings the parent's bell at this many left
  alignas(64) std::atomic<std::uint32_t> asleep;  ///< the worker waits on `attention`
  alignas(64) std::array<TaskTicket, task_channel_capacity> tickets;
};

/// WorkerMemory::wanted_lock: the lock of the queue that the workers share.
constexpr std::uint32_t queue_lock_wanted = 3;

/// Wire format. Zero-filled memory is a worker that has not said hello.
struct WorkerMemory {
  // Written once, by the head, before the worker exists.
  std::uint32_t magic;
  std::uint32_t version;
  std::uint32_t worker;
  std::uint32_t incarnation;

  // Written by the worker.
  alignas(64) std::atomic<std::uint64_t> sequence;  ///< +1 when a task starts, +1 when it ends: the
                                                    ///< account in one word
  std::atomic<std::uint64_t> failed;                ///< written before the step that ends the task
  std::atomic<std::uint32_t> corrupted;             ///< of those failed: what they kept was changed
  std::atomic<std::uint32_t> stray_writes;          ///< writes of its own into what others use
  std::atomic<std::uint64_t> task;
  std::atomic<std::uint64_t> task_start_ticks;
  std::atomic<std::uint32_t> progress_ppm;
  std::atomic<std::uint32_t> activity;             ///< WorkerActivity
  std::atomic<std::int32_t> tid;                   ///< outside its namespace; 0 before hello
  std::atomic<std::uint32_t> fault_committed;      ///< FaultId + 1 once it was committed on purpose
  std::atomic<std::uint64_t> fault_ticks;          ///< when
  std::atomic<std::uint64_t> wanted_lock_address;  ///< where the lock is that it waits for
  std::atomic<std::uint32_t>
      wanted_lock;                   ///< which of its pair it is, +1, or queue_lock_wanted; 0: none
  std::atomic<std::uint64_t> claim;  ///< of a ticket in a shared queue: a TicketClaim's word
  std::atomic<std::uint64_t> abandoned;  ///< tasks handed to it that it will not start: the call
                                         ///< that they belong to has failed

  // Written by the head.
  alignas(64) std::atomic<std::uint32_t> attention;  ///< futex word; bumped whenever something
                                                     ///< below changes
  std::atomic<std::uint32_t> fault_pending;          ///< FaultId + 1; 0: none. Taken by the worker
  std::atomic<std::uint64_t>
      fault_at_task;                      ///< 0: at once; else the k-th task of the worker's number
  std::atomic<std::uint32_t> fault_site;  ///< SiteId: where it fires
  std::atomic<std::uint64_t> tasks_before;    ///< taken by earlier incarnations of this number
  std::atomic<std::uint32_t> stop_requested;  ///< end after the current task
  std::atomic<std::uint32_t> lock_pair;       ///< of the lane's, for a deadlock: index + 1; 0: none
  std::atomic<std::uint32_t> lock_first;      ///< which of the pair it takes first

  CrashRecord crash_record;
  TaskChannel channel;  ///< processes lane only
  EventRing ring;
};

}  // namespace sharedfate
