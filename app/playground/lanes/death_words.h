#pragma once

#include <string>
#include <vector>

#include "core/model/model.h"

// The text of a crash card. Every figure comes from the kernel or from the account.
namespace sharedfate {

struct DeathWords {
  std::string title;    ///< "SIGSEGV: thread T3 ended process 4711"
  std::string deed;     ///< what the worker did, or why it was killed
  std::string how;      ///< the call that caused it; may be empty
  std::string company;  ///< what died with it; of a worker that died alone, what lives on
  std::string losses;   ///< "5 running + 38 queued = 43 tasks"
  std::string task;     ///< the task that was running; may be empty
  std::string kernel;   ///< "waitid: signal 11 SIGSEGV · known after 0.11 ms"
  std::vector<std::string> stack;  ///< innermost first
  std::string slim;  ///< one line that follows `who`: "1 task lost · 4733 took over …"
  std::string who;   ///< "P3 (4723) SIGSEGV"
};

DeathWords death_words(const LaneModel& lane, const Death& death);

}  // namespace sharedfate
