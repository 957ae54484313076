#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/playground/command/text_output.h"
#include "core/base/text_wrap.h"
#include "core/base/utf8.h"
#include "core/model/death_text.h"
#include "core/report/state_json.h"
#include "core/report/worker_text.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

/// The bars are as wide as the terminal allows.
constexpr int bar_width_max = 24, queue_bar_width_max = 40, bar_width_min = 4;
/// Columns that a bar's line has besides: before a worker's bar and after it.
constexpr int beside_queue_bar = 28, before_bar = 46, after_bar = 28;
constexpr int columns_min = 20;
constexpr const char* hide_cursor_no_wrap = "\x1b[?25l\x1b[?7l";
constexpr const char* show_cursor_wrap = "\x1b[?7h\x1b[?25h";

enum class Paint { plain, bold, running, done, lost, faint };

bool environment_says_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view text(value);
    return text.find("UTF-8") != text.npos || text.find("utf8") != text.npos ||
           text.find("UTF8") != text.npos;
  }
  return false;
}

class TextScreen : public TextOutput {
 public:
  TextScreen() : utf8_(environment_says_utf8()), colours_(std::getenv("NO_COLOR") == nullptr) {
    write(hide_cursor_no_wrap);
  }
  ~TextScreen() override { write(show_cursor_wrap); }

  void begin(const std::string& sentence) override { sentence_ = harmless_text(sentence); }
  void print(const std::string& sentence, double) override { notice_ = harmless_text(sentence); }
  void note(const Model&, const Event&, double) override {}

  void refresh(const Model& model, double time_s) override {
    const TerminalSize size = terminal_size();
    columns_ = static_cast<std::size_t>(std::max(size.columns, columns_min));
    std::vector<std::string> lines = picture(model, time_s);
    // Lines that have scrolled off the top of the terminal cannot be redrawn.
    const auto fitting = static_cast<std::size_t>(std::max(size.rows - 1, 1));
    if (lines.size() > fitting) lines.resize(fitting);
    draw(lines);
  }

  void finish(const Model& model, double time_s) override {
    columns_ = static_cast<std::size_t>(std::max(terminal_size().columns, columns_min));
    // The last picture is never redrawn, so it may be longer than the screen.
    draw(picture(model, time_s));
  }

  [[nodiscard]] bool writable() const override { return writable_; }

 private:
  void write(const std::string& text) { writable_ = writable_ && write_picture(text); }

  void draw(const std::vector<std::string>& lines) {
    std::string text = drawn_ > 0 ? fmt::format("\r\x1b[{}A", drawn_) : "";
    for (const std::string& line : lines) text += line + "\x1b[K\n";
    write(text + "\x1b[J");
    drawn_ = lines.size();
  }

  [[nodiscard]] std::string painted(Paint paint, const std::string& text) const {
    if (!colours_) return harmless_text(text);
    const char* const code = paint == Paint::bold      ? "1"
                             : paint == Paint::running ? "33"
                             : paint == Paint::done    ? "32"
                             : paint == Paint::lost    ? "1;31"
                             : paint == Paint::faint   ? "2"
                                                       : "0";
    return fmt::format("\x1b[{}m{}\x1b[0m", code, harmless_text(text));
  }

