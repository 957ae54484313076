#include "core/lesson/check/forked_checker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "core/system/descriptor.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

using Json = nlohmann::json;

/// How long the processes that a killed checker leaves may take to end. Usually that is tens of
/// milliseconds, but seconds on a busy machine; a process that does not end is still found.
constexpr int grace_ms = 10'000;

/// Used in the forked process: writes each result as one line of JSON.
class FindingWriter {
 public:
  explicit FindingWriter(int descriptor) : descriptor_(descriptor) {}

  void write(const LessonFinding& finding) const {
    write_line({{"finding",
                 {{"line", finding.line},
                  {"step", finding.step},
                  {"expected", finding.expected},
                  {"measured", finding.measured},
                  {"verdict", finding.verdict},
                  {"doubt", finding.doubt}}}});
  }
  void report_trouble(const std::string& sentence) const { write_line({{"trouble", sentence}}); }
  void report_end(int step, const ProcessSnapshot& snapshot) const {
    Json processes = Json::array();
    for (const ProcessIdentity& each : snapshot.processes)
      processes.push_back({each.pid, each.start_ticks});
    write_line({{"killed_in", step}, {"boot", snapshot.boot}, {"processes", processes}});
  }

 private:
  void write_line(const Json& json) const {
    const std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    for (std::size_t written = 0; written < line.size();) {
      const ssize_t size = ::write(descriptor_, line.data() + written, line.size() - written);
      if (size < 0 && errno != EINTR) ::_exit(EXIT_FAILURE);
      if (size > 0) written += static_cast<std::size_t>(size);
    }
  }

  int descriptor_;
};

[[noreturn]] void walk_and_report(const Lesson& lesson, const LessonCheckOptions& options,
                                  const CheckReturn& from, const FindingWriter& writer) {
  const LessonCheck check = walk_lesson(
      lesson, options, from, [&](const LessonFinding& finding) { writer.write(finding); },
      [&](int step) {
        writer.report_end(step, take_process_snapshot());
        kill_own_process_at_once();
      });
  for (const std::string& trouble : check.troubles) writer.report_trouble(trouble);
  ::_exit(EXIT_SUCCESS);
}

/// Used in the parent: starts the forked processes and reads their results.
class ForkedCheckers {
 public:
  ForkedCheckers(const Lesson& lesson, const LessonCheckOptions& options,
                 const std::function<void(const LessonFinding&)>& found)
      : lesson_(lesson), options_(options), found_(found) {}

  LessonCheck run() {
    const std::uint64_t began_ns = monotonic_ns();
    // The loop ends: each process is killed in a later step than the one before it.
    while (walk_in_child()) {
    }
    check_.elapsed_s = static_cast<double>(monotonic_ns() - began_ns) / 1e9;
    return std::move(check_);
  }

 private:
  /// Returns whether the process has killed itself in a step, so that another one has to continue.
  bool walk_in_child() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return trouble("make a pipe", errno);
    Descriptor reading(ends[0]), writing(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) return trouble("start a process", errno);
    if (child == 0) {
      reading.reset();
      walk_and_report(lesson_, options_, from_, FindingWriter(writing.get()));
    }
    writing.reset();
    killed_in_ = -1;
    read_lines(reading.get());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) return false;
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    const int step_min = from_.end ? from_.step + 1 : from_.step;
    if (!killed || killed_in_ < step_min) {
      check_.troubles.push_back(
          fmt::format("{}: the process that checked it ended unexpectedly", lesson_.file));
      return false;
    }
    from_ = {killed_in_, find_survivors(snapshot_, grace_ms)};
    return true;
  }

  bool trouble(const std::string& what, int error) {
    check_.troubles.push_back(
        fmt::format("{}: cannot {}: {}", lesson_.file, what, std::strerror(error)));
    return false;
  }

  void read_lines(int descriptor) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (true) {
      const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) return;
      text.append(buffer.data(), static_cast<std::size_t>(size));
      for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
        take(Json::parse(text.substr(0, end)));
        text.erase(0, end + 1);
      }
    }
  }

  void take(const Json& json) {
    if (json.contains("trouble")) {
      check_.troubles.push_back(json["trouble"]);
    } else if (json.contains("finding")) {
      const Json& reported = json["finding"];
      LessonFinding finding{lesson_.file,         reported["line"],     reported["step"],
                            reported["expected"], reported["measured"], reported["verdict"],
                            reported["doubt"]};
      if (found_) found_(finding);
      check_.findings.push_back(std::move(finding));
    } else {
      killed_in_ = json["killed_in"];
      snapshot_ = {json["boot"], {}};
      for (const Json& each : json["processes"]) snapshot_.processes.push_back({each[0], each[1]});
    }
  }

  const Lesson& lesson_;
  const LessonCheckOptions& options_;
  const std::function<void(const LessonFinding&)>& found_;
  CheckReturn from_;
  int killed_in_ = -1;
  ProcessSnapshot snapshot_;
  LessonCheck check_;
};

}  // namespace

LessonCheck check_in_forked_checkers(const Lesson& lesson, const LessonCheckOptions& options,
                                     const std::function<void(const LessonFinding&)>& found) {
  return ForkedCheckers(lesson, options, found).run();
}

}  // namespace sharedfate
