#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace sharedfate {

/// The workers that wait for each other for ever, where each waits for one other at most: `start`
/// first, each followed by the one that it waits for. Empty: `start` is in no such cycle.
/// `waited_for(worker)` is that one, or nullopt; `count`: how many workers there are.
template <typename Worker, typename WaitedFor>
std::vector<Worker> find_wait_cycle(Worker start, std::size_t count, WaitedFor waited_for) {
  std::vector<Worker> path;
  for (std::optional<Worker> at = start; at && path.size() < count;) {
    path.push_back(*at);
    at = waited_for(*at);
    if (at == start) return path;
  }
  return {};
}

}  // namespace sharedfate
