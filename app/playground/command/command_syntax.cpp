#include "app/playground/command/command_syntax.h"

#include <fmt/format.h>

#include "app/playground/window/window_options.h"
#include "core/report/chaos.h"
#include "core/report/gil.h"
#include "core/report/run_options.h"

namespace sharedfate {
namespace {

constexpr std::size_t help_column = 30;

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

/// "square, primes, wait or mixed", for the help.
template <typename Row>
std::string names_of(std::span<const Row> rows) {
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) text += i + 1 == rows.size() ? " or " : ", ";
    text += rows[i].name;
  }
  return text;
}

void add_list_of_words(CLI::App& to, std::vector<std::string>& words, const std::string& name,
                       const std::string& type, const std::string& help) {
  to.add_option(name, words, help)->type_name(type)->allow_extra_args(false);
}

}  // namespace

CommandSyntax::CommandSyntax() : app(description, "sharedfate") {
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.set_version_flag("--version", "sharedfate " SHAREDFATE_VERSION, "Print the version and exit");
  app.get_formatter()->column_width(help_column);
  app.footer(examples);
  // Unknown words are collected, not thrown: the answer to them names the nearest valid one.
  app.allow_extras();
  app.require_subcommand(0, 1);
  const WindowOptions defaults;
  add_shared(app, window_shared, std::to_string(defaults.tasks), std::to_string(defaults.tempo_ms));
  add_window_options();
  add_run();
  faults = add_list("faults", "List the faults that can be injected");
  workloads = add_list("workloads", "List the workloads that tasks can be made of");
  lanes = add_list("lanes", "List the kinds of lanes");
  policies = add_list("policies", "List what a pool can make of a worker's death");
  add_chaos();
  add_gil();
  add_lesson();
  lab.add_to(app, json);
}

void CommandSyntax::add_shared(CLI::App& to, SharedOptions& options,
                               const std::string& tasks_default, const std::string& tempo_default) {
  add_list_of_words(
      to, options.lanes, "--lane", "KIND[:WORKERS][:KEY=VALUE]",
      fmt::format(
          "A lane; up to {} times. KIND is {}, WORKERS from {} to {}. Keys of Python lanes: "
          "start=fork|spawn|forkserver, chunk=N, python=PATH. Default: threads:5 and processes:5",
          lane_count_max, names_of(lane_kinds()), worker_count_min, worker_count_max));
  add_value(to, options.workload, "--workload", "NAME[:PARAM]",
            fmt::format("What a task does: {}. Default: {}", names_of(sharedfate::workloads()),
                        to_text(WorkloadSpec{})));
  add_value(to, options.tasks, "--tasks", "N",
            fmt::format("How many tasks each lane gets, up to {}. Default: {}", task_count_max,
                        tasks_default));
  add_value(to, options.tempo, "--tempo", "MS",
            fmt::format("Stretch each task to about MS milliseconds; 0: full speed. Default: {}",
                        tempo_default));
  add_value(to, options.seed, "--seed", "N",
            "Decides how long stretched tasks take, the same in every lane");
  add_value(
      to, options.deadline, "--deadline", "S",
      fmt::format(
          "A task that runs longer than S seconds gets its process killed. Default: {}, more where "
          "tempo or workload need it",
          deadline_ms_default / 1000));
  add_value(to, options.python, "--python", "PATH",
            "The interpreter of Python lanes, 3.8 or newer. Default: the first python3 in PATH");
  to.add_flag("--no-namespaces", options.no_namespaces,
              "Behave as where user namespaces are denied");
}

void CommandSyntax::add_window_options() {
  add_value(app, size, "--size", "WxH", "Size of the window in pixels. Default: 1600x900");
  add_value(app, theme, "--theme", "light|dark", "Colours. Default: dark");
  add_value(
      app, scale, "--scale", "F",
      fmt::format("Scale of all text, from {} to {}. Default: 1", text_scale_min, text_scale_max));
  add_value(app, open_lesson, "--lesson", "FILE|NAME[:STEP]",
            "Open this lesson, a file or one of the list by its name, at STEP (from 1)");
  add_value(app, shelf, "--lessons", "DIR", "List the lessons of DIR instead of those of the app");
  add_value(app, screenshot, "--screenshot", "FILE",
            "Write a picture of the window to FILE (PNG) and exit");
  add_value(app, after, "--after", "SECONDS",
            "When to take the screenshot. Default: when nothing moves any more");
  add_value(app, observe, "--observe", "DIR",
            "Keep ui.json and state.json in DIR, for tests and accessibility tools");
  add_value(app, open_lab, "--lab", "NAME[:KEY=VALUE,...]",
            "Open the window on a lab, with some of its settings; 'lab' lists them");
  app.add_flag("--measure", measure, "That lab measures at once; a screenshot waits for it");
  app.add_flag("--free-play", free_play,
               "No lessons, but lanes and every control. --lane, --workload, --tasks, --tempo, "
               "--deadline, --seed and --paused mean it, too");
  app.add_flag("--paused", paused, "Start with the gates closed");
  app.add_flag("--no-place", no_place, "Neither remember nor offer where the class stopped");
  app.add_flag("--no-motion", no_motion, "Change at once instead of gliding");
}

