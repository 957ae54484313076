#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/lab/lab.h"
#include "core/system/descriptor.h"
#include "core/system/shared_memory.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"

namespace sharedfate {

/// A lane of a Lab whose supervisor is idle. The owner of this object writes everything that the
/// lab reads from it: the supervisor's reports and the memories that come with them. To be used by
/// the lab's thread.
class HostileLane {
 public:
  /// Exit status of the program if the system forbids to take over the supervisor's socket.
  static constexpr int skipped_status = 77;
  /// Opens the lane. Ends the program if that fails. The destructor closes the lane.
  explicit HostileLane(Lab& lab, const LaneOptions& options = {});
  ~HostileLane();
  HostileLane(const HostileLane&) = delete;
  HostileLane& operator=(const HostileLane&) = delete;

  [[nodiscard]] LaneIndex index() const { return index_; }
  [[nodiscard]] int supervisor_pid() const { return supervisor_pid_; }

  /// Executes one line of a script: "report KIND WORKER INCARNATION PID FLAG VALUE SEQUENCE MEMORY
  /// TEXT", "poke MEMORY WORD VALUE TIMES", "push MEMORY COUNT VALUE", "garble SIZE", "fault
  /// WORKER", "submit COUNT", "workers COUNT" or "reset". All arguments but TEXT are numbers, for
  /// which any word may stand. Any other line does nothing.
  void obey(std::string_view line);

 private:
  static constexpr std::size_t worker_memory_count = 3;

  [[nodiscard]] int memory_descriptor(std::uint64_t choice) const;
  void report(std::string_view words);
  void poke(std::string_view words);
  void push(std::string_view words);
  void garble(std::string_view words);
  void ask(const Request& request);

  Lab& lab_;
  LaneIndex index_ = 0;
  int supervisor_pid_ = 0;
  Descriptor socket_;  ///< the supervisor's end
  struct Memory {
    Descriptor descriptor;
    Mapping<WorkerMemory> worker;  ///< one of these three is mapped
    Mapping<LaneProcessMemory> lane_process;
    Mapping<LaneControl> control;
    std::uint64_t* words = nullptr;
    std::size_t count = 0;
  };
  std::array<Memory, worker_memory_count + 2> memories_;
  Descriptor unsealed_;  ///< memory that its owner could truncate
};

}  // namespace sharedfate
