#include "app/playground/command/commands.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/report/receipt.h"
#include "core/report/run_text.h"
#include "core/report/script_text.h"
#include "core/run/headless_run.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

constexpr double progress_after_s = 1;

/// A progress line on standard error, for runs that take longer than `progress_after_s`.
class ProgressLine {
 public:
  explicit ProgressLine(const RunOptions& options) : options_(options) {}

  void show(const RunProgress& progress) {
    if (progress.elapsed_s < progress_after_s) return;
    std::string text = fmt::format("{:.0f} s", progress.elapsed_s);
    for (const LaneModel& lane : progress.model.lanes) {
      if (!lane.exists) continue;
      const Account account = lane.account();
      text += fmt::format("   {}: {} of {} done", to_text(lane.spec), account.done, options_.tasks);
      if (account.failed > 0) text += fmt::format(", {} failed", account.failed);
      if (account.lost > 0) text += fmt::format(", {} lost", account.lost);
    }
    write_progress(text);
    shown_ = true;
  }

  void clear() {
    if (shown_) write_progress("");
    shown_ = false;
  }

 private:
  const RunOptions& options_;
  bool shown_ = false;
};

std::string output_text(const RunCommand& command, const RunResult& result) {
  const bool owes = owes_receipt(command.options, result);
  const Receipt receipt = owes ? make_receipt(command.options, result) : Receipt{};
  if (command.json) return run_json(result, owes ? &receipt : nullptr);
  return run_text(result) + (owes ? "\n" + receipt_text(receipt) : "");
}

void report_troubles(const RunOptions& options, const RunResult& result) {
  for (std::size_t i = 0; i < result.troubles.size(); ++i) {
    if (result.troubles[i].empty()) continue;
    write_error(fmt::format("sharedfate run: lane {} ({}) did not run: {}\n", i + 1,
                            to_text(options.lanes[i]), result.troubles[i]));
  }
  for (const int lane : result.restless) {
    const auto place = static_cast<std::size_t>(lane);
    write_error(fmt::format(
        "sharedfate run: lane {} ({}) had not come to rest after {:g} s and was stopped; "
        "--timeout S allows more\n",
        lane + 1, to_text(options.lanes[place]), options.timeout_ms / 1e3));
  }
  for (const LaneModel& lane : result.model.lanes) {
    if (lane.script.error_type.empty()) continue;
    write_error(fmt::format("sharedfate run: lane {}: {}\n", to_text(lane.spec),
                            script_error_text(lane.script)));
  }
  for (std::size_t i = 0; i < result.model.lanes.size(); ++i) {
    if (result.model.lanes[i].balanced()) continue;
    write_error(fmt::format("sharedfate run: the account of lane {} ({}) does not balance\n", i + 1,
                            to_text(options.lanes[i])));
  }
  if (!result.audit.clean())
    write_error(fmt::format("sharedfate run: {}\n", audit_text(result.audit)));
}

}  // namespace

int run_command(const RunCommand& command) {
  ProgressLine line(command.options);
  std::function<void(const RunProgress&)> progress;
  if (error_is_terminal()) progress = [&line](const RunProgress& each) { line.show(each); };
  const RunResult result = run_headless(command.options, progress);
  line.clear();

  const bool written = write_output(output_text(command, result));
  report_troubles(command.options, result);
  if (!result.all_started()) return exit_not_started;
  const bool failed =
      std::any_of(result.model.lanes.begin(), result.model.lanes.end(),
                  [](const LaneModel& lane) { return !lane.script.error_type.empty(); });
  const bool sound = !failed && result.balanced() && !result.timed_out && result.audit.clean();
  return sound && written ? exit_success : exit_failure;
}

}  // namespace sharedfate
