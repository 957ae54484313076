#include <limits>

#include "core/workload/rows.h"

namespace sharedfate {
namespace {

/// The function of the article: square(n). With n = 0 each task squares its own number.
TaskResult run_square(TaskContext&, std::uint64_t task, std::uint64_t parameter) {
  const std::uint64_t n = parameter == 0 ? task : parameter;
  if (n > std::numeric_limits<std::uint32_t>::max()) return {.value = 0, .failed = true};
  return {.value = n * n, .failed = false};
}

}  // namespace

const WorkloadRow square_workload{
    .id = WorkloadId::square,
    .name = "square",
    .sentence = "Squares a number: so little work that handing it out costs more than doing it.",
    .parameter_name = "n (0: the task's own number)",
    .parameter_default = 0,
    .parameter_max = 4'294'967'295,
    .run = run_square,
    .burns = [](std::uint64_t) { return true; },
};

}  // namespace sharedfate
