#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/measure/measurement.h"
#include "core/system/core_use.h"
#include "core/system/descriptor.h"
#include "core/system/spawn.h"

// A running experiment, in a process of its own.
namespace sharedfate {

struct MeasurementOptions {
  bool use_namespaces = true;  ///< false: as on a system that denies user namespaces
  std::uint32_t limit_ms = 600'000;
  std::string lane_program;  ///< path of sharedfate-lane; empty: beside the running program
};
constexpr std::uint32_t measurement_limit_ms_max = 24 * 3'600'000;

/// Owns the processes of one experiment; its destructor ends them. Used on one thread only, the one
/// that calls start(): the kernel ends the experiment when that *thread* ends.
class MeasurementRun {
 public:
  MeasurementRun() = default;
  /// Ends what still runs and waits for that, for about 2 s at most.
  ~MeasurementRun();
  MeasurementRun(const MeasurementRun&) = delete;
  MeasurementRun& operator=(const MeasurementRun&) = delete;

  /// Makes the wake descriptor, which stays the same for all experiments started here. start()
  /// calls it.
  Status prepare();

  /// Starts the experiment. Fails if the parameters do not fit together or this machine, or if no
  /// process could be started. Preconditions: finished(); the parameters are those of `row`, which
  /// outlives this object.
  Status start(const ExperimentRow& row, const Parameters& parameters,
               const MeasurementOptions& options = {});

  /// Takes the results since the last call, at most `records_per_poll_max` records. Never blocks.
  /// Returns whether anything has changed.
  bool poll();
  static constexpr int records_per_poll_max = 4096;

  /// Sends an order to an experiment that is controlled by hand. Never blocks. Fails if the
  /// experiment is over or the order could not be sent.
  Status order(std::uint64_t number);

  /// Ends the experiment now; after that, poll() until finished(). The results so far are kept.
  void cancel();

  /// The guard has been reaped and no more records are taken: all processes are gone, or have not
  /// ended within the grace period.
  [[nodiscard]] bool finished() const { return !guard_.pidfd.valid() && !socket_.valid(); }

  /// The results so far. The state is `running` until finished().
  [[nodiscard]] const Measurement& measurement() const { return measurement_; }
  /// The PID of the guard, the ancestor of all other processes of the experiment, as /proc shows
  /// it; 0: none.
  [[nodiscard]] int pid() const { return guard_.host_pid; }

  /// A descriptor that becomes readable when poll() has something to take; may be polled from
  /// another thread. -1 before the first start() or prepare().
  [[nodiscard]] int wake_descriptor() const { return epoll_.get(); }
  /// While muted, the wake descriptor becomes readable at the end only: for callers that poll() a
  /// few times a second anyway.
  void mute(bool muted);
  /// Waits until poll() has something to take, at most `timeout_ms` milliseconds.
  void wait(int timeout_ms) const;

 private:
  Status start_guard(const ExperimentRow& row, const Parameters& parameters,
                     const MeasurementOptions& options);
  bool receive();
  void end_for(const std::string& trouble);
  void end_all();
  void start_grace(std::uint64_t now_ns);
  void conclude();

  Measurement measurement_;
  CoreUse cores_before_;
  std::optional<MeasurementReader> reader_;
  Child guard_;
  Descriptor socket_;  ///< reports its end once every process that could write to it is gone
  Descriptor epoll_;
  std::uint64_t give_up_ns_ = 0, grace_until_ns_ = 0;
  bool cancelled_ = false;
  std::string own_trouble_;  ///< why this object has ended the experiment; empty: it has not
};

/// Called about ten times a second on the calling thread; may be empty. Returning false cancels the
/// experiment.
using MeasurementProgress = std::function<bool(const Measurement& so_far)>;

/// Runs an experiment to its end, on the calling thread. Fails only if it could not be started.
Result<Measurement> measure(const ExperimentRow& row, const Parameters& parameters,
                            const MeasurementProgress& progress,
                            const MeasurementOptions& options = {});

}  // namespace sharedfate
