#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/result.h"

namespace sharedfate::bench {

/// A python3 process that runs one of this folder's scripts and answers requests for figures. The
/// destructor closes its input and waits for its end.
class FigureScript {
 public:
  /// `script`: file name in this folder; `argument`: the only argument of the script.
  static Result<std::unique_ptr<FigureScript>> start(const std::string& script,
                                                     std::string argument = {});
  ~FigureScript();
  FigureScript(const FigureScript&) = delete;
  FigureScript& operator=(const FigureScript&) = delete;

  /// Sends "NAME COUNT" and waits for the figure. The docstring of the script describes the figures
  /// and their units. An error: the script has failed, or has ended.
  Result<double> measure(const std::string& name, std::uint64_t count = 0);

 private:
  FigureScript() = default;
  std::string script_;
  int pid_ = 0;
  int to_python_ = -1, from_python_ = -1;
};

}  // namespace sharedfate::bench
