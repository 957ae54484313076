#include "core/wire/supervisor_options.h"

#include <array>

#include "core/base/number.h"

namespace sharedfate {

void SupervisorOptions::apply_to(LaneControl& control, const TickClock& clock) const {
  control.deadline_ms = deadline_ms;
  control.seed = seed;
  control.niceness = niceness;
  control.clock = clock;
  control.tempo_ms.store(tempo_ms);
  control.gate_open.store(gate_open ? 1 : 0);
  control.permits.store(0);
  control.permits_granted.store(0);
}

std::vector<std::string> SupervisorOptions::to_arguments() const {
  return {"supervisor",
          to_text(spec),
          std::to_string(seed),
          std::to_string(deadline_ms),
          std::to_string(tempo_ms),
          std::to_string(gate_open ? 1 : 0),
          std::to_string(niceness),
          std::to_string(in_namespace ? 1 : 0),
          std::to_string(in_namespace ? 0 : parent_pid),
          std::to_string(static_cast<int>(code_origin))};
}

Result<SupervisorOptions> SupervisorOptions::parse(const std::vector<std::string>& arguments) {
  const Error error{"read the supervisor's arguments", "they are of another version",
                    "build the app again"};
  if (arguments.size() != 10) return error;
  auto spec = parse_lane_argument(arguments[1]);
  if (!spec) return spec.error();
  std::array<std::uint64_t, 8> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_number(arguments[i + 2]);
    if (!number) return error;
    numbers[i] = *number;
  }
  if (numbers[7] >= code_origin_count) return error;
  return SupervisorOptions{.spec = spec.value(),
                           .seed = numbers[0],
                           .deadline_ms = static_cast<std::uint32_t>(numbers[1]),
                           .tempo_ms = static_cast<std::uint32_t>(numbers[2]),
                           .gate_open = numbers[3] != 0,
                           .niceness = static_cast<int>(numbers[4]),
                           .in_namespace = numbers[5] != 0,
                           .parent_pid = static_cast<int>(numbers[6]),
                           .code_origin = static_cast<CodeOrigin>(numbers[7])};
}

}  // namespace sharedfate
