#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/base/result.h"

// The ways to pass a message from one side to the other and back.
namespace sharedfate {

enum class Side : std::uint8_t { near, far };
constexpr std::size_t side_count = 2;
constexpr std::size_t place_of(Side side) { return static_cast<std::size_t>(side); }
constexpr Side other_side(Side side) { return side == Side::near ? Side::far : Side::near; }

/// A number that only rises, and for whose change threads can wait in the kernel. Zero-filled
/// memory is a valid object with the value 0. Works across processes that share the memory.
class RisingSignal {
 public:
  [[nodiscard]] std::uint32_t value() const { return value_.load(); }
  /// Adds 1 and wakes all sleepers. `calls` is increased by the number of system calls made.
  void raise(std::uint64_t& calls);
  /// Sleeps until the number is no longer `seen`. `calls`: as above.
  void wait_beyond(std::uint32_t seen, std::uint64_t& calls);

 private:
  std::atomic<std::uint32_t> value_, sleepers_;
};

/// Carries messages of one size in both directions, in order. It is made before the far side is
/// started: a thread uses the same object, a process made by fork its copy of it.
class Transport {
 public:
  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// From now on this process is that side only: closes what only the other side needs.
  virtual void become(Side) {}

  /// Where a side builds its next message. May wait until an earlier message has been taken.
  virtual std::byte* outbox(Side side) = 0;
  /// Sends the message in the outbox. False: it could not be sent; errno says why.
  virtual bool send(Side side) = 0;
  /// Waits for the next message and returns it, valid until done(). nullptr: there is none, because
  /// the other side has ended or a system call has failed.
  virtual const std::byte* receive(Side side) = 0;
  /// The message that was received last is no longer needed.
  virtual void done(Side) {}

  /// How many system calls that side has made so far in this process.
  [[nodiscard]] std::uint64_t calls(Side side) const { return calls_[place_of(side)]; }

 protected:
  std::uint64_t& count(Side side) { return calls_[place_of(side)]; }

 private:
  // Each on a cache line of its own, so that the sides do not slow each other down by counting.
  struct alignas(64) Counter {
    std::uint64_t number = 0;
    operator std::uint64_t&() { return number; }
    operator std::uint64_t() const { return number; }
  };
  Counter calls_[side_count];
};

struct TransportRow {
  std::string_view name;
  bool between_threads = false;  ///< the far side is a thread of this process, not another process
  /// How often the bytes of a message are copied: known from how the transport works, not measured.
  std::string_view copies_text;
  bool outlives = false;  ///< what it makes in the kernel may outlive its process
  /// The size of the largest message in bytes, and what sets that limit. Null: memory alone.
  std::uint64_t (*largest)() = nullptr;
  std::string_view largest_set_by = {};
  Result<std::unique_ptr<Transport>> (*make)(std::size_t message_size) = nullptr;
};

std::span<const TransportRow> transports();

/// Whether message queues that the calling measuring process makes end with the experiment, because
/// its guard is PID 1 of namespaces of its own.
bool queues_end_with_experiment();

}  // namespace sharedfate
