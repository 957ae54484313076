#include "core/catalog/policy.h"

#include <array>
#include <cassert>

namespace sharedfate {

std::span<const PolicyRow> policies() {
  static constexpr std::array rows{
      PolicyRow{PolicyId::pool, "pool", "Pool",
                "The worker is replaced, its task is lost, and the caller waits for ever.",
                "multiprocessing.Pool"},
      PolicyRow{
          PolicyId::executor, "executor", "Executor",
          "The pool breaks: all that runs or waits fails at once, and the caller gets an error.",
          "concurrent.futures.ProcessPoolExecutor"},
      PolicyRow{PolicyId::supervised, "supervised", "Supervised",
                "The worker is replaced and its task tried again, twice; then it is set aside.",
                "a supervisor with retries"},
  };
  return rows;
}

const PolicyRow& policy_row(PolicyId id) {
  for (const PolicyRow& row : policies()) {
    if (row.id == id) return row;
  }
  assert(false && "a policy without a row");
  return policies().front();
}

}  // namespace sharedfate
