#include "app/playground/command/commands.h"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "app/playground/command/command_syntax.h"
#include "app/playground/command/lesson_options.h"
#include "app/playground/command/option_values.h"
#include "app/playground/command/python_options.h"
#include "core/base/table.h"

namespace sharedfate {
namespace {

constexpr double screenshot_after_s_max = 3600;
constexpr std::uint64_t repeat_max = 10'000;
constexpr double rounds_limit_s_max = 600;
constexpr std::uint64_t seed_max = ~std::uint64_t{0};

/// Stores parsed values and keeps the first error, so that callers need no check after each option.
class ValueReader {
 public:
  template <typename Value, typename Target>
  void take(const Result<Value>& result, Target& target) {
    if (result) {
      target = static_cast<Target>(result.value());
    } else {
      fail(result.error());
    }
  }
  void fail(const Error& error) {
    if (!error_) error_ = error;
  }
  void require(const Status& status) {
    if (!status) fail(status.error());
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

/// Reads the options that the window and `run` have in common.
template <typename Options>
void read_shared(ValueReader& reader, const SharedOptions& words, std::uint64_t tasks_min,
                 Options& options) {
  if (!words.lanes.empty()) reader.take(read_lanes(words.lanes), options.lanes);
  if (words.workload.given) reader.take(parse_workload_spec(words.workload.text), options.workload);
  if (words.tasks.given) {
    reader.take(
        read_whole("--tasks", "a number of tasks", words.tasks.text, tasks_min, task_count_max),
        options.tasks);
  }
  if (words.tempo.given) {
    reader.take(read_whole("--tempo", "a tempo in milliseconds", words.tempo.text, 0, tempo_ms_max),
                options.tempo_ms);
  }
  if (words.seed.given)
    reader.take(read_whole("--seed", "a seed", words.seed.text, 0, seed_max), options.seed);
  if (words.deadline.given) {
    reader.take(read_seconds("--deadline", words.deadline.text, deadline_ms_min, deadline_ms_max),
                options.deadline_ms);
  }
  if (words.python.given) reader.require(use_python(words.python.text, options.lanes));
  options.use_namespaces = !words.no_namespaces;
}

Result<PolicyId> read_policy(const std::string& word) {
  const auto row = find_row(policies(), "policy", word);
  if (!row) return row.error();
  return row.value()->id;
}

RunOptions read_run(ValueReader& reader, const CommandSyntax& syntax) {
  RunOptions options;
  read_shared(reader, syntax.run_shared, 1, options);
  if (!syntax.fault_specs.empty()) reader.take(read_faults(syntax.fault_specs), options.faults);
  if (syntax.policy.given) reader.take(read_policy(syntax.policy.text), options.policy);
  if (syntax.timeout.given) {
    reader.take(read_seconds("--timeout", syntax.timeout.text, 1, timeout_ms_max),
                options.timeout_ms);
  }
  if (syntax.python_code.given) {
    for (const ValueOption* each : {&syntax.run_shared.workload, &syntax.run_shared.tasks}) {
      if (!each->given) continue;
      reader.fail(Error{"use --python-code with " + each->name,
                        "the code says itself what is to be done", "leave one of them out"});
    }
    reader.take(read_python_code(syntax.python_code.text), options.code);
  }
  if (!reader.error()) reader.require(check_run_options(options));
  return options;
}

ChaosOptions read_chaos(ValueReader& reader, const CommandSyntax& syntax) {
  ChaosOptions options;
  if (!syntax.chaos_lanes.empty()) reader.take(read_lanes(syntax.chaos_lanes), options.lanes);
  if (syntax.chaos_faults.given) {
    reader.take(read_whole("--faults", "a number of faults", syntax.chaos_faults.text, 1,
                           chaos_fault_count_max),
                options.faults);
  }
  if (syntax.chaos_seed.given)
    reader.take(read_whole("--seed", "a seed", syntax.chaos_seed.text, 0, seed_max), options.seed);
  if (syntax.chaos_first.given) {
    reader.take(
        read_whole("--first", "an index", syntax.chaos_first.text, 0, chaos_fault_count_max),
        options.first);
  }
  options.use_namespaces = !syntax.chaos_no_namespaces;
  if (syntax.chaos_beside.given) {
    options.beside_file = syntax.chaos_beside.text;
    reader.take(read_python_code(options.beside_file), options.beside);
  }
  if (!reader.error()) reader.require(check_chaos_options(options));
  return options;
}

void read_look(ValueReader& reader, const CommandSyntax& syntax, WindowOptions& options) {
  if (syntax.size.given) {
    const Result<PixelSize> size = read_size("--size", syntax.size.text);
    if (size) {
      options.width = size.value().width;
      options.height = size.value().height;
    } else {
      reader.fail(size.error());
    }
  }
  if (syntax.theme.given) {
    static constexpr std::array<std::string_view, 2> themes{"dark", "light"};
    static_assert(static_cast<int>(ThemeName::dark) == 0 &&
                  static_cast<int>(ThemeName::light) == 1);
    reader.take(read_word("--theme", "theme", syntax.theme.text, themes), options.theme);
  }
  if (syntax.scale.given) {
    reader.take(
        read_decimal("--scale", "a text scale", syntax.scale.text, text_scale_min, text_scale_max),
        options.text_scale);
  }
  options.motion = !syntax.no_motion;
}

void read_file_options(ValueReader& reader, const CommandSyntax& syntax, WindowOptions& options) {
  if (syntax.screenshot.given) {
    options.screenshot_file = syntax.screenshot.text;
    if (options.screenshot_file.empty()) {
      reader.fail(Error{"take a screenshot", "--screenshot has an empty file name",
                        "for example --screenshot out.png"});
    }
  }
  if (syntax.film.given) {
    options.film_folder = syntax.film.text;
    if (options.film_folder.empty())
      reader.fail(Error{"film", "--film has an empty folder name", "for example --film film"});
  }
  if (syntax.after.given) {
    double after_s = 0;
    reader.take(
        read_decimal("--after", "a time in seconds", syntax.after.text, 0, screenshot_after_s_max),
        after_s);
    options.screenshot_after_s = after_s;
    if (!syntax.screenshot.given) {
      reader.fail(Error{"use --after", "it says when to take a screenshot, and none is asked for",
                        "add --screenshot FILE"});
    }
  }
  if (syntax.observe.given) {
    options.observe_directory = syntax.observe.text;
    if (options.observe_directory.empty()) {
      reader.fail(Error{"observe the window", "--observe has an empty directory name",
                        "for example --observe out"});
    }
  }
}

/// The option that makes the window open in free play; empty if none was given.
std::string free_play_word(const CommandSyntax& syntax) {
  const SharedOptions& shared = syntax.window_shared;
  if (syntax.free_play) return "--free-play";
  if (!shared.lanes.empty()) return "--lane";
  for (const ValueOption* each :
       {&shared.workload, &shared.tasks, &shared.tempo, &shared.deadline, &shared.seed}) {
    if (each->given) return each->name;
  }
  return syntax.paused ? "--paused" : "";
}

void read_lessons(ValueReader& reader, const CommandSyntax& syntax, WindowOptions& options) {
  const std::string word = free_play_word(syntax);
  options.free_play = !word.empty();
  if (options.free_play && syntax.open_lesson.given) {
    reader.fail(Error{fmt::format("have both --lesson and {}", word),
                      "a lesson says itself what runs in its lanes", "leave one of them out"});
  }
  for (const ValueOption* each : {&syntax.open_lesson, &syntax.lessons}) {
    if (each->given && each->text.empty()) {
      reader.fail(Error{"use " + each->name, "its value is empty",
                        "for example --lesson one-crash-two-fates"});
    }
  }
  if (reader.error()) return;
  reader.require(read_lesson_options(
      {syntax.open_lesson.text, syntax.lessons.text, syntax.no_place}, options));
}

/// Reads --lab ("race" or "race:runs=5,protection=mutex") and --measure.
void read_open_lab(ValueReader& reader, const CommandSyntax& syntax, WindowOptions& options) {
  if (!syntax.open_lab.given) {
    if (syntax.measure)
      reader.fail(Error{"use --measure", "it does not say which lab", "add --lab NAME"});
    return;
  }
  const std::string_view word = syntax.open_lab.text;
  const std::size_t colon = std::min(word.find(':'), word.size());
  reader.take(find_experiment(word.substr(0, colon)), options.open_lab);
  if (options.open_lab == nullptr) return;
  const auto settings = Parameters::parse(options.open_lab->parameters,
                                          word.substr(std::min(colon + 1, word.size())));
  if (!settings) return reader.fail(settings.error());
  options.lab_settings = settings.value();
  if (syntax.measure) reader.require(check_parameters(*options.open_lab, settings.value()));
  options.measure = syntax.measure;
}

WindowOptions read_window(ValueReader& reader, const CommandSyntax& syntax) {
  WindowOptions options;
  options.deadline_ms = 0;
  read_shared(reader, syntax.window_shared, 0, options);
  read_look(reader, syntax, options);
  read_file_options(reader, syntax, options);
  options.paused = syntax.paused;
  read_lessons(reader, syntax, options);
  read_open_lab(reader, syntax, options);
  // Tempo, workload and deadline must be compatible, by the same rule as for `run`.
  RunOptions run;
  run.lanes = options.lanes;
  run.workload = options.workload;
  run.tempo_ms = options.tempo_ms;
  run.deadline_ms = options.deadline_ms;
  if (!reader.error()) reader.require(check_run_options(run));
  options.deadline_ms = deadline_for(options.deadline_ms, options.tempo_ms, options.workload);
  return options;
}

LessonCheckCommand read_lesson_check(ValueReader& reader, const CommandSyntax& syntax) {
  LessonCheckCommand command;
  command.paths = syntax.lesson_paths;
  command.json = syntax.json;
  command.use_namespaces = !syntax.check_no_namespaces;
  if (syntax.rounds_limit.given) {
    double seconds = 0;
    reader.take(read_decimal("--rounds-for", "a time in seconds", syntax.rounds_limit.text, 0,
                             rounds_limit_s_max),
                seconds);
    command.rounds_limit_s = seconds;
  }
  if (syntax.repeat.given) {
    reader.take(read_whole("--repeat", "a number of runs", syntax.repeat.text, 1, repeat_max),
                command.repeat);
  }
  return command;
}

std::variant<Command, UsageError> read_lab(const CommandSyntax& syntax, const Subcommand& chosen) {
  if (chosen == syntax.lab.subcommand()) return LabListCommand{syntax.json};
  Result<LabCommand> command = syntax.lab.read(chosen);
  if (!command) return chosen.usage_error(command.error().text());
  command.value().json = syntax.json;
  if (syntax.json && command.value().csv_file == "-")
    return chosen.usage_error(
        "--json and --csv without a FILE both go to standard output; name a FILE");
  return command.take();
}

std::variant<Command, UsageError> read_command(const CommandSyntax& syntax,
                                               const Subcommand& chosen) {
  using Table = ListCommand::Table;
  if (chosen == syntax.faults) return ListCommand{Table::faults, syntax.json};
  if (chosen == syntax.workloads) return ListCommand{Table::workloads, syntax.json};
  if (chosen == syntax.lanes) return ListCommand{Table::lanes, syntax.json};
  if (chosen == syntax.policies) return ListCommand{Table::policies, syntax.json};
  if (chosen == syntax.lesson_new) return LessonNewCommand{syntax.lesson_file};
  if (chosen == syntax.lesson_list) return LessonListCommand{syntax.json};
  if (syntax.lab.owns(chosen)) return read_lab(syntax, chosen);
  ValueReader reader;
  Command command;
  if (chosen == syntax.lesson_check) {
    command = read_lesson_check(reader, syntax);
  } else if (chosen == syntax.chaos) {
    command = ChaosCommand{read_chaos(reader, syntax), syntax.json};
  } else if (chosen == syntax.gil) {
    GilCommand gil{{}, syntax.json};
    reader.take(
        read_gil_options({syntax.gil_python.text, syntax.gil_workers.text, syntax.gil_repeat.text}),
        gil.options);
    command = gil;
  } else if (chosen == syntax.run) {
    command = RunCommand{read_run(reader, syntax), syntax.json};
  } else {
    command = WindowCommand{read_window(reader, syntax)};
  }
  if (reader.error()) return chosen.usage_error(reader.error()->text());
  return command;
}

}  // namespace

std::variant<Command, UsageError> parse_command_line(int argument_count,
                                                     const char* const* arguments) {
  CommandSyntax syntax;
  const auto parsed = syntax.parser.parse(argument_count, arguments);
  if (const auto* print = std::get_if<PrintCommand>(&parsed)) return *print;
  if (const auto* mistake = std::get_if<UsageError>(&parsed)) return *mistake;
  return read_command(syntax, std::get<Subcommand>(parsed));
}

}  // namespace sharedfate
