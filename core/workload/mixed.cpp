#include "core/workload/primes.h"
#include "core/workload/rows.h"

namespace sharedfate {
namespace {

constexpr double wait_ms_of_mixed = 10;

bool computes(std::uint64_t task) { return task % 2 == 0; }

}  // namespace

const WorkloadRow mixed_workload{
    .id = WorkloadId::mixed,
    .name = "mixed",
    .sentence = "Every other task computes (primes below n), every other one waits (10 ms).",
    .parameter_name = "n",
    .parameter_default = 20'000,
    .parameter_max = 1'000'000'000,
    .run =
        [](TaskContext& context, std::uint64_t task, std::uint64_t n) {
          if (computes(task)) return count_primes(context, n);
          context.wait_ms(wait_ms_of_mixed);
          return TaskResult{};
        },
    .burns = computes,
};

}  // namespace sharedfate
