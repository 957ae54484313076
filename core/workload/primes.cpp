#include "core/workload/primes.h"

#include "core/workload/rows.h"

namespace sharedfate {
namespace {

bool is_prime(std::uint64_t n) {
  if (n < 4) return n >= 2;
  if (n % 2 == 0) return false;
  for (std::uint64_t divisor = 3; divisor * divisor <= n; divisor += 2) {
    if (n % divisor == 0) return false;
  }
  return true;
}

}  // namespace

TaskResult count_primes(TaskContext& context, std::uint64_t limit) {
  constexpr std::uint64_t candidates_per_report = 2048;
  std::uint64_t count = 0;
  for (std::uint64_t n = 2; n < limit; ++n) {
    if (is_prime(n)) ++count;
    if (n % candidates_per_report == 0) {
      context.progress(static_cast<double>(n) / static_cast<double>(limit));
    }
  }
  return {.value = count, .failed = false};
}

const WorkloadRow primes_workload{
    .id = WorkloadId::primes,
    .name = "primes",
    .sentence = "Counts the primes below n by trial division: honest work for a core.",
    .parameter_name = "n",
    .parameter_default = 20'000,
    .parameter_max = 1'000'000'000,
    .run = [](TaskContext& context, std::uint64_t,
              std::uint64_t n) { return count_primes(context, n); },
    .burns = [](std::uint64_t) { return true; },
};

}  // namespace sharedfate
