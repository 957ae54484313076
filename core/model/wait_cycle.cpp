#include "core/model/model.h"

namespace sharedfate {

std::vector<int> wait_cycle(const LaneModel& lane, int number) {
  std::vector<int> cycle;
  const WorkerModel* worker = find_worker(lane, number);
  while (worker != nullptr && worker->alive() && worker->waits_for != 0 &&
         cycle.size() <= lane.workers.size()) {
    cycle.push_back(worker->worker);
    if (worker->waits_for == number) return cycle;
    worker = find_worker(lane, worker->waits_for);
  }
  return {};
}

}  // namespace sharedfate
