#pragma once

#include <string>
#include <vector>

#include "core/system/descriptor.h"

namespace sharedfate::testing {

/// A program that was started to be killed, with what it writes to its standard output. Its
/// children come to this process when it dies (see adopt_orphans).
class WatchedProgram {
 public:
  /// Starts program and arguments; the test fails when that does not work.
  explicit WatchedProgram(const std::vector<std::string>& command);

  [[nodiscard]] int pid() const { return pid_; }
  /// Reads lines until one is `line`, the end of the output, or the limit; says whether it was
  /// found.
  bool read_until(const std::string& line, int limit_ms);
  /// Reads what comes for so long.
  void read_for(int duration_ms) { read_until("", duration_ms); }
  /// Each line so far that is a number, watched from the moment at which it was read.
  [[nodiscard]] const std::vector<Descriptor>& watched() const { return watched_; }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  void kill(int signal) const;

 private:
  void take_line(const std::string& line);

  int pid_ = 0;
  Descriptor output_;
  std::string rest_;
  std::vector<std::string> lines_;
  std::vector<Descriptor> watched_;
};

}  // namespace sharedfate::testing
