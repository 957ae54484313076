#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/catalog/script_code.h"
#include "core/lab/request.h"
#include "core/model/event.h"

namespace sharedfate {

/// A request and the lane it goes to.
struct AddressedRequest {
  LaneIndex lane;
  Request request;
};

/// Settings of a lane that hold for its whole life.
struct LaneOptions {
  std::uint64_t seed = 1;  ///< decides how long stretched tasks take; the same in every lane
  std::uint32_t deadline_ms = deadline_ms_default;  ///< of a task: see DeadlineWatch
  std::uint32_t tempo_ms = 0;
  bool gate_open = false;  ///< whether workers may take tasks from the start
  int niceness = 0;  ///< of the workers, and half of it of the lane's session where the scheduler
                     ///< groups by session: so that a window beside them stays responsive
  bool use_namespaces = true;  ///< false: behave as where user namespaces are denied
  ScriptCode code{};  ///< what a Python lane runs, each time that it starts; it takes no tasks then
};

/// The only way into the engine: starts lanes, passes requests down and events up. Owns every
/// child process, descriptor and mapping; its destructor ends them all. Not thread-safe: one
/// thread, the one that made it (the kernel ends the lanes when that *thread* ends). Never blocks
/// on a lane and takes no lock that a lane can hold.
class Lab {
 public:
  using EventSink = std::function<void(const Event&)>;

  /// `lane_program`: path of sharedfate-lane; empty: beside the running program.
  explicit Lab(std::string lane_program = {});
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  /// Starts the supervisor of a new lane. Its events follow through drain(), also when it fails
  /// later on.
  Result<LaneIndex> open(const LaneSpec& spec, const LaneOptions& options);
  /// Ends the lane and forgets it. Does not wait for the end of its processes: the next drains see
  /// to it, or the destructor. The other lanes keep their index.
  void close(LaneIndex index);
  /// Whether processes of closed lanes have not ended yet.
  [[nodiscard]] bool ends_lanes() const;

  /// Sends a request. Returns an error if it makes no sense (unknown lane, worker out of range, no
  /// lane process).
  Status request(LaneIndex lane, const Request& request);

  /// Passes everything that happened since the last call to `sink`, in an order in which the
  /// account holds after the whole call. Bounded: what one call passes is at most what the rings
  /// hold.
  void drain(const EventSink& sink);

  /// A descriptor that becomes readable when a lane reported something (deaths, starts). Ended
  /// tasks do not make it readable: to see those, drain by the clock. May be polled
  /// from another thread.
  [[nodiscard]] int wake_descriptor() const;

  /// Waits for a report, at most `timeout_ms`; returns at once if one is there.
  void wait(int timeout_ms);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sharedfate
