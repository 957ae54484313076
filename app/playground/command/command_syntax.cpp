#include "app/playground/command/command_syntax.h"

#include <fmt/format.h>

#include "app/playground/window/window_options.h"
#include "core/run/chaos.h"
#include "core/run/gil.h"
#include "core/run/run_options.h"

namespace sharedfate {
namespace {

constexpr const char* description =
    "Shared Fate: the same work on real threads and on real processes, side by side, and something "
    "to break.\n"
    "Without a subcommand it opens the window on the list of lessons, or on free play where an "
    "option says what runs\n"
    "in the lanes; where there is no display, a demonstration runs as text.";

constexpr const char* examples =
    "Examples:\n"
    "  sharedfate --lane threads:5 --lane processes:5 --workload primes:20000 --tempo 400\n"
    "  sharedfate --lesson one-crash-two-fates\n"
    "  sharedfate run --tasks 200 --fault segv@3 --json\n"
    "  sharedfate lesson check my-lesson.md\n"
    "  sharedfate faults";

constexpr const char* run_description =
    "Run the tasks without a window, from the first to rest, and print the account.\n"
    "Exit status: 0 every lane came to rest and balanced, whatever died; 1 an account does not "
    "balance, the time\n"
    "limit was reached, something was left over, or code ended with an error; 2 bad usage; 3 a "
    "lane "
    "could not start.";

constexpr const char* check_description =
    "Run lessons for real, without a window, and report each expectation with what was measured.\n"
    "Exit status: 0 everything holds; 1 something does not, or a file has mistakes; 2 bad usage.";

constexpr const char* chaos_description =
    "Strike running lanes with random faults, and check every law after each of them.\n"
    "Exit status: 0 every law held; 1 one did not (what repeats it is printed), or it was "
    "interrupted; 2 bad usage.";

constexpr const char* gil_description =
    "Measure what the GIL makes of work: primes, waits and hashes on one Python thread, several, "
    "and a Pool,\n"
    "and primes on C++ lanes. Takes about half a minute.\n"
    "Exit status: 0 measured; 1 interrupted; 2 bad usage; 3 a lane could not run.";

/// The names of all rows for the help: "square, primes, wait or mixed".
template <typename Row>
std::string names_of(std::span<const Row> rows) {
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) text += i + 1 == rows.size() ? " or " : ", ";
    text += rows[i].name;
  }
  return text;
}

}  // namespace

CommandSyntax::CommandSyntax()
    : parser("sharedfate", "sharedfate " SHAREDFATE_VERSION, description, examples) {
  const WindowOptions defaults;
  add_shared(parser.program(), window_shared, std::to_string(defaults.tasks),
             std::to_string(defaults.tempo_ms));
  add_window_options();
  add_run();
  faults = add_list("faults", "List the faults that can be injected");
  workloads = add_list("workloads", "List the workloads that tasks can be made of");
  lanes = add_list("lanes", "List the kinds of lanes");
  policies = add_list("policies", "List what a pool can make of a worker's death");
  add_chaos();
  add_gil();
  add_lesson();
  lab.add_to(parser.program(), json);
}

void CommandSyntax::add_shared(const Subcommand& to, SharedOptions& options,
                               const std::string& tasks_default, const std::string& tempo_default) {
  to.add_repeated_value(
      options.lanes, "--lane", "KIND[:WORKERS][:KEY=VALUE]",
      fmt::format(
          "A lane; up to {} times. KIND is {}, WORKERS from {} to {}. Keys of Python lanes: "
          "start=fork|spawn|forkserver, chunk=N, python=PATH. Default: threads:5 and processes:5",
          lane_count_max, names_of(lane_kinds()), worker_count_min, worker_count_max));
  to.add_value(options.workload, "--workload", "NAME[:PARAM]",
               fmt::format("What a task does: {}. Default: {}", names_of(sharedfate::workloads()),
                           to_text(WorkloadSpec{})));
  to.add_value(options.tasks, "--tasks", "N",
               fmt::format("How many tasks each lane gets, up to {}. Default: {}", task_count_max,
                           tasks_default));
  to.add_value(options.tempo, "--tempo", "MS",
               fmt::format("Stretch each task to about MS milliseconds; 0: full speed. Default: {}",
                           tempo_default));
  to.add_value(options.seed, "--seed", "N",
               "Decides how long stretched tasks take, the same in every lane");
  to.add_value(
      options.deadline, "--deadline", "S",
      fmt::format(
          "A task that computes or is blocked for longer than S seconds gets its process killed; "
          "waiting for a core does not count. Default: {}, more where tempo or workload need it",
          deadline_ms_default / 1000));
  to.add_value(options.python, "--python", "PATH",
               "The interpreter of Python lanes, 3.8 or newer. Default: the first python3 in PATH");
  to.add_flag(options.no_namespaces, "--no-namespaces",
              "Behave as where user namespaces are denied");
}

