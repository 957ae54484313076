#pragma once

#include <string>
#include <vector>

#include "core/system/descriptor.h"

namespace sharedfate::testing {

/// A program that is started to be killed, and its standard output. When it dies its children
/// become children of this process (see adopt_orphans). The caller reaps it.
class WatchedProgram {
 public:
  /// Starts `command`, program and arguments; the test fails if that does not work.
  explicit WatchedProgram(const std::vector<std::string>& command);

  [[nodiscard]] int pid() const { return pid_; }
  /// Reads until a line equals `line`, the output ends or the limit is reached. Returns whether the
  /// line was found.
  bool read_until(const std::string& line, int limit_ms);
  /// Reads for that long, or to the end of the output.
  void read_for(int duration_ms) { read_until("", duration_ms); }
  /// pidfds of the processes whose PIDs were printed, one per line, opened as each line was read.
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
