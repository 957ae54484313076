#include <latch>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "core/wire/ticks.h"
#include "tests/bench/pool_peers.h"

namespace sharedfate::bench {

double run_asio_pool(std::uint64_t tasks, PoolStart start) {
  boost::asio::thread_pool pool(peer_worker_count);
  std::latch arrived(peer_worker_count);
  std::latch gate(1);
  for (int i = 0; i < peer_worker_count; ++i) {
    boost::asio::post(pool, [&] {
      arrived.count_down();
      gate.wait();
    });
  }
  arrived.wait();
  if (start == PoolStart::at_once) gate.count_down();
  std::uint64_t start_ns = monotonic_ns();
  for (std::uint64_t i = 0; i < tasks; ++i) boost::asio::post(pool, [] {});
  if (start == PoolStart::held) {
    start_ns = monotonic_ns();
    gate.count_down();
  }
  pool.join();
  return static_cast<double>(monotonic_ns() - start_ns) / static_cast<double>(tasks);
}

}  // namespace sharedfate::bench
