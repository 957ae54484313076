#include "core/experiment/memory_limit.h"

#include "core/system/available_memory.h"

namespace sharedfate {

Status check_memory(std::uint64_t bytes, const std::string& tried) {
  constexpr std::uint64_t mebi = 1024 * 1024;
  const std::uint64_t available = available_memory();
  const std::uint64_t most = available / 3 * 2;
  // 0: not known. Then the kernel may refuse the memory itself.
  if (available == 0 || bytes <= most) return Done{};
  return Error{
      tried,
      "of " + std::to_string(available / mebi) + " MiB that are free, two thirds may be taken",
      "ask for at most " + std::to_string(most / mebi) + " MiB"};
}

}  // namespace sharedfate
