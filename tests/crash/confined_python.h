#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sharedfate::testing {

/// How confined code ended, and what was printed.
struct ConfinedRun {
  bool ended = false;  ///< false: it was killed at the time limit, or could not be started
  int exit_code = -1;
  int signal = 0;                  ///< 0: none
  std::string printed;             ///< by the code, on standard output and error
  std::vector<std::string> parts;  ///< "own_root reached", "files denied: …"
  bool enough = false;
  bool dies_with_parent = false;  ///< PR_SET_PDEATHSIG was kept by the confinement

  /// The state of a part, as in `parts` but without its name; empty: it was not printed.
  [[nodiscard]] std::string part(const std::string& name) const;
};

enum class ConfinedAs {
  ordinary_user,  ///< below a supervisor, as in a lane
  myself,         ///< the user who runs the tests, below a supervisor
  outside_lane,   ///< an ordinary user, without a supervisor
};

/// Runs `code` with the system's python3, confined. `options` as for the program confined: "cpu=1"
/// limits the processor time to 1 s.
ConfinedRun run_confined(const std::string& code, const std::vector<std::string>& options = {},
                         ConfinedAs as = ConfinedAs::ordinary_user);

/// Runs `times` copies of `code` at once, as the user who runs the tests. Each must print one line
/// and end with `os.read(1, 1)`, which returns once all have printed. Returns the lines, in any
/// order.
std::vector<std::string> run_confined_at_once(std::size_t times, const std::string& code);

/// Runs `code` with the same interpreter, unconfined, for comparison.
ConfinedRun run_free(const std::string& code);

/// Why this machine or this build cannot confine code completely; empty: it can.
std::string cannot_confine();

}  // namespace sharedfate::testing