  [[nodiscard]] std::string bar(double share, int beside, int width_max) const {
    const int width = std::clamp(static_cast<int>(columns_) - beside, bar_width_min, width_max);
    const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * width + 0.5);
    std::string text = "[";
    for (int i = 0; i < width; ++i) text += i < filled ? (utf8_ ? "█" : "#") : (utf8_ ? "·" : ".");
    return text + "]";
  }

  [[nodiscard]] std::vector<std::string> picture(const Model& model, double time_s) const {
    std::vector<std::string> lines;
    add_wrapped(lines, Paint::plain, sentence_);
    add_wrapped(lines, Paint::faint, fmt::format("{:.1f} s: Ctrl-C ends it. {}", time_s, notice_));
    for (const LaneModel& lane : model.lanes) {
      if (!lane.exists) continue;
      lines.emplace_back();
      add_lane(lane, lines);
    }
    return lines;
  }

  void add_wrapped(std::vector<std::string>& lines, Paint paint, const std::string& text,
                   std::string_view indent = "") const {
    for (const std::string& line : wrap_text(text, columns_, indent))
      lines.push_back(paint == Paint::plain ? line : painted(paint, line));
  }

  void add_lane(const LaneModel& lane, std::vector<std::string>& lines) const {
    const LaneKindRow& row = lane_kind_row(lane.spec.kind);
    const bool broken = lane.state == LaneState::dead || lane.state == LaneState::failed;
    std::string title = painted(Paint::bold, std::string(row.title));
    title += row.one_address_space
                 ? fmt::format("  PID {}, one address space", threads_process_pid(lane))
                 : "  one address space each";
    lines.push_back(
        title +
        (broken ? painted(Paint::lost, "  " + std::string(lane_state_name(lane.state))) : ""));
    const Account account = lane.account();
    // A frame stands for one address space: around all threads and their queue, or around each
    // process.
    const std::string side = !row.one_address_space ? "  "
                             : broken               ? (utf8_ ? "╎ " : ": ")
                                                    : (utf8_ ? "┃ " : "| ");
    const double waiting = account.submitted == 0 ? 0
                                                  : static_cast<double>(account.queued) /
                                                        static_cast<double>(account.submitted);
    lines.push_back(fmt::format("{}queue {} {} waiting", side,
                                bar(waiting, beside_queue_bar, queue_bar_width_max),
                                account.queued));
    for (const WorkerModel& worker : lane.workers)
      lines.push_back(side + worker_line(lane, worker));
    add_wrapped(
        lines, Paint::plain,
        fmt::format("{} = {} queued + {} running + {} done + {} failed + {} lost + {} cancelled",
                    account.submitted, account.queued, account.running, account.done,
                    account.failed, account.lost, account.cancelled));
    if (!lane.trouble.empty()) add_wrapped(lines, Paint::lost, lane.trouble);
    if (lane.deaths.empty()) return;
    const std::string story = death_sentence(lane.spec, lane.deaths.back()) + " " +
                              death_consequences(lane.spec, lane.deaths.back());
    add_wrapped(lines, Paint::lost, story, "  ");
  }

  /// PID of the threads process, also after its end.
  static int threads_process_pid(const LaneModel& lane) {
    return lane.workers.empty() ? lane.lane_pid : lane.workers.front().pid;
  }

  [[nodiscard]] std::string worker_line(const LaneModel& lane, const WorkerModel& worker) const {
    const bool threads = lane_kind_row(lane.spec.kind).one_address_space;
    const std::string frame = threads          ? ""
                              : worker.alive() ? (utf8_ ? "┃ " : "| ")
                                               : (utf8_ ? "╎ " : ": ");
    const std::string number =
        threads ? fmt::format("TID {}", worker.tid) : fmt::format("PID {}", worker.pid);
    const WorkerWords words = worker_words(lane, worker);
    const std::string& more = words.is_trouble() ? words.words : words.shares;
    // A narrow terminal has room for the bar, or for neither.
    const auto columns = static_cast<int>(columns_);
    const bool all_fits = columns >= before_bar + bar_width_min + after_bar;
    const bool bar_fits = columns >= before_bar + bar_width_min;
    const Paint paint = !worker.alive() || words.is_trouble()  ? Paint::lost
                        : worker.state == WorkerState::running ? Paint::running
                                                               : Paint::faint;
    std::string text =
        fmt::format("{}{:<4}{:<12}", frame, worker_label(lane.spec, worker.worker), number);
    text += painted(paint, fmt::format("{:<12}", words.word));
    if (worker.task != 0) {
      text += fmt::format("task {:<7}", worker.task);
      const int beside = all_fits ? before_bar + after_bar : before_bar;
      if (bar_fits) text += painted(paint, bar(worker.progress, beside, bar_width_max));
    } else {
      text += fmt::format("{} ended", worker.ended());
    }
    if (all_fits && !more.empty()) text += painted(paint, "  " + more);
    return text;
  }

  bool utf8_, colours_;
  bool writable_ = true;
  std::size_t columns_ = 80, drawn_ = 0;
  std::string sentence_, notice_;
};

}  // namespace

std::unique_ptr<TextOutput> make_text_screen() { return std::make_unique<TextScreen>(); }

}  // namespace sharedfate
