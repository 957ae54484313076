#include "core/lesson/read/lesson_script.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "core/base/number.h"
#include "core/base/table.h"
#include "core/fault/combination.h"
#include "core/run/run_options.h"

namespace sharedfate {
namespace {

using Words = std::vector<std::string_view>;

bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

Words split(std::string_view text) {
  Words words;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// Reads one line of a script into actions, or finds what is wrong with it.
class LineReader {
 public:
  LineReader(std::string_view line, ScriptContext& context)
      : line_(line), words_(split(line)), context_(context) {}

  /// Empty if there is a mistake; see reason().
  std::vector<Action> read(int line_number) {
    std::vector<Action> actions;
    const auto verb = find_row(script_verbs(), "verb", words_.front());
    if (!verb) {
      reason_ = verb.error().reason;
      return actions;
    }
    form_ = verb.value()->form;
    at_ = 1;
    bool good = false;
    const std::string_view name = verb.value()->name;
    for (const auto& [word, read] : readers()) {
      if (word == name) good = (this->*read)();
    }
    if (good && !done()) good = surplus();
    if (!good) return actions;
    for (auto& act : acts_) {
      actions.push_back({std::move(act), line_number, std::string(line_)});
    }
    return actions;
  }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  using Read = bool (LineReader::*)();
  static std::array<std::pair<std::string_view, Read>, 14> readers() {
    return {{{"submit", &LineReader::read_submit},
             {"open", &LineReader::read_open},
             {"pause", &LineReader::read_pause},
             {"step", &LineReader::read_step},
             {"tempo", &LineReader::read_tempo},
             {"workers", &LineReader::read_workers},
             {"inject", &LineReader::read_inject},
             {"stop", &LineReader::read_stop},
             {"restart", &LineReader::read_restart},
             {"wait", &LineReader::read_wait},
             {"time", &LineReader::read_time},
             {"kill", &LineReader::read_kill},
             {"measure", &LineReader::read_measure},
             {"policy", &LineReader::read_policy}}};
  }

  [[nodiscard]] bool done() const { return at_ == words_.size(); }
  [[nodiscard]] bool at(std::string_view word) const { return !done() && words_[at_] == word; }
  bool take(std::string_view word) {
    if (!at(word)) return false;
    ++at_;
    return true;
  }
  bool wrong(std::string reason) {
    reason_ = fmt::format("{}; write {}", std::move(reason), form_);
    return false;
  }
  bool surplus() {
    constexpr std::string_view lanes_word[] = {"in"};
    const std::string_view nearest = nearest_word(words_[at_], lanes_word);
    return wrong(nearest.empty()
                     ? fmt::format("'{}' is too much", words_[at_])
                     : fmt::format("'{}' is too much; did you mean 'in'?", words_[at_]));
  }
  bool wrong(const Error& error) {
    reason_ = error.remedy.empty() ? error.reason : error.reason + "; " + error.remedy;
    return false;
  }

  bool read_count(std::string_view what, std::uint64_t min, std::uint64_t max,
                  std::uint64_t& count) {
    const auto number = done() ? std::nullopt : parse_number(words_[at_]);
    if (!number || *number < min || *number > max) {
      const std::string found = done() ? std::string("nothing") : fmt::format("'{}'", words_[at_]);
      return wrong(fmt::format("{} is a number from {} to {}, not {}", what, min, max, found));
    }
    count = *number;
    ++at_;
    return true;
  }

  bool read_workload(WorkloadSpec& workload) {
    workload = context_.workload;
    if (done() || at("in") || at("with")) return true;
    const auto spec = parse_workload_spec(words_[at_]);
    if (!spec) return wrong(spec.error());
    workload = spec.value();
    ++at_;
    return true;
  }

  /// Reads "in NAME, NAME" up to the end of the line; if that is missing: all lanes.
  bool read_lanes(std::vector<std::size_t>& lanes) {
    if (done()) {
      for (std::size_t lane = 0; lane < context_.lanes.size(); ++lane) lanes.push_back(lane);
      return true;
    }
    if (!take("in")) return surplus();
    std::string names;
    while (!done()) names.append(words_[at_++]).append(" ");
    const Words known(context_.lane_names.begin(), context_.lane_names.end());
    std::string_view rest = names;
    while (true) {
      const std::size_t comma = rest.find(',');
      const std::string_view name = trim(rest.substr(0, comma));
      const auto lane = std::find(known.begin(), known.end(), name);
      if (lane == known.end()) {
        reason_ = unknown_word("lane", name, known);
        return false;
      }
      const auto place = static_cast<std::size_t>(lane - known.begin());
      if (std::find(lanes.begin(), lanes.end(), place) != lanes.end()) {
        return wrong(fmt::format("lane '{}' is named twice", name));
      }
      lanes.push_back(place);
      if (comma == std::string_view::npos) return true;
      rest.remove_prefix(comma + 1);
    }
  }

  bool send(Request request) {
    std::vector<std::size_t> lanes;
    if (!read_lanes(lanes)) return false;
    acts_.emplace_back(SendRequest{std::move(lanes), std::move(request)});
    return true;
  }

  /// Whether each of the lanes can have that many workers.
  bool fits(std::uint64_t workers, const std::vector<std::size_t>& lanes) {
    for (const std::size_t lane : lanes) {
      const LaneKindRow& kind = lane_kind_row(context_.lanes[lane].kind);
      if (workers <= static_cast<std::uint64_t>(kind.workers_max)) continue;
      return wrong(fmt::format("lane '{}' has at most {} {}, not {}", context_.lane_names[lane],
                               kind.workers_max, kind.workers_max == 1 ? "worker" : "workers",
                               workers));
    }
    return true;
  }
  void note_workers(int workers, const std::vector<std::size_t>& lanes) {
    for (const std::size_t lane : lanes) {
      context_.workers_most[lane] = std::max(context_.workers_most[lane], workers);
    }
  }

  bool read_submit() {
    SubmitTasks submit{};
    return read_count("COUNT", 1, submit_count_max, submit.count) &&
           read_workload(submit.workload) && send(submit);
  }
  bool read_open() { return send(OpenGate{}); }
  bool read_pause() { return send(CloseGate{}); }
  bool read_stop() { return send(StopLane{}); }
  bool read_restart() { return send(RestartLane{}); }

  bool read_step() {
    std::uint64_t count = 1;
    if (!done() && !at("in") && !read_count("COUNT", 1, step_count_max, count)) return false;
    if (!send(StepGate{})) return false;
    acts_.resize(static_cast<std::size_t>(count), acts_.front());
    return true;
  }

  bool read_tempo() {
    if (take("full")) return send(SetTempo{0});
    std::uint64_t tempo_ms = 0;
    if (!read_count("MS", 0, tempo_ms_max, tempo_ms)) return false;
    take("ms");
    return send(SetTempo{static_cast<std::uint32_t>(tempo_ms)});
  }

  bool read_workers() {
    std::uint64_t workers = 0;
    std::vector<std::size_t> lanes;
    if (!read_count("N", worker_count_min, worker_count_max, workers) || !read_lanes(lanes) ||
        !fits(workers, lanes))
      return false;
    note_workers(static_cast<int>(workers), lanes);
    acts_.emplace_back(SendRequest{std::move(lanes), SetWorkers{static_cast<int>(workers)}});
    return true;
  }

  bool read_inject() {
    if (done()) return wrong("it does not say which fault");
    const auto fault_spec = parse_fault_spec(words_[at_], 0);
    if (!fault_spec) return wrong(fault_spec.error());
    ++at_;
    std::vector<std::size_t> lanes;
    if (!read_lanes(lanes)) return false;
    for (const std::size_t lane : lanes) {
      if (const Status fits = check_fault_spec(fault_spec.value(), context_.lanes[lane].kind);
          !fits)
        return wrong(fits.error());
      if (fault_spec.value().worker <= context_.workers_most[lane]) continue;
      return wrong(fmt::format("lane '{}' has no worker {}; its workers are 1 to {}",
                               context_.lane_names[lane], fault_spec.value().worker,
                               context_.workers_most[lane]));
    }
    acts_.emplace_back(SendRequest{std::move(lanes), InjectFault{fault_spec.value()}});
    return true;
  }

  /// Reads "2 s", "2s" or "500 ms" up to the end of the line; at most `max_s` seconds.
  bool read_duration(double max_s, std::uint32_t& duration_ms) {
    std::string text;
    while (!done()) text += words_[at_++];
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    const bool known_unit = unit == "s" || unit == "ms";
    const double duration_s = unit == "ms" ? number / 1000 : number;
    if (error != std::errc{} || !known_unit || !(duration_s > 0 && duration_s <= max_s)) {
      return wrong(
          fmt::format("a time is a number and 's' or 'ms', at most {} s, not '{}'", max_s, text));
    }
    duration_ms = std::max(1U, static_cast<std::uint32_t>(std::lround(duration_s * 1000)));
    return true;
  }

  bool read_wait() {
    if (!take("until")) {
      std::uint32_t duration_ms = 0;
      if (!read_duration(wait_time_s_max, duration_ms)) return false;
      acts_.emplace_back(WaitTime{duration_ms});
      return true;
    }
    std::size_t end = at_;
    while (end < words_.size() && words_[end] != "within") ++end;
    std::string text;
    for (; at_ < end; ++at_) text.append(text.empty() ? "" : " ").append(words_[at_]);
    auto condition = parse_condition(text, context_.lane_names);
    if (!condition) return wrong(condition.error());
    auto limit_ms = static_cast<std::uint32_t>(wait_until_s_default * 1000);
    if (take("within") && !read_duration(wait_until_s_max, limit_ms)) return false;
    acts_.emplace_back(WaitUntil{condition.take(), limit_ms});
    return true;
  }

  bool read_time() {
    TimeBatches batches{};
    if (!read_count("COUNT", 1, time_count_max, batches.tasks) || !read_workload(batches.workload))
      return false;
    if (!take("with")) return wrong("after the tasks comes 'with' and the workers");
    if (done()) return wrong("it does not say how many workers");
    const std::string_view range = words_[at_];
    const std::size_t dots = range.find("..");
    const bool is_range = dots != std::string_view::npos;
    const auto first = parse_number(range.substr(0, dots));
    const auto last = is_range ? parse_number(range.substr(dots + 2)) : first;
    if (!first || !last || *first < worker_count_min || *last > worker_count_max ||
        *first > *last) {
      return wrong(
          fmt::format("workers are a number from {} to {}, or two with '..' between, "
                      "the smaller first, not '{}'",
                      worker_count_min, worker_count_max, range));
    }
    ++at_;
    if (!take("workers") && !take("worker")) return wrong("after the number comes 'workers'");
    if (!read_lanes(batches.lanes) || !fits(*last, batches.lanes)) return false;
    batches.workers_first = static_cast<int>(*first);
    batches.workers_last = static_cast<int>(*last);
    note_workers(batches.workers_last, batches.lanes);
    acts_.emplace_back(std::move(batches));
    return true;
  }

  bool read_policy() {
    if (done()) return wrong("it does not say which policy");
    const auto row = find_row(policies(), "policy", words_[at_]);
    if (!row) return wrong(row.error());
    ++at_;
    return send(SetPolicy{row.value()->id});
  }

  bool read_measure() {
    if (done()) return wrong("it does not say which lab");
    const auto row = find_experiment(words_[at_]);
    if (!row) return wrong(row.error());
    if (row.value()->by_hand) return wrong(fmt::format("'{}' goes by hand", words_[at_]));
    ++at_;
    Parameters parameters(row.value()->parameters);
    for (; !done(); ++at_) {
      const std::size_t equals = words_[at_].find('=');
      if (equals == std::string_view::npos)
        return wrong(fmt::format("'{}' is no NAME=VALUE", words_[at_]));
      const auto set =
          parameters.set(words_[at_].substr(0, equals), words_[at_].substr(equals + 1));
      if (!set) return wrong(set.error());
    }
    acts_.emplace_back(MeasureLab{row.value(), std::move(parameters)});
    return true;
  }

  bool read_kill() {
    if (!take("app")) return wrong("a script can kill nothing but the app");
    acts_.emplace_back(KillApp{});
    return true;
  }

  std::string_view line_;
  Words words_;
  ScriptContext& context_;
  std::size_t at_ = 0;
  std::string_view form_;
  std::string reason_;
  std::vector<decltype(Action::act)> acts_;
};

}  // namespace

std::string_view strip_comment(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] != '#' || (at > 0 && !is_space(line[at - 1]))) continue;
    line = line.substr(0, at);
    break;
  }
  return trim(line);
}

std::vector<Action> read_script(const FencedText& script, ScriptContext& context,
                                Mistakes& mistakes) {
  std::vector<Action> actions;
  std::size_t line_count = 0;
  for (std::size_t i = 0; i < script.lines.size(); ++i) {
    const std::string_view line = strip_comment(script.lines[i]);
    if (line.empty()) continue;
    const int line_number = script.first_line + static_cast<int>(i);
    if (++line_count > script_lines_max) {
      mistakes.add(line_number,
                   fmt::format("a script has at most {} lines with a verb; split the step",
                               script_lines_max));
      break;
    }
    LineReader reader(line, context);
    auto read = reader.read(line_number);
    if (read.empty()) mistakes.add(line_number, reader.reason());
    actions.insert(actions.end(), std::make_move_iterator(read.begin()),
                   std::make_move_iterator(read.end()));
  }
  return actions;
}

}  // namespace sharedfate
