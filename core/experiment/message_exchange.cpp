#include "core/experiment/message_exchange.h"

#include <unistd.h>

#include <atomic>
#include <cassert>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include "core/system/scheduling.h"
#include "core/system/shared_memory.h"
#include "core/system/spawn.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::size_t word = sizeof(std::uint64_t);
/// Rounds and bursts that are not timed: the first messages also pay for page faults and cold
/// caches. A round touches the first and the last page of a message only.
constexpr std::uint64_t warm_up_rounds = 3, warm_up_bursts = 1;

/// State that the two sides share beside the messages. Zero-filled memory is a valid object.
struct SharedExchange {
  RisingSignal finished;  ///< raised by the far side after the rounds and after each burst
  std::atomic<std::uint64_t> calls;  ///< of the far side, in the rounds
  std::atomic<std::uint64_t> checked, wrong;
};

std::uint64_t read_word(const std::byte* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, word);
  return value;
}

void write_word(std::byte* at, std::uint64_t value) { std::memcpy(at, &value, word); }

void stamp_ends(std::byte* message, std::size_t size, std::uint64_t stamp) {
  write_word(message, stamp);
  write_word(message + size - word, stamp);
}

bool has_stamps(const std::byte* message, std::size_t size, std::uint64_t stamp) {
  return read_word(message) == stamp && read_word(message + size - word) == stamp;
}

void fill(std::byte* message, std::size_t size, std::uint64_t stamp) {
  for (std::size_t at = 0; at < size; at += word) write_word(message + at, stamp);
}

bool is_filled_with(const std::byte* message, std::size_t size, std::uint64_t stamp) {
  std::uint64_t difference = 0;
  for (std::size_t at = 0; at < size; at += word) difference |= read_word(message + at) ^ stamp;
  return difference == 0;
}

/// Binds the calling thread to the core of its side while the result exists. nullptr: not bound.
std::unique_ptr<CoreBinding> place_side(Side side, SidePlacement placement) {
  if (placement == SidePlacement::as_it_comes) return nullptr;
  return std::make_unique<CoreBinding>(placement == SidePlacement::one_core ? 0 : place_of(side));
}

/// The side that answers each message of a round and receives the bursts.
class FarSide {
 public:
  FarSide(Transport& transport, SharedExchange& shared, const ExchangePlan& plan)
      : transport_(transport), shared_(shared), plan_(plan) {}

  bool run() {
    const auto binding = place_side(Side::far, plan_.placement);
    std::uint64_t before = 0, own_calls = 0;
    for (std::uint64_t round = 0; round < warm_up_rounds + plan_.rounds; ++round) {
      if (round == warm_up_rounds) before = transport_.calls(Side::far);
      if (!answer(round)) return false;
    }
    shared_.calls = transport_.calls(Side::far) - before;
    shared_.finished.raise(own_calls);
    for (std::uint64_t burst = 0; burst < warm_up_bursts + plan_.bursts; ++burst) {
      for (std::uint64_t i = 0; i < plan_.messages; ++i) {
        const std::byte* const message = transport_.receive(Side::far);
        if (message == nullptr) return false;
        note(is_filled_with(message, plan_.message_size, i + 1));
        transport_.done(Side::far);
      }
      shared_.finished.raise(own_calls);
    }
    return true;
  }

 private:
  bool answer(std::uint64_t round) {
    const std::byte* const message = transport_.receive(Side::far);
    if (message == nullptr) return false;
    note(has_stamps(message, plan_.message_size, round + 1));
    transport_.done(Side::far);
    stamp_ends(transport_.outbox(Side::far), plan_.message_size, ~(round + 1));
    return transport_.send(Side::far);
  }
  void note(bool right) {
    shared_.checked.fetch_add(1, std::memory_order_relaxed);
    if (!right) shared_.wrong.fetch_add(1, std::memory_order_relaxed);
  }

  Transport& transport_;
  SharedExchange& shared_;
  const ExchangePlan& plan_;
};

Error broken(const TransportRow& row) {
  return system_error("send a message by " + std::string(row.name));
}

/// The side that sends first, sends the bursts, and takes the times.
class NearSide {
 public:
  NearSide(Transport& transport, SharedExchange& shared, const ExchangePlan& plan,
           ExchangeResult& result)
      : transport_(transport), shared_(shared), plan_(plan), result_(result) {}

