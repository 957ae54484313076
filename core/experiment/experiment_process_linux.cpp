#include "core/experiment/experiment_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "core/base/number.h"
#include "core/system/message_socket.h"
#include "core/system/process_facts.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

/// Sends each record to the observer. Ends the process if the observer is gone.
class SocketReport final : public ExperimentReport {
 public:
  using ExperimentReport::ExperimentReport;

  std::optional<std::uint64_t> next_order() override {
    MeasurementOrder order;
    Descriptor passed;
    for (;;) {
      pollfd asked{experiment_observer_descriptor, POLLIN, 0};
      ::poll(&asked, 1, -1);
      const Received received =
          receive_message(experiment_observer_descriptor, &order, sizeof order, passed);
      if (received == Received::closed) std::_Exit(EXIT_FAILURE);
      if (received == Received::message) return order.number;
    }
  }

 private:
  void send(const MeasurementRecord& record) override {
    if (!send_message(experiment_observer_descriptor, &record, sizeof record, -1, Blocking::yes))
      std::_Exit(EXIT_FAILURE);
  }
};

int run_measuring_process(const ExperimentRow& row, const Parameters& parameters) {
  SocketReport report(experiment_index(row));
  Status status = check_parameters(row, parameters);
  if (status) status = row.run(parameters, report);
  report.end(status);
  return EXIT_SUCCESS;
}

bool observer_closed(short revents) { return (revents & (POLLHUP | POLLERR | POLLNVAL)) != 0; }

/// Reports how the measuring process ended, unless it has succeeded and reported that itself.
void report_ending(std::uint32_t experiment, const Ending& ending) {
  if (!ending.signalled && ending.exit_code == EXIT_SUCCESS) return;
  const std::string how = ending.signalled
                              ? signal_name(ending.signal) + " has ended it"
                              : "it has ended with exit code " + std::to_string(ending.exit_code);
  SocketReport report(experiment);
  report.end(Error{"measure to the end", "the measuring process is dead: " + how, ""});
}

int guard(const Child& measuring, std::uint32_t experiment, bool in_namespace) {
  for (;;) {
    std::array<pollfd, 2> reports{
        {{experiment_observer_descriptor, 0, 0}, {measuring.pidfd.get(), POLLIN, 0}}};
    if (::poll(reports.data(), reports.size(), -1) < 0 && errno != EINTR) return EXIT_FAILURE;
    if (observer_closed(reports[0].revents)) {
      signal_child(measuring, SIGKILL);
      reap(measuring);
      end_orphans(in_namespace);
      return EXIT_SUCCESS;
    }
    if (reports[1].revents != 0) {
      const Ending ending = reap(measuring);
      end_orphans(in_namespace);
      report_ending(experiment, ending);
      return EXIT_SUCCESS;
    }
  }
}

}  // namespace

std::vector<std::string> experiment_arguments(const ExperimentRow& row,
                                              const Parameters& parameters, int parent_pid) {
  return {"experiment", std::string(row.name), parameters.to_text(), std::to_string(parent_pid)};
}

int run_experiment_process(const std::vector<std::string>& arguments) {
  if (arguments.size() != 4) return EXIT_FAILURE;
  const auto row = find_experiment(arguments[1]);
  const auto parent_pid = parse_number(arguments[3]);
  if (!row || !parent_pid) return EXIT_FAILURE;
  if (!die_with_parent(static_cast<int>(*parent_pid))) return EXIT_SUCCESS;
  close_descriptors_from(experiment_observer_descriptor + 1);
  // A program that an experiment starts does not inherit the socket.
  ::fcntl(experiment_observer_descriptor, F_SETFD, FD_CLOEXEC);
  const bool in_namespace = ::getpid() == 1;
  if (!in_namespace) ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  // Ctrl-C in the terminal is to reach the app only, which ends the experiment.
  ::setsid();
  const rlimit no_core{1, 1};
  ::setrlimit(RLIMIT_CORE, &no_core);

  const std::uint32_t experiment = experiment_index(*row.value());
  const auto parameters = Parameters::parse(row.value()->parameters, arguments[2]);
  const auto measuring =
      parameters
          ? fork_child([&] { return run_measuring_process(*row.value(), parameters.value()); })
          : Result<Child>(parameters.error());
  if (measuring) return guard(measuring.value(), experiment, in_namespace);
  SocketReport(experiment).end(measuring.error());
  return EXIT_FAILURE;
}

}  // namespace sharedfate
