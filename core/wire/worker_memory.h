#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/wire/event_ring.h"
#include "core/wire/shared_lock.h"

// What one incarnation of a worker shares with its lane process, its supervisor and the observer:
// one sealed memfd. The worker can write all of it, so its readers check every value.
namespace sharedfate {

constexpr std::uint32_t wire_magic = 0x53464154;  // "SFAT"
constexpr std::uint32_t wire_version = 5;

enum class WorkerActivity : std::uint32_t {
  starting,  ///< not ready yet
  waiting,   ///< for a task, or for the lock of a shared queue
  paused,    ///< at the gate
  computing,
  blocked,  ///< in the kernel, as part of its task
  stopping,
};
constexpr std::uint32_t worker_activity_count = 6;

/// Written by a dying thread in its signal handler; valid once `complete` is 1. Plain data only.
struct CrashRecord {
  static constexpr std::uint32_t frame_count_max = 24;
  static constexpr std::size_t cause_size = 160;
  /// A code address as (module, offset), so that a process which has the same files mapped at other
  /// addresses can look up its name.
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

/// Single producer (parent), single consumer (worker). The worker's sequence word counts the
/// tickets that it has consumed.
struct TaskChannel {
  alignas(64) std::atomic<std::uint64_t> assigned;  ///< tickets put in since the start; written by
                                                    ///< the parent
  std::atomic<std::uint64_t> refill_at;  ///< the worker notifies the parent when it has ended this
                                         ///< many tasks; written by the parent
  alignas(64) std::atomic<std::uint32_t> asleep;  ///< 1: the worker waits on `attention`
  alignas(64) std::array<TaskTicket, task_channel_capacity> tickets;
};

/// WorkerMemory::wanted_lock: the lock of a shared queue.
constexpr std::uint32_t queue_lock_wanted = 3;

/// Wire format. Zero-filled memory is a worker that is not ready yet.
struct WorkerMemory {
  // Written once, by the lane process, before the worker exists.
  std::uint32_t magic;
  std::uint32_t version;
  std::uint32_t worker;
  std::uint32_t incarnation;

  // Written by the worker; a fault that is injected from outside is recorded here by the lane
  // process.
  alignas(64) std::atomic<std::uint64_t> sequence;  ///< +1 when a task starts, +1 when it ends: the
                                                    ///< whole account in one word
  std::atomic<std::uint64_t> failed;     ///< written before `sequence` counts the end of the task
  std::atomic<std::uint32_t> corrupted;  ///< of those failed: their canary record was overwritten
  std::atomic<std::uint32_t> stray_writes;  ///< stray writes that this worker has made
  std::atomic<std::uint64_t> task;
  std::atomic<std::uint64_t> task_start_ticks;
  std::atomic<std::uint32_t> progress_ppm;
  std::atomic<std::uint32_t> activity;     ///< WorkerActivity
  std::atomic<std::int32_t> tid;           ///< outside the lane's pid namespace; 0: not ready yet
  std::atomic<std::uint32_t> core;         ///< on which it ran at its last look, + 1; 0: not known
  std::atomic<std::uint64_t> fault_ticks;  ///< when `fault_committed` was, in ticks
  std::atomic<std::uint32_t> fault_committed;      ///< FaultId + 1 of an injected fault; 0: none
  std::atomic<std::uint64_t> wanted_lock_address;  ///< address of the lock that it waits for
  std::atomic<std::uint32_t> wanted_lock;  ///< index in its pair + 1, or queue_lock_wanted; 0: none
  std::atomic<std::uint64_t> claim;  ///< shared queue: a TicketClaim as one word; Python lanes:
                                     ///< tasks started before a chunk << 24 | tasks of the chunk
  std::atomic<std::uint64_t> abandoned;  ///< tasks handed to it that it will not start, because the
                                         ///< call to which they belong has failed

  // Written by the lane process.
  alignas(64) std::atomic<std::uint32_t> attention;  ///< futex word; incremented whenever something
                                                     ///< below changes
  std::atomic<std::uint32_t> fault_pending;          ///< FaultId + 1; 0: none. The worker resets it
  std::atomic<std::uint64_t> fault_at_task;  ///< fires from the k-th task of this worker number on;
                                             ///< 0: at once, or at the first pass of the site
  std::atomic<std::uint32_t> fault_site;     ///< SiteId: where the fault fires
  std::atomic<std::uint64_t> tasks_before;   ///< taken by earlier incarnations of this number
  std::atomic<std::uint32_t> stop_requested;  ///< 1: end after the current task
  std::atomic<std::uint32_t> lock_pair;       ///< for a deadlock: index of the pair + 1; 0: none
  std::atomic<std::uint32_t> lock_first;      ///< which lock of the pair it takes first

  CrashRecord crash_record;
  TaskChannel channel;  ///< of lanes without a shared queue
  EventRing ring;
};

}  // namespace sharedfate