  bool run() {
    const auto binding = place_side(Side::near, plan_.placement);
    std::uint64_t before = 0, own_calls = 0;
    for (std::uint64_t round = 0; round < warm_up_rounds + plan_.rounds; ++round) {
      if (round == warm_up_rounds) before = transport_.calls(Side::near);
      const std::uint64_t begun_ns = monotonic_ns();
      if (!ask(round)) return false;
      const std::uint64_t ended_ns = monotonic_ns();
      if (round >= warm_up_rounds)
        result_.latencies_us.push_back(static_cast<double>(ended_ns - begun_ns) / 2e3);
    }
    const std::uint64_t near_calls = transport_.calls(Side::near) - before;
    shared_.finished.wait_beyond(0, own_calls);
    result_.calls_per_message =
        static_cast<double>(near_calls + shared_.calls) / static_cast<double>(2 * plan_.rounds);
    for (std::uint64_t burst = 0; burst < warm_up_bursts + plan_.bursts; ++burst) {
      const std::uint64_t begun_ns = monotonic_ns();
      for (std::uint64_t i = 0; i < plan_.messages; ++i) {
        fill(transport_.outbox(Side::near), plan_.message_size, i + 1);
        if (!transport_.send(Side::near)) return false;
      }
      shared_.finished.wait_beyond(static_cast<std::uint32_t>(burst + 1), own_calls);
      const auto seconds = static_cast<double>(monotonic_ns() - begun_ns) / 1e9;
      if (burst < warm_up_bursts) continue;
      constexpr double mebi = 1024 * 1024;
      result_.throughputs.push_back(static_cast<double>(plan_.messages * plan_.message_size) /
                                    mebi / seconds);
    }
    return true;
  }

 private:
  bool ask(std::uint64_t round) {
    stamp_ends(transport_.outbox(Side::near), plan_.message_size, round + 1);
    if (!transport_.send(Side::near)) return false;
    const std::byte* const message = transport_.receive(Side::near);
    if (message == nullptr) return false;
    ++result_.checked;
    if (!has_stamps(message, plan_.message_size, ~(round + 1))) ++result_.wrong;
    transport_.done(Side::near);
    return true;
  }

  Transport& transport_;
  SharedExchange& shared_;
  const ExchangePlan& plan_;
  ExchangeResult& result_;
};

void end_with_child(int, siginfo_t* information, void*) {
  if (information->si_code != CLD_EXITED || information->si_status != EXIT_SUCCESS)
    ::_exit(EXIT_FAILURE);
}

/// Runs the exchange with the far side in a child process, which is killed after an error.
Status exchange_with_process(const TransportRow& row, Transport& transport, FarSide& far,
                             NearSide& near) {
  end_with_a_failed_child();
  const auto child = fork_child([&] {
    transport.become(Side::far);
    return far.run() ? EXIT_SUCCESS : EXIT_FAILURE;
  });
  if (!child) {
    outlive_failed_children();
    return child.error();
  }
  transport.become(Side::near);
  const bool exchanged = near.run();
  const Error error = broken(row);
  outlive_failed_children();
  if (exchanged) {
    const Ending ending = reap(child.value());
    if (!ending.signalled && ending.exit_code == EXIT_SUCCESS) return Done{};
    return Error{"send messages by " + std::string(row.name), "the other side has died", ""};
  }
  signal_child(child.value(), SIGKILL);
  reap(child.value());
  return error;
}

Status exchange_with_thread(const TransportRow& row, FarSide& far, NearSide& near) {
  bool sent = true;
  std::thread thread([&] { sent = far.run(); });
  const bool received = near.run();
  thread.join();
  if (sent && received) return Done{};
  return broken(row);
}

}  // namespace

void end_with_a_failed_child() {
  struct sigaction action {};
  action.sa_sigaction = end_with_child;
  action.sa_flags = SA_SIGINFO | SA_NOCLDSTOP | SA_RESTART;
  ::sigaction(SIGCHLD, &action, nullptr);
}

void outlive_failed_children() { std::signal(SIGCHLD, SIG_DFL); }

Result<ExchangeResult> exchange_messages(const TransportRow& row, const ExchangePlan& plan) {
  assert(plan.message_size >= word && plan.message_size % word == 0 && plan.rounds > 0);
  auto memory = MemoryBlock<SharedExchange>::create(Sharing::shared);
  if (!memory) return memory.error();
  SharedExchange& shared = *memory.value();
  auto transport = row.make(plan.message_size);
  if (!transport) return transport.error();
  ExchangeResult result;
  FarSide far(*transport.value(), shared, plan);
  NearSide near(*transport.value(), shared, plan, result);
  const Status status = row.between_threads
                            ? exchange_with_thread(row, far, near)
                            : exchange_with_process(row, *transport.value(), far, near);
  if (!status) return status.error();
  result.checked += shared.checked;
  result.wrong += shared.wrong;
  return result;
}

}  // namespace sharedfate
