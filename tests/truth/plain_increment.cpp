// What an increment of one counter costs without Shared Fate: two threads, each bound to a core of
// its own, count to 200,000 together: with an atomic instruction, under a mutex, unprotected.
// Prints the price of each run, in nanoseconds by increment of both, as JSON.
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint64_t increments = 200'000;
constexpr int workers = 2;

alignas(64) std::atomic<std::uint64_t> atomic_counter{0};
alignas(64) std::uint64_t plain_counter = 0;
alignas(64) std::atomic<std::uint64_t> unprotected_counter{0};
alignas(64) std::mutex mutex;
alignas(64) std::atomic<int> begun{0};

void bind_to(int place) {
  cpu_set_t usable, one;
  CPU_ZERO(&one);
  sched_getaffinity(0, sizeof usable, &usable);
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &usable)) cores.push_back(core);
  }
  CPU_SET(cores[static_cast<std::size_t>(place) % cores.size()], &one);
  pthread_setaffinity_np(pthread_self(), sizeof one, &one);
}

void add_atomically() {
  for (std::uint64_t i = 0; i < increments; ++i)
    atomic_counter.fetch_add(1, std::memory_order_relaxed);
}

void add_under_a_mutex() {
  for (std::uint64_t i = 0; i < increments; ++i) {
    const std::lock_guard lock(mutex);
    ++plain_counter;
  }
}

void add_unprotected() {
  constexpr auto relaxed = std::memory_order_relaxed;
  for (std::uint64_t i = 0; i < increments; ++i)
    unprotected_counter.store(unprotected_counter.load(relaxed) + 1, relaxed);
}

/// From the first start to the last end, by all increments.
double price_ns(void (*add)()) {
  begun = 0;
  std::array<Clock::time_point, workers> from, to;
  std::vector<std::thread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&, worker] {
      bind_to(worker);
      for (++begun; begun.load() < workers;) continue;
      const auto place = static_cast<std::size_t>(worker);
      from[place] = Clock::now();
      add();
      to[place] = Clock::now();
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double, std::nano> wall =
      *std::max_element(to.begin(), to.end()) - *std::min_element(from.begin(), from.end());
  return wall.count() / (workers * increments);
}

struct Way {
  const char* name;
  void (*add)();
  std::string prices;
};

}  // namespace

int main(int count, char** words) {
  const int runs = count > 1 ? std::atoi(words[1]) : 11;
  std::array<Way, 3> ways{{{"atomic", add_atomically, ""},
                           {"mutex", add_under_a_mutex, ""},
                           {"unprotected", add_unprotected, ""}}};
  for (int run = 0; run <= runs; ++run) {
    for (Way& way : ways) {
      const double price = price_ns(way.add);
      if (run > 0) way.prices += (run > 1 ? "," : "") + std::to_string(price);
    }
  }
  std::string text;
  for (const Way& way : ways)
    text += (text.empty() ? "{" : ",") + ("\"" + std::string(way.name) + "\":[") + way.prices + "]";
  std::puts((text + "}").c_str());
}
