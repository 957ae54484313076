#include "core/lab/request_message.h"

#include <string>

#include "core/fault/combination.h"

namespace sharedfate {
namespace {

constexpr std::uint32_t switch_interval_us_min = 1, switch_interval_us_max = 10'000'000;
constexpr std::uint32_t tempo_ms_max = 60'000;

template <typename Number>
Error out_of_range(const std::string& what, Number value, std::uint64_t low, std::uint64_t high) {
  return Error{"ask for " + what + " " + std::to_string(value),
               "allowed is from " + std::to_string(low) + " to " + std::to_string(high), ""};
}

class ToMessage {
 public:
  explicit ToMessage(const LaneSpec& spec) : spec_(spec) {}

  Result<RequestMessage> operator()(const SubmitTasks& request) const {
    const std::uint64_t tasks_max = lane_kind_row(spec_.kind).tasks_max;
    if (request.count < 1 || request.count > tasks_max)
      return out_of_range("a number of tasks of", request.count, 1, tasks_max);
    RequestMessage message = of_kind(RequestKind::submit_tasks);
    message.choice = static_cast<std::uint32_t>(request.workload.id);
    message.parameter = request.workload.parameter;
    message.count = request.count;
    return message;
  }
  Result<RequestMessage> operator()(const SetWorkers& request) const {
    const int workers_max = lane_kind_row(spec_.kind).workers_max;
    if (request.workers < worker_count_min || request.workers > workers_max) {
      return out_of_range("a number of workers of", request.workers, worker_count_min,
                          static_cast<std::uint64_t>(workers_max));
    }
    RequestMessage message = of_kind(RequestKind::set_workers);
    message.worker = static_cast<std::uint32_t>(request.workers);
    return message;
  }
  Result<RequestMessage> operator()(const InjectFault& request) const {
    const bool named = fault_row(request.fault_spec.fault).names_worker();
    const int worker = named ? request.fault_spec.worker : 0;
    if (named && (worker < worker_count_min || worker > spec_.workers)) {
      return out_of_range("a fault on worker", worker, worker_count_min,
                          static_cast<std::uint64_t>(spec_.workers));
    }
    if (const Status status = check_fault_spec(request.fault_spec, spec_.kind); !status)
      return status.error();
    RequestMessage message = of_kind(RequestKind::inject_fault);
    message.worker = static_cast<std::uint32_t>(worker);
    message.choice = static_cast<std::uint32_t>(request.fault_spec.fault);
    message.parameter = named ? request.fault_spec.at_task : 0;
    message.count = static_cast<std::uint64_t>(request.fault_spec.site);
    return message;
  }
  Result<RequestMessage> operator()(const SetPolicy& request) const {
    const LaneKindRow& row = lane_kind_row(spec_.kind);
    if (row.language == Language::python && request.policy != PolicyId::pool) {
      return Error{"set the policy of a " + std::string(row.name) + " lane",
                   "what becomes of a death is up to Python's own pool",
                   "choose python-pool or python-executor, which differ in that"};
    }
    RequestMessage message = of_kind(RequestKind::set_policy);
    message.choice = static_cast<std::uint32_t>(request.policy);
    return message;
  }
  Result<RequestMessage> operator()(const SetSwitchInterval& request) const {
    const LaneKindRow& row = lane_kind_row(spec_.kind);
    if (row.language != Language::python || !row.one_address_space) {
      return Error{"set the switch interval of a " + std::string(row.name) + " lane",
                   "its workers do not take turns with a GIL", "choose a python-threads lane"};
    }
    if (request.interval_us < switch_interval_us_min ||
        request.interval_us > switch_interval_us_max) {
      return out_of_range("a switch interval in microseconds of", request.interval_us,
                          switch_interval_us_min, switch_interval_us_max);
    }
    RequestMessage message = of_kind(RequestKind::set_switch_interval);
    message.parameter = request.interval_us;
    return message;
  }
  Result<RequestMessage> operator()(const SetTempo& request) const {
    if (request.tempo_ms > tempo_ms_max)
      return out_of_range("a tempo in ms of", request.tempo_ms, 0, tempo_ms_max);
    RequestMessage message = of_kind(RequestKind::set_tempo);
    message.tempo_ms = request.tempo_ms;
    return message;
  }
  Result<RequestMessage> operator()(const OpenGate&) const {
    return of_kind(RequestKind::open_gate);
  }
  Result<RequestMessage> operator()(const CloseGate&) const {
    return of_kind(RequestKind::close_gate);
  }
  Result<RequestMessage> operator()(const StepGate&) const {
    return of_kind(RequestKind::step_gate);
  }
  Result<RequestMessage> operator()(const StopLane&) const {
    return of_kind(RequestKind::stop_lane);
  }
  Result<RequestMessage> operator()(const RestartLane&) const {
    return of_kind(RequestKind::restart_lane);
  }
  Result<RequestMessage> operator()(const ResetLane&) const {
    return of_kind(RequestKind::reset_lane);
  }

 private:
  static RequestMessage of_kind(RequestKind kind) {
    RequestMessage message;
    message.kind = kind;
    return message;
  }

  const LaneSpec& spec_;
};

}  // namespace

Result<RequestMessage> to_message(const Request& request, const LaneSpec& spec) {
  return std::visit(ToMessage{spec}, request);
}

}  // namespace sharedfate