void CommandSyntax::add_run() {
  run = app.add_subcommand("run", run_description);
  const RunOptions defaults;
  add_shared(*run, run_shared, std::to_string(defaults.tasks), std::to_string(defaults.tempo_ms));
  add_list_of_words(
      *run, fault_capsules, "--fault", "FAULT@WORKER[:task=K][:site=SITE]",
      fmt::format("Break WORKER (from 1) at the K-th task that it takes, in every lane given; "
                  "repeatable. K is 2 if left out, 0 for at once. FAULT is {}; SITE is {}. "
                  "parent and supervisor name no worker, and strike at once",
                  names_of(sharedfate::faults()), names_of(sharedfate::sites())));
  add_value(*run, policy, "--policy", "NAME",
            fmt::format("What a lane makes of a worker's death: {}. Default: pool",
                        names_of(sharedfate::policies())));
  add_value(
      *run, python_code, "--python-code", "FILE",
      "Run this Python code in each lane, with limits, in the place of tasks: its Pool is what "
      "the kind of lane says");
  add_value(*run, timeout, "--timeout", "S",
            fmt::format("Give up after S seconds. Default: {}", defaults.timeout_ms / 1000));
  run->add_flag("--json", json, "Print one JSON object instead of a table");
}

void CommandSyntax::add_chaos() {
  chaos = app.add_subcommand("chaos", chaos_description);
  const ChaosOptions defaults;
  add_value(*chaos, chaos_faults, "--faults", "N",
            fmt::format("How many faults, one after the other, up to {}. Default: {}",
                        chaos_fault_count_max, defaults.faults));
  add_value(*chaos, chaos_seed, "--seed", "N", "Decides everything that is random. Default: 1");
  add_value(*chaos, chaos_first, "--first", "I",
            "Begin with the fault of this index (from 0), to make one again");
  add_list_of_words(
      *chaos, chaos_lanes, "--lane", "KIND[:WORKERS]",
      fmt::format("A lane; up to {} times. Default: threads:3 and processes:3", lane_count_max));
  chaos->add_flag("--no-namespaces", chaos_no_namespaces,
                  "Behave as where user namespaces are denied");
  chaos->add_flag("--json", json, "Print one JSON object instead of text");
}

void CommandSyntax::add_gil() {
  gil = app.add_subcommand("gil", gil_description);
  const GilOptions defaults;
  add_value(*gil, gil_python, "--python", "PATH",
            "The interpreter, 3.8 or newer. Default: the first python3 in PATH");
  add_value(*gil, gil_workers, "--workers", "N",
            fmt::format("Threads and processes beside the serial lane, 2 to {}. Default: the cores",
                        worker_count_max));
  add_value(*gil, gil_repeat, "--repeat", "N",
            fmt::format("How often each is run. Default: {}", defaults.repeats));
  gil->add_flag("--json", json, "Print one JSON object instead of a table");
}

CLI::App* CommandSyntax::add_list(const std::string& name, const std::string& sentence) {
  CLI::App* const list = app.add_subcommand(name, sentence);
  list->add_flag("--json", json, "Print a JSON array instead of a table");
  return list;
}

void CommandSyntax::add_lesson() {
  lesson = app.add_subcommand("lesson", "Lessons without a window: check, new, list");
  lesson->require_subcommand(0, 1);
  lesson_check = lesson->add_subcommand("check", check_description);
  lesson_check->add_option("FILE|DIR", lesson_paths, "Lessons, and folders of them")
      ->required()
      ->type_name("");
  add_value(*lesson_check, repeat, "--repeat", "N", "Run each lesson N times. Default: 1");
  lesson_check->add_flag("--json", json, "Print one JSON object instead of lines");
  lesson_check->add_flag("--no-namespaces", check_no_namespaces,
                         "Behave as where user namespaces are denied");
  lesson_new = lesson->add_subcommand("new", "Write the commented beginning of a lesson to FILE");
  lesson_new->add_option("FILE", lesson_file, "A new file; its name ends in .md")
      ->required()
      ->type_name("");
  lesson_list = lesson->add_subcommand("list", "List the lessons that come with the app");
  lesson_list->add_flag("--json", json, "Print a JSON array instead of a table");
}

const CLI::App& CommandSyntax::chosen() const {
  const CLI::App* innermost = &app;
  for (;;) {
    const auto parsed =
        innermost->get_subcommands([](const CLI::App* each) { return each->parsed(); });
    if (parsed.empty()) return *innermost;
    innermost = parsed.front();
  }
}

}  // namespace sharedfate
