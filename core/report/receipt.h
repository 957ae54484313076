#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/model/model.h"
#include "core/report/audit.h"
#include "core/report/headless_run.h"
#include "core/report/run_options.h"

// What remains of a run in which something was broken, to be handed on: what it cost, what the
// kernel said, what was left, and the words that repeat it.
namespace sharedfate {

/// One lane's part.
struct LaneReceipt {
  LaneSpec spec;
  LaneState state = LaneState::starting;
  Account account;
  std::vector<Death> deaths;      ///< oldest first, the last `deaths_kept`
  std::string stray;              ///< stray_text() of its workers
  std::uint64_t death_count = 0;  ///< all of them
  std::vector<int> survivors;     ///< workers that live and whose place nobody died at
  bool queue_survived =
      false;                   ///< the process that holds it never died, nor somebody with its lock
  std::string queue_lock;      ///< what became of the lock of a shared queue; empty: nothing
  std::uint64_t replaced = 0;  ///< workers that were started in place of dead ones
  std::uint64_t restarts = 0;  ///< of the whole lane
};

struct Receipt {
  std::vector<LaneReceipt> lanes;
  std::vector<FaultSpec> fault_specs;
  std::uint64_t seed = 1;
  Audit audit;
  std::string repeat;  ///< the command line that does the same again
};

/// Whether a run owes a receipt: a fault was to be injected, or something died without one.
bool owes_receipt(const RunOptions& options, const RunResult& result);

Receipt make_receipt(const RunOptions& options, const RunResult& result);
/// The part of one lane, as far as it has come.
LaneReceipt make_lane_receipt(const LaneModel& lane);

/// Who it was, by the name that the picture has for it: "T3", "the parent", "the supervisor".
std::string who_text(const LaneSpec& lane, const Death& death);
/// "PID 4711", "TID 4714 of PID 4711".
std::string number_text(const DeathReport& report);
/// Who lives on in spite of it all: "P1, P2 and P4, and the queue", "nothing".
std::string survivors_text(const LaneReceipt& lane);

/// The command line that has these options: "sharedfate run --lane threads:5 ...".
std::string run_words(const RunOptions& options);

/// The receipt for a person, some lines.
std::string receipt_text(const Receipt& receipt);
/// The JSON object that `run --json` prints, with the receipt in it; null: it owes none.
std::string run_json(const RunResult& result, const Receipt* receipt);

/// The audit as it is in a receipt.
nlohmann::ordered_json audit_json(const Audit& audit);

}  // namespace sharedfate
