#include "core/workload/rows.h"

namespace sharedfate {

const WorkloadRow wait_workload{
    .id = WorkloadId::wait,
    .name = "wait",
    .sentence =
        "Blocks in the kernel for a time, as a program does that waits for a disk or a network.",
    .parameter_name = "milliseconds",
    .parameter_default = 20,
    .parameter_max = 3'600'000,
    .run =
        [](TaskContext& context, std::uint64_t, std::uint64_t milliseconds) {
          context.wait_ms(static_cast<double>(milliseconds));
          return TaskResult{.value = milliseconds, .failed = false};
        },
    .burns = [](std::uint64_t) { return false; },
};

}  // namespace sharedfate
