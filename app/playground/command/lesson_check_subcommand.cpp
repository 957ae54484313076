#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/playground/command/commands.h"
#include "core/lesson/check/lesson_check.h"
#include "core/lesson/read/lesson_reader.h"
#include "core/report/json_text.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

using Json = nlohmann::ordered_json;

std::string_view verdict_sign(Verdict verdict) {
  switch (verdict) {
    case Verdict::fails:
      return "FAILED";
    case Verdict::cannot_tell:
      return "unsure";
    case Verdict::holds:
      return "ok";
  }
  return "";
}

std::string finding_line(const LessonFinding& finding) {
  std::string line =
      fmt::format("{:<7} {}:{} expected {}, measured {}", verdict_sign(finding.verdict),
                  finding.file, finding.line, finding.expected, finding.measured);
  if (!finding.doubt.empty())
    line += fmt::format("; this machine cannot tell now: {}", finding.doubt);
  return line + "\n";
}

/// true, false, or null where this machine cannot tell.
Json holds_json(Verdict verdict) {
  return verdict == Verdict::cannot_tell ? Json(nullptr) : Json(verdict == Verdict::holds);
}

Json finding_json(const LessonFinding& finding) {
  return Json{{"line", finding.line},
              {"step", finding.step},
              {"expected", finding.expected},
              {"measured", finding.measured},
              {"holds", holds_json(finding.verdict)},
              {"doubt", finding.doubt.empty() ? Json(nullptr) : Json(finding.doubt)}};
}

/// The files of all paths, in their order; a folder stands for the lessons in it.
Result<std::vector<std::string>> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored)) {
      files.push_back(path);
      continue;
    }
    const Result<std::vector<std::string>> inside = lesson_files(path);
    if (!inside) return inside.error();
    if (inside.value().empty())
      return Error{"check the lessons of " + path, "there are none in it",
                   "lessons are files that end in .md"};
    files.insert(files.end(), inside.value().begin(), inside.value().end());
  }
  return files;
}

class Checking {
 public:
  explicit Checking(const LessonCheckCommand& command) : command_(command) {}

  int run(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      const LessonReading reading = read_lesson_file(file);
      if (reading.lesson == nullptr || !reading.mistakes.empty()) {
        print_mistakes(file, reading.mistakes);
        continue;
      }
      for (int turn = 1; turn <= command_.repeat && written_; ++turn) check(*reading.lesson, turn);
    }
    finish();
    return failed_ == 0 && written_ ? exit_success : exit_failure;
  }

 private:
  /// Prints at once rather than at the end, because a lesson takes a while. With --json it prints
  /// nothing.
  void print(const std::string& text) {
    if (!command_.json && written_) written_ = write_output(text);
  }

  void print_mistakes(const std::string& file, const std::vector<LessonMistake>& mistakes) {
    print(file + "\n");
    Json list = Json::array();
    for (const LessonMistake& mistake : mistakes) {
      print(fmt::format("{:<7} {}\n", "FAILED", mistake.sentence()));
      list.push_back(Json{{"line", mistake.line}, {"text", mistake.text}});
    }
    ++failed_;
    ++runs_;
    lessons_.push_back(Json{{"file", file}, {"passed", false}, {"mistakes", std::move(list)}});
  }

  void check(const Lesson& lesson, int turn) {
    const std::string which =
        command_.repeat > 1 ? fmt::format(" (run {} of {})", turn, command_.repeat) : "";
    print(fmt::format("{}: {}{}\n", lesson.file, lesson.title, which));
    LessonCheckOptions options;
    options.use_namespaces = command_.use_namespaces;
    options.rounds_limit_s = command_.rounds_limit_s.value_or(options.rounds_limit_s);
    const LessonCheck outcome = check_lesson(
        lesson, options, [this](const LessonFinding& finding) { print(finding_line(finding)); });
    for (const std::string& trouble : outcome.troubles)
      print(fmt::format("{:<7} {}\n", "FAILED", trouble));
    ++runs_;
    failed_ += outcome.passed() ? 0 : 1;
    findings_ += outcome.findings.size();
    unsure_ += static_cast<std::size_t>(
        std::count_if(outcome.findings.begin(), outcome.findings.end(),
                      [](const auto& each) { return each.verdict == Verdict::cannot_tell; }));

    Json findings = Json::array();
    for (const LessonFinding& finding : outcome.findings) findings.push_back(finding_json(finding));
    lessons_.push_back(Json{{"file", lesson.file},
                            {"title", lesson.title},
                            {"run", turn},
                            {"passed", outcome.passed()},
                            {"elapsed_s", outcome.elapsed_s},
                            {"findings", std::move(findings)},
                            {"troubles", outcome.troubles}});
  }

  void finish() {
    if (!command_.json) {
      print(failed_ == 0
                ? fmt::format("{} of {} passed\n", runs_, runs_)
                : fmt::format("{} of {} passed, {} failed\n", runs_ - failed_, runs_, failed_));
      if (unsure_ > 0) {
        print(
            fmt::format("this machine could not tell {} of {} findings: they have neither passed "
                        "nor failed\n",
                        unsure_, findings_));
      }
      return;
    }
    const Json all{{"passed", failed_ == 0},
                   {"findings", findings_},
                   {"cannot_tell", unsure_},
                   {"lessons", std::move(lessons_)}};
    written_ = write_output(json_text(all));
  }

  const LessonCheckCommand& command_;
  Json lessons_ = Json::array();
  int runs_ = 0, failed_ = 0;
  std::size_t findings_ = 0, unsure_ = 0;
  bool written_ = true;
};

}  // namespace

int lesson_check_command(const LessonCheckCommand& command) {
  const Result<std::vector<std::string>> files = files_of(command.paths);
  if (!files) {
    write_error("sharedfate lesson check: " + files.error().text() + "\n");
    return exit_failure;
  }
  return Checking(command).run(files.value());
}

}  // namespace sharedfate
