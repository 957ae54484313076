#include "core/workload/primes.h"
#include "core/workload/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack. Not sanitized: the write
// must reach the kernel.
__attribute__((no_sanitize("undefined"))) void do_the_task_with_the_bug() {
  volatile int* const null_pointer = nullptr;
  *const_cast<volatile int* volatile&>(null_pointer) = 42;
}

namespace {

/// A bug in the task itself: it kills each worker that runs it, however often it is retried.
TaskResult run_poison(TaskContext& context, std::uint64_t task, std::uint64_t parameter) {
  constexpr std::uint64_t primes_below = 20'000;
  if (parameter != 0 && task % parameter == 0) do_the_task_with_the_bug();
  return count_primes(context, primes_below);
}

}  // namespace

const WorkloadRow poison_workload{
    .id = WorkloadId::poison,
    .name = "poison",
    .sentence = "Counts primes; but every K-th task has a bug that kills the worker that takes it.",
    .parameter_name = "K (0: none)",
    .parameter_default = 0,
    .parameter_max = 1'000'000,
    .run = run_poison,
    .burns = [](std::uint64_t) { return true; },
};

}  // namespace sharedfate
