#include "app/playground/command/commands.h"

#include <fmt/format.h>

#include "core/report/run_text.h"
#include "core/system/terminal.h"

namespace sharedfate {

int gil_command(const GilCommand& command) {
  const InterruptWatch interrupt;
  const bool show = error_is_terminal();
  const Result<GilReport> report = measure_gil(command.options, [&](int done, int of) {
    if (show) write_progress(fmt::format("{} of {} runs", done, of));
    return !interrupt.interrupted();
  });
  if (show) write_progress("");
  if (!report) {
    write_error(fmt::format("sharedfate gil: {}\n", report.error().text()));
    return exit_not_started;
  }
  const std::string text = command.json ? gil_json(report.value()) : gil_text(report.value());
  const bool written = write_output(text);
  if (report.value().interrupted) write_error("sharedfate gil: interrupted\n");
  return written && !report.value().interrupted ? exit_success : exit_failure;
}

}  // namespace sharedfate
