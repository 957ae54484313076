#include "tests/bench/bare_ring_peer.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <string>

#include <linux/futex.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/wire/ticks.h"

namespace sharedfate::bench {
namespace {

constexpr std::uint64_t capacity = 1024;

struct Ticket {
  std::uint64_t task, parameter, workload;
};

struct Ring {
  alignas(64) std::atomic<std::uint64_t> put;    // tickets so far, written by the parent
  alignas(64) std::atomic<std::uint64_t> taken;  // tickets so far, written by the worker
  std::atomic<std::uint64_t> sum;  // of the tasks taken, so that the tickets have to be read
  alignas(64) std::atomic<std::uint32_t> worker_asleep;
  alignas(64) std::array<Ticket, capacity> tickets;
};

void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected) {
  syscall(SYS_futex, &word, FUTEX_WAIT, expected, nullptr, nullptr, 0);
}

void futex_wake(std::atomic<std::uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

/// Wakes the process that has set `asleep`, if any. Precondition: what it waits for was published
/// with a sequentially consistent store.
void wake(std::atomic<std::uint32_t>& asleep) {
  if (asleep.load(std::memory_order_seq_cst) != 0 &&
      asleep.exchange(0, std::memory_order_seq_cst) != 0) {
    futex_wake(asleep);
  }
}

}  // namespace

struct Shared {
  alignas(64) std::atomic<std::uint32_t> parent_asleep;
  std::array<Ring, 2> rings;
};

namespace {

void serve(Shared& shared, Ring& ring) {
  std::uint64_t taken = 0;
  std::uint64_t put = 0;
  std::uint64_t sum = 0;
  for (;;) {
    if (taken == put) put = ring.put.load(std::memory_order_acquire);
    if (taken == put) {
      wake(shared.parent_asleep);
      ring.worker_asleep.store(1, std::memory_order_seq_cst);
      if (ring.put.load(std::memory_order_seq_cst) == taken) futex_wait(ring.worker_asleep, 1);
      ring.worker_asleep.store(0, std::memory_order_relaxed);
      continue;
    }
    sum += ring.tickets[taken++ % capacity].task;
    // A parent that waits for room is woken after each half ring, and when a ring is empty; only
    // then must the store be sequentially consistent.
    const bool half = taken % (capacity / 2) == 0;
    const bool drained = taken == put;
    if (drained) ring.sum.store(sum, std::memory_order_relaxed);
    ring.taken.store(taken,
                     half || drained ? std::memory_order_seq_cst : std::memory_order_release);
    if (half) wake(shared.parent_asleep);
  }
}

}  // namespace

int run_bare_ring_worker(int descriptor, std::size_t index) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() == 1 || index >= 2) return 1;
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return 1;
  auto& shared = *static_cast<Shared*>(memory);
  serve(shared, shared.rings[index]);
  return 0;
}

Result<std::unique_ptr<BareRingPeer>> BareRingPeer::start() {
  const int descriptor = memfd_create("bare-ring", 0);
  if (descriptor < 0) return system_error("make the shared memory of the bare ring");
  std::unique_ptr<BareRingPeer> peer(new BareRingPeer);
  void* memory = MAP_FAILED;
  if (ftruncate(descriptor, sizeof(Shared)) == 0) {
    memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  if (memory == MAP_FAILED) {
    ::close(descriptor);
    return system_error("map the shared memory of the bare ring");
  }
  peer->shared_ = static_cast<Shared*>(memory);
  for (std::size_t i = 0; i < worker_count; ++i) {
    std::string role = "bare-ring-worker", fd = std::to_string(descriptor),
                index = std::to_string(i);
    char* arguments[] = {role.data(), role.data(), fd.data(), index.data(), nullptr};
    errno = posix_spawn(&peer->pids_[i], "/proc/self/exe", nullptr, nullptr, arguments, environ);
    if (errno != 0) break;
  }
  const int spawn_error = errno;
  ::close(descriptor);
  errno = spawn_error;
  if (spawn_error != 0) return system_error("start a worker of the bare ring");
  peer->run(capacity);  // gives each worker tasks: both are running when this returns
  return peer;
}

BareRingPeer::~BareRingPeer() {
  for (const int pid : pids_) {
    if (pid <= 0) continue;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  if (shared_ != nullptr) munmap(shared_, sizeof(Shared));
}

void BareRingPeer::sleep_while_full() {
  shared_->parent_asleep.store(1, std::memory_order_seq_cst);
  for (const Ring& ring : shared_->rings) {
    const std::uint64_t taken = ring.taken.load(std::memory_order_seq_cst);
    if (ring.put.load(std::memory_order_relaxed) - taken < capacity) {
      shared_->parent_asleep.store(0, std::memory_order_relaxed);
      return;
    }
  }
  futex_wait(shared_->parent_asleep, 1);
}

void BareRingPeer::sleep_until_empty() {
  for (const Ring& ring : shared_->rings) {
    while (ring.taken.load(std::memory_order_acquire) != ring.put.load(std::memory_order_relaxed)) {
      shared_->parent_asleep.store(1, std::memory_order_seq_cst);
      if (ring.taken.load(std::memory_order_seq_cst) == ring.put.load(std::memory_order_relaxed))
        break;
      futex_wait(shared_->parent_asleep, 1);
    }
  }
  shared_->parent_asleep.store(0, std::memory_order_relaxed);
}

double BareRingPeer::run(std::uint64_t tasks) {
  const std::uint64_t start_ns = monotonic_ns();
  std::array<std::uint64_t, worker_count> put{}, taken{};
  for (std::size_t i = 0; i < worker_count; ++i) {
    put[i] = shared_->rings[i].put.load(std::memory_order_relaxed);
    taken[i] = put[i];
  }
  std::size_t next = 0;
  for (std::uint64_t task = 1; task <= tasks;) {
    std::size_t full = 0;
    for (; full < worker_count; ++full, next = (next + 1) % worker_count) {
      if (put[next] - taken[next] < capacity) break;
      taken[next] = shared_->rings[next].taken.load(std::memory_order_acquire);
      if (put[next] - taken[next] < capacity) break;
    }
    if (full == worker_count) {
      sleep_while_full();
      continue;
    }
    Ring& ring = shared_->rings[next];
    ring.tickets[put[next] % capacity] = Ticket{task++, 0, 0};
    ring.put.store(++put[next], std::memory_order_seq_cst);
    wake(ring.worker_asleep);
    next = (next + 1) % worker_count;
  }
  sleep_until_empty();
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(tasks);
}

}  // namespace sharedfate::bench
