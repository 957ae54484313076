#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/lane/lane_kind.h"
#include "core/lane/script_code.h"
#include "core/model/model.h"
#include "core/report/audit.h"

// Faults in bulk against running lanes, with every law checked after each of them.
namespace sharedfate {

constexpr std::uint64_t chaos_fault_count_max = 10'000'000;

struct ChaosOptions {
  std::uint64_t faults = 1'000;
  std::uint64_t first = 0;  ///< index of the first step, from 0: to make a later one again
  std::uint64_t seed = 1;
  std::vector<LaneSpec> lanes{{LaneKind::threads, Language::cpp, 3},
                              {LaneKind::processes, Language::cpp, 3}};
  bool use_namespaces = true;
  /// Python code in a lane of its own beside them, which is not struck and may do what it likes; it
  /// begins anew when it is over. Its file's name is for the words that repeat a run.
  ScriptCode beside{};
  std::string beside_file{};
};

/// Fails on options that are in range each but cannot be had together.
Status check_chaos_options(const ChaosOptions& options);

/// A law that did not hold.
struct ChaosViolation {
  std::uint64_t index = 0;  ///< of the step
  std::string law;          ///< what should have held, and what was found
  std::string step;         ///< what was done
  std::string lanes;        ///< every lane as it was then, a line each
};

struct ChaosResult {
  std::uint64_t faults = 0;   ///< steps that were made and found lawful
  std::uint64_t deaths = 0;   ///< that the kernel reported
  std::uint64_t unfired = 0;  ///< capsules that were overtaken: by a stop, or by tasks that ran out
  std::uint64_t restarts = 0, requests = 0, drains = 0, tasks = 0;
  /// Deaths of tasks that exceeded their deadline unbidden, because the machine was that busy.
  std::uint64_t overdue = 0;
  double wall_s = 0;
  Audit audit;
  std::uint64_t resident_bytes = 0;  ///< at the end
  std::int64_t resident_growth = 0;  ///< bytes, since the lanes had run in
  std::optional<ChaosViolation> violation;

  [[nodiscard]] bool lawful() const { return !violation && audit.clean(); }
};

/// Called about ten times a second; may be empty. False: stop, and end in order.
using ChaosProgress = std::function<bool(const ChaosResult& so_far)>;

/// Strikes the lanes `options.faults` times, one step after the other, and stops at the first
/// violation. Each wait has a limit; what exceeds it is a violation. Precondition:
/// check_chaos_options() found nothing.
ChaosResult run_chaos(const ChaosOptions& options, const ChaosProgress& progress,
                      const std::string& lane_program = {});

/// The command line that makes this step again, alone (`all` false) or with all before it.
std::string chaos_words(const ChaosOptions& options, std::uint64_t index, bool all);

/// Every lane of a model in a line or two, for the report of a violation.
std::string chaos_lanes_text(const Model& model);

/// For a person, and for a program: an object whose keys are named after the fields.
std::string chaos_text(const ChaosOptions& options, const ChaosResult& result);
std::string chaos_json(const ChaosOptions& options, const ChaosResult& result);

}  // namespace sharedfate
