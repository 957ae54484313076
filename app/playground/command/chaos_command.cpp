#include "app/playground/command/commands.h"

#include <fmt/format.h>

#include "core/report/run_text.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

std::string output_text(const ChaosCommand& command, const ChaosResult& result) {
  return command.json ? chaos_json(command.options, result) : chaos_text(command.options, result);
}

}  // namespace

int chaos_command(const ChaosCommand& command) {
  const InterruptWatch interrupt;
  const bool show = error_is_terminal();
  const ChaosResult result = run_chaos(command.options, [&](const ChaosResult& so_far) {
    if (show) {
      write_progress(fmt::format("{:.0f} s   {} of {} faults, {} deaths", so_far.wall_s,
                                 so_far.faults, command.options.faults, so_far.deaths));
    }
    return !interrupt.interrupted();
  });
  if (show) write_progress("");
  const bool written = write_output(output_text(command, result));
  const bool complete = result.faults == command.options.faults;
  if (!complete && !result.violation)
    write_error(fmt::format("sharedfate chaos: interrupted after {} of {} faults\n", result.faults,
                            command.options.faults));
  return result.lawful() && complete && written ? exit_success : exit_failure;
}

}  // namespace sharedfate
