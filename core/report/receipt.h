#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/model/model.h"
#include "core/run/audit.h"
#include "core/run/headless_run.h"
#include "core/run/run_options.h"

// The record of a run with faults or deaths: what was lost, what the kernel reported, what was left
// over, and the command line that repeats the run.
namespace sharedfate {

/// One lane's part.
struct LaneReceipt {
  LaneSpec spec;
  LaneState state = LaneState::starting;
  Account account;
  std::vector<Death> deaths;      ///< oldest first, at most `deaths_kept`
  std::string stray;              ///< stray_text() of its workers
  std::uint64_t death_count = 0;  ///< all of them
  std::vector<int> survivors;     ///< living workers that never had to be replaced
  bool queue_survived = false;  ///< the lane process lives, was never restarted, and no worker died
                                ///< with the queue's lock
  std::string queue_lock;       ///< queue_lock_text()
  std::uint64_t replaced = 0;   ///< workers started in place of dead ones
  std::uint64_t restarts = 0;   ///< of the whole lane
};

struct Receipt {
  std::vector<LaneReceipt> lanes;
  std::vector<FaultSpec> fault_specs;
  std::uint64_t seed = 1;
  Audit audit;
  std::string repeat;  ///< the command line that repeats the run
};

/// Whether a run has a receipt: a fault was to be injected, or something died.
bool owes_receipt(const RunOptions& options, const RunResult& result);

Receipt make_receipt(const RunOptions& options, const RunResult& result);
/// The part of one lane, which may still be running.
LaneReceipt make_lane_receipt(const LaneModel& lane);

/// What died: "T3", "the parent", "the process" (of all threads), "the supervisor".
std::string who_text(const LaneSpec& lane, const Death& death);
/// The kernel's number of what died: "PID 4711", "TID 4714 of PID 4711".
std::string number_text(const DeathReport& report);
/// What survived: "P1, P2 and P4, and the queue", "nothing".
std::string survivors_text(const LaneReceipt& lane);

/// The command line with these options: "sharedfate run --lane threads:5 ...".
std::string run_words(const RunOptions& options);

/// The receipt as text of several lines, for a person.
std::string receipt_text(const Receipt& receipt);
/// The JSON object that `run --json` prints. `receipt` may be nullptr: then it contains none.
std::string run_json(const RunResult& result, const Receipt* receipt);

/// The audit as a JSON object.
nlohmann::ordered_json audit_json(const Audit& audit);

}  // namespace sharedfate
