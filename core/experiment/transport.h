#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/base/result.h"

// The ways in which one message gets from one side to the other, and back.
namespace sharedfate {

enum class Side : std::uint8_t { near, far };
constexpr std::size_t side_count = 2;
constexpr std::size_t place_of(Side side) { return static_cast<std::size_t>(side); }
constexpr Side other_side(Side side) { return side == Side::near ? Side::far : Side::near; }

/// Carries messages of one size both ways, in order. Made before the far side exists: a thread uses
/// the same object, a process started by fork its copy of it.
class Transport {
 public:
  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// This process is only that side from now on: gives up what belongs to the other one alone.
  virtual void become(Side) {}

  /// Where a side builds its next message. May wait until the message before has been taken.
  virtual std::byte* outbox(Side side) = 0;
  /// Sends what is in there. False: it could not be sent; errno says why.
  virtual bool send(Side side) = 0;
  /// Waits for the next message. Its place, valid until done(); nullptr: none comes.
  virtual const std::byte* receive(Side side) = 0;
  /// That message is no longer needed.
  virtual void done(Side) {}

  /// System calls that side has made so far in this process.
  [[nodiscard]] std::uint64_t calls(Side side) const { return calls_[place_of(side)]; }

 protected:
  std::uint64_t& count(Side side) { return calls_[place_of(side)]; }

 private:
  // Each on a cache line of its own: counting must not make the sides wait for each other.
  struct alignas(64) Counter {
    std::uint64_t number = 0;
    operator std::uint64_t&() { return number; }
    operator std::uint64_t() const { return number; }
  };
  Counter calls_[side_count];
};

struct TransportRow {
  std::string_view name;
  bool between_threads = false;  ///< the far side is a thread of this process; else a process
  /// How often the bytes are copied on their way. A model of the way, not a measurement.
  int copies = 0;
  std::string_view copies_text;
  bool outlives = false;  ///< what it needs ends only with its namespace
  /// The largest message, and what sets that limit; null: memory alone.
  std::uint64_t (*largest)() = nullptr;
  std::string_view largest_set_by = {};
  Result<std::unique_ptr<Transport>> (*make)(std::size_t message_size) = nullptr;
};

std::span<const TransportRow> transports();

/// Whether message queues that a measuring process makes end with the experiment: whether its guard
/// is pid 1 of namespaces of its own.
bool queues_end_with_experiment();

/// Shared with processes that are started later; zero-filled; ends with its last user.
class SharedBlock {
 public:
  static Result<SharedBlock> create(std::size_t size);
  SharedBlock(SharedBlock&& other) noexcept;
  SharedBlock& operator=(SharedBlock&&) = delete;
  ~SharedBlock();
  [[nodiscard]] std::byte* data() const { return data_; }

 private:
  SharedBlock(std::byte* data, std::size_t size) : data_(data), size_(size) {}
  std::byte* data_;
  std::size_t size_;
};

// The rows, for the table.
extern const TransportRow pointer_transport, shared_memory_transport, copied_memory_transport,
    pipe_transport, socket_transport, posix_queue_transport, system_v_queue_transport;

}  // namespace sharedfate
