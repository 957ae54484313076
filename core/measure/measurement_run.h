#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/measure/measurement.h"
#include "core/system/descriptor.h"
#include "core/system/spawn.h"

// An experiment under way, in a process of its own.
namespace sharedfate {

struct MeasurementOptions {
  bool use_namespaces = true;  ///< false: behave as where user namespaces are denied
  std::uint32_t limit_ms = 600'000;
  std::string lane_program;  ///< path of sharedfate-lane; empty: beside the running program
};
constexpr std::uint32_t measurement_limit_ms_max = 24 * 3'600'000;

/// Owns the processes of one experiment; its destructor ends them all. Not thread-safe: one thread,
/// the one that started it (the kernel ends the experiment when that *thread* ends).
class MeasurementRun {
 public:
  MeasurementRun() = default;
  /// Ends whatever still runs, and waits for that.
  ~MeasurementRun();
  MeasurementRun(const MeasurementRun&) = delete;
  MeasurementRun& operator=(const MeasurementRun&) = delete;

  /// Makes the wake descriptor, which is the same for all that is started here; start() does it
  /// where nobody has.
  Status prepare();

  /// Starts the experiment. An error: what cannot be had, or why no process could be started.
  /// Precondition: nothing is running; the parameters are those of `row`, which outlives this.
  Status start(const ExperimentRow& row, const Parameters& parameters,
               const MeasurementOptions& options = {});

  /// Takes what has been found since the last call, at most `records_per_poll_max` records. Never
  /// blocks. Returns whether anything has changed.
  bool poll();
  static constexpr int records_per_poll_max = 4096;

  /// Asks something of an experiment that goes by hand. Never blocks. An error: it is over.
  Status order(std::uint64_t number);

  /// Ends the experiment now; poll() tells when nothing is left of it. What was found stays.
  void cancel();

  /// Nothing runs any more: every process of it is gone, and its last word has been taken.
  [[nodiscard]] bool finished() const { return !guard_.pidfd.valid() && !socket_.valid(); }

  /// What was found so far. Its state is `running` until finished().
  [[nodiscard]] const Measurement& measurement() const { return measurement_; }
  /// The process that holds all others of the experiment, as /proc numbers it; 0: none.
  [[nodiscard]] int pid() const { return guard_.host_pid; }

  /// A descriptor that becomes readable when poll() has something to take; may be polled from
  /// another thread. -1 before the first start, or prepare().
  [[nodiscard]] int wake_descriptor() const { return epoll_.get(); }
  /// While muted it becomes readable at the end only: for who looks a few times a second anyway.
  void mute(bool muted);
  /// Waits for something to take, at most `timeout_ms`.
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
  std::optional<MeasurementReader> reader_;
  Child guard_;
  Descriptor socket_;  ///< reports its end once every process that could write to it is gone
  Descriptor epoll_;
  std::uint64_t give_up_ns_ = 0, grace_until_ns_ = 0;
  bool cancelled_ = false;
  std::string own_trouble_;  ///< why this side has ended it
};

/// Called about ten times a second; may be empty. False: cancel.
using MeasurementProgress = std::function<bool(const Measurement& so_far)>;

/// Runs an experiment to its end, on the calling thread. An error: it could not be started.
Result<Measurement> measure(const ExperimentRow& row, const Parameters& parameters,
                            const MeasurementProgress& progress,
                            const MeasurementOptions& options = {});

}  // namespace sharedfate
