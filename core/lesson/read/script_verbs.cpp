#include <array>

#include "core/lesson/read/lesson_script.h"

namespace sharedfate {

std::span<const ScriptVerbRow> script_verbs() {
  static constexpr std::array rows{
      ScriptVerbRow{"submit", "submit COUNT [WORKLOAD] [in LANE, ...]", "gives tasks to the lanes"},
      ScriptVerbRow{"open", "open [in LANE, ...]", "lets the workers take tasks"},
      ScriptVerbRow{"pause", "pause [in LANE, ...]", "holds the workers between two tasks"},
      ScriptVerbRow{"step", "step [COUNT] [in LANE, ...]",
                    "lets one task, or COUNT tasks, through a closed gate"},
      ScriptVerbRow{"tempo", "tempo MS|full [in LANE, ...]",
                    "stretches every task to about so many milliseconds, or not at all"},
      ScriptVerbRow{"workers", "workers N [in LANE, ...]", "changes the number of workers"},
      ScriptVerbRow{"inject", "inject FAULT@WORKER[:task=K][:site=SITE] [in LANE, ...]",
                    "makes a worker do the fault at once, or when it takes its k-th task"},
      ScriptVerbRow{"stop", "stop [in LANE, ...]", "ends the lane's processes in good order"},
      ScriptVerbRow{"restart", "restart [in LANE, ...]", "starts the lane's processes anew"},
      ScriptVerbRow{"wait", "wait until CONDITION [within N s], or wait N s|ms",
                    "goes on when the condition holds, or the time is over"},
      ScriptVerbRow{"time", "time COUNT [WORKLOAD] with N|A..B workers [in LANE, ...]",
                    "times a batch at full speed for each number of workers, lane after lane"},
      ScriptVerbRow{"measure", "measure LAB [NAME=VALUE ...]",
                    "measures in a lab, as 'sharedfate lab LAB' does"},
      ScriptVerbRow{"policy", "policy NAME [in LANE, ...]",
                    "says what the lane makes of a worker's death from now on"},
      ScriptVerbRow{"kill", "kill app", "kills the app itself; opened again, it says what is left"},
  };
  return rows;
}

}  // namespace sharedfate
