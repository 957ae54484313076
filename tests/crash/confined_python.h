#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sharedfate::testing {

/// How confined code ended, and all that it said.
struct ConfinedRun {
  bool ended = false;  ///< false: it was killed at the time limit
  int exit_code = -1;
  int signal = 0;                  ///< 0: none
  std::string printed;             ///< by the code, on standard output and error
  std::vector<std::string> parts;  ///< "own_root reached", "files denied: …"
  bool enough = false;
  bool dies_with_parent = false;  ///< still, after it was confined

  /// What became of a part, as in `parts`; without the name.
  [[nodiscard]] std::string part(const std::string& name) const;
};

enum class ConfinedAs {
  ordinary_user,  ///< below a supervisor, as in a lane
  myself,         ///< the same as whoever runs the tests
  outside_lane,   ///< an ordinary user, with no supervisor above
};

/// Lets Debian's Python run `code`, confined, with the limits that `options` name ("cpu=1").
ConfinedRun run_confined(const std::string& code, const std::vector<std::string>& options = {},
                         ConfinedAs as = ConfinedAs::ordinary_user);

/// Runs `code` so many times at once, as the user who runs the tests. Returns the lines printed, in
/// any order, once there is one from each. Until then each waits in `os.read(1, 1)`, with which
/// `code` must end.
std::vector<std::string> run_confined_at_once(std::size_t times, const std::string& code);

/// The same interpreter with nothing that confines it: what each attempt is compared with.
ConfinedRun run_free(const std::string& code);

/// Why this machine, or this build, cannot confine at all; empty: it can.
std::string cannot_confine();

}  // namespace sharedfate::testing