void CommandSyntax::add_window_options() {
  const Subcommand program = parser.program();
  program.add_value(size, "--size", "WxH",
                    "Size of the window in pixels. Default: four fifths of the screen");
  program.add_value(theme, "--theme", "light|dark", "Colours. Default: dark");
  program.add_value(
      scale, "--scale", "F",
      fmt::format("Scale of all text, from {} to {}. Default: 1", text_scale_min, text_scale_max));
  program.add_value(open_lesson, "--lesson", "FILE|NAME[:STEP]",
                    "Open this lesson, a file or one of the list by its name, at STEP (from 1)");
  program.add_value(lessons, "--lessons", "DIR",
                    "List the lessons of DIR instead of those of the app");
  program.add_value(screenshot, "--screenshot", "FILE",
                    "Write a picture of the window to FILE (PNG) and exit");
  program.add_value(after, "--after", "SECONDS",
                    "When to take the screenshot. Default: when nothing moves any more");
  program.add_value(observe, "--observe", "DIR",
                    "Keep ui.json and state.json in DIR, for tests and accessibility tools");
  program.add_value(open_lab, "--lab", "NAME[:KEY=VALUE,...]",
                    "Open the window on a lab, with some of its settings; 'lab' lists them");
  program.add_value(film, "--film", "FOLDER",
                    "Write what the window shows into an empty or new folder: thirty PNG files a "
                    "second, for a minute at most");
  program.add_flag(measure, "--measure", "That lab measures at once; a screenshot waits for it");
  program.add_flag(free_play, "--free-play",
                   "No lessons, but lanes and every control. --lane, --workload, --tasks, --tempo, "
                   "--deadline, --seed and --paused mean it, too");
  program.add_flag(paused, "--paused", "Start with the gates closed");
  program.add_flag(no_place, "--no-place",
                   "Remember neither where the class stopped nor what was taught");
  program.add_flag(no_motion, "--no-motion", "Change at once instead of gliding");
}

void CommandSyntax::add_run() {
  run = parser.program().add_subcommand("run", run_description);
  const RunOptions defaults;
  add_shared(run, run_shared, std::to_string(defaults.tasks), std::to_string(defaults.tempo_ms));
  run.add_repeated_value(
      fault_specs, "--fault", "FAULT@WORKER[:task=K][:site=SITE]",
      fmt::format("Break WORKER (from 1) at the K-th task that it takes, in every lane given; "
                  "repeatable. K is 2 if left out, 0 for at once. FAULT is {}; SITE is {}. "
                  "parent and supervisor name no worker, and strike at once",
                  names_of(sharedfate::faults()), names_of(sharedfate::sites())));
  run.add_value(policy, "--policy", "NAME",
                fmt::format("What a lane makes of a worker's death: {}. Default: pool",
                            names_of(sharedfate::policies())));
  run.add_value(
      python_code, "--python-code", "FILE",
      "Run this Python code in each lane, with limits, in the place of tasks: its Pool is what "
      "the kind of lane says");
  run.add_value(timeout, "--timeout", "S",
                fmt::format("Give up after S seconds. Default: {}", defaults.timeout_ms / 1000));
  run.add_flag(json, "--json", "Print one JSON object instead of a table");
}

void CommandSyntax::add_chaos() {
  chaos = parser.program().add_subcommand("chaos", chaos_description);
  const ChaosOptions defaults;
  chaos.add_value(chaos_faults, "--faults", "N",
                  fmt::format("How many faults, one after the other, up to {}. Default: {}",
                              chaos_fault_count_max, defaults.faults));
  chaos.add_value(chaos_seed, "--seed", "N", "Decides everything that is random. Default: 1");
  chaos.add_value(chaos_first, "--first", "I",
                  "Begin with the fault of this index (from 0), to make one again");
  chaos.add_repeated_value(
      chaos_lanes, "--lane", "KIND[:WORKERS]",
      fmt::format("A lane; up to {} times. Default: threads:3 and processes:3", lane_count_max));
  chaos.add_value(chaos_beside, "--beside", "FILE",
                  "Python code in a lane of its own beside them, which may do what it likes");
  chaos.add_flag(chaos_no_namespaces, "--no-namespaces",
                 "Behave as where user namespaces are denied");
  chaos.add_flag(json, "--json", "Print one JSON object instead of text");
}

void CommandSyntax::add_gil() {
  gil = parser.program().add_subcommand("gil", gil_description);
  const GilOptions defaults;
  gil.add_value(gil_python, "--python", "PATH",
                "The interpreter, 3.8 or newer. Default: the first python3 in PATH");
  gil.add_value(
      gil_workers, "--workers", "N",
      fmt::format("Threads and processes beside the serial lane, 2 to {}. Default: the cores",
                  worker_count_max));
  gil.add_value(gil_repeat, "--repeat", "N",
                fmt::format("How often each is run. Default: {}", defaults.repeats));
  gil.add_flag(json, "--json", "Print one JSON object instead of a table");
}

Subcommand CommandSyntax::add_list(const std::string& name, const std::string& sentence) {
  const Subcommand list = parser.program().add_subcommand(name, sentence);
  list.add_flag(json, "--json", "Print a JSON array instead of a table");
  return list;
}

void CommandSyntax::add_lesson() {
  const Subcommand lesson =
      parser.program().add_subcommand("lesson", "Lessons without a window: check, new, list");
  lesson.require_subcommand();
  lesson_check = lesson.add_subcommand("check", check_description);
  lesson_check.add_positional(lesson_paths, "FILE|DIR", "Lessons, and folders of them");
  lesson_check.add_value(repeat, "--repeat", "N", "Run each lesson N times. Default: 1");
  lesson_check.add_value(rounds_limit, "--rounds-for", "SECONDS",
                         "For how long a timing begins further rounds to be surer; less is told on "
                         "a busy machine. Default: 20");
  lesson_check.add_flag(json, "--json", "Print one JSON object instead of lines");
  lesson_check.add_flag(check_no_namespaces, "--no-namespaces",
                        "Behave as where user namespaces are denied");
  lesson_new = lesson.add_subcommand("new", "Write the commented beginning of a lesson to FILE");
  lesson_new.add_positional(lesson_file, "FILE", "A new file; its name ends in .md");
  lesson_list = lesson.add_subcommand("list", "List the lessons that come with the app");
  lesson_list.add_flag(json, "--json", "Print a JSON array instead of a table");
}

}  // namespace sharedfate
