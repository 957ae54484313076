#pragma once

#include <string>
#include <vector>

#include "core/model/model.h"

// What a crash card says. Every figure is the kernel's or the account's.
namespace sharedfate {

struct DeathWords {
  std::string title;               ///< "SIGSEGV: thread T3 ended process 4711"
  std::string deed;                ///< what it did, or why it was ended
  std::string how;                 ///< the call that did it; may be empty
  std::string company;             ///< who died with it
  std::string losses;              ///< "5 running + 38 queued = 43 tasks"
  std::string task;                ///< the task that it was at; may be empty
  std::string kernel;              ///< in the kernel's words, and after what time it was known
  std::vector<std::string> stack;  ///< innermost first
  std::string
      slim;  ///< all of it in one line, after the name: "SIGSEGV · 1 task lost · 4733 took over …"
  std::string who;  ///< "P3 (4723)"
};

DeathWords death_words(const LaneModel& lane, const Death& death);

}  // namespace sharedfate
