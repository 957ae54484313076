#include "core/lesson/read/lesson_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/code_guard.h"
#include "core/base/nearest_word.h"
#include "core/base/number.h"
#include "core/lesson/read/front_matter.h"
#include "core/lesson/read/lesson_guard.h"
#include "core/lesson/read/lesson_markdown.h"
#include "core/lesson/read/lesson_script.h"

namespace sharedfate {
namespace {

constexpr std::size_t question_max = 200, choice_max = 120;  // characters
constexpr std::size_t expectations_max = 24;
constexpr std::size_t listings_max = 4, listing_lines_max = 60, listing_width_max = 120;

constexpr std::array<std::string_view, 5> command_fences{"setup", "run", "predict", "expect",
                                                         "show"};
constexpr std::array<std::string_view, 9> listing_languages{
    "cpp", "python", "c", "rust", "go", "java", "javascript", "shell", "text"};

struct ViewWord {
  std::string_view name;
  StepView view;
};
constexpr std::array view_words{
    ViewWord{"measurement", StepView::measurement},
    ViewWord{"interleaving", StepView::interleaving}, ViewWord{"lanes", StepView::lanes},
    ViewWord{"tree", StepView::tree}, ViewWord{"chart", StepView::chart}};

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Makes a step from its Markdown. The first word of a fence decides how the fence is read.
class StepReader {
 public:
  /// `lanes_known`: if false, what depends on the lanes is not checked, so that one mistake in the
  /// front matter does not cause many others. `offers_code`: the script view offers the step's
  /// Python code to be run.
  StepReader(ScriptContext& context, bool lanes_known, bool offers_code, Mistakes& mistakes)
      : context_(context),
        lanes_known_(lanes_known),
        offers_code_(offers_code),
        mistakes_(mistakes) {}

  LessonStep read(MarkdownStep source) {
    step_.title = std::move(source.title);
    step_.line = source.line;
    step_.blocks = std::move(source.blocks);
    step_.notes = std::move(source.notes);
    for (const Fence& fence : source.fences) read_fence(fence);
    if (seen_[place_of("predict")] && !seen_[place_of("run")]) {
      mistakes_.add(predict_line_, "a step with a prediction needs a fence 'run': what decides it");
    }
    return std::move(step_);
  }

 private:
  static std::size_t place_of(std::string_view word) {
    return static_cast<std::size_t>(std::find(command_fences.begin(), command_fences.end(), word) -
                                    command_fences.begin());
  }

  void read_fence(const Fence& fence) {
    const std::string_view info = trim(fence.info);
    const std::string_view word = info.substr(0, info.find_first_of(" \t"));
    const std::size_t place = place_of(word);
    if (place == command_fences.size()) {
      read_listing(fence, word, trim(info.substr(word.size())));
      return;
    }
    if (word.size() != info.size()) {
      mistakes_.add(fence.line, fmt::format("after '{}' comes nothing, not '{}'", word,
                                            trim(info.substr(word.size()))));
    }
    if (seen_[place]) {
      mistakes_.add(fence.line, fmt::format("a step has one fence '{}'; this is another", word));
      return;
    }
    seen_[place] = true;
    if (word == "setup") {
      step_.has_setup = true;
      step_.setup = read_actions(fence);
      refuse_end_of_app(step_.setup.begin(), step_.setup.end());
    } else if (word == "run") {
      const std::size_t mistakes_before = mistakes_.count();
      step_.run = read_actions(fence);
      if (!step_.run.empty()) refuse_end_of_app(step_.run.begin(), std::prev(step_.run.end()));
      if (step_.run.empty() && lanes_known_ && mistakes_.count() == mistakes_before) {
        mistakes_.add(fence.line, "there is nothing to run");
      }
    } else if (word == "predict") {
      predict_line_ = fence.line;
      read_prediction(fence);
    } else if (word == "expect") {
      read_expectations(fence);
    } else {
      read_view(fence);
    }
  }

  std::vector<Action> read_actions(const Fence& fence) {
    return lanes_known_ ? read_script(fence.text, context_, mistakes_) : std::vector<Action>{};
  }

  /// Rejects `kill app` here: nothing can come after it, and a setup would never end.
  void refuse_end_of_app(std::vector<Action>::const_iterator begin,
                         std::vector<Action>::const_iterator end) {
    for (auto action = begin; action != end; ++action) {
      if (std::holds_alternative<KillApp>(action->act))
        mistakes_.add(action->line, "'kill app' is the last line of a 'run', and of nothing else");
    }
  }

  std::optional<Condition> read_condition(std::string_view text, int line) {
    if (!lanes_known_) return std::nullopt;
    auto condition = parse_condition(text, context_.lane_names);
    if (condition) return condition.take();
    mistakes_.add(line, condition.error());
    return std::nullopt;
  }

  void read_prediction(const Fence& fence) {
    Prediction prediction;
    std::size_t choices = 0;
    for (std::size_t i = 0; i < fence.text.lines.size(); ++i) {
      const std::string_view line = trim(fence.text.lines[i]);
      const int number = fence.text.first_line + static_cast<int>(i);
      if (line.empty()) continue;
      if (line.starts_with("- ")) {
        if (++choices <= choices_max) read_choice(trim(line.substr(2)), number, prediction);
      } else if (choices > 0) {
        mistakes_.add(number, "after the first choice come choices only: - TEXT | CONDITION");
      } else {
        prediction.question.append(prediction.question.empty() ? "" : " ").append(line);
      }
    }
    const std::size_t characters = character_count(prediction.question);
    if (characters == 0 || characters > question_max) {
      mistakes_.add(fence.line, fmt::format("a prediction begins with its question, 1 to {} "
                                            "characters; this one has {}",
                                            question_max, characters));
    }
    if (choices < 2 || choices > choices_max) {
      mistakes_.add(fence.line,
                    fmt::format("a prediction has 2 to {} choices, each a line - TEXT | CONDITION; "
                                "this one has {}",
                                choices_max, choices));
    }
    step_.prediction.push_back(std::move(prediction));
  }

  void read_choice(std::string_view line, int number, Prediction& prediction) {
    const std::size_t bar = line.rfind('|');
    if (bar == std::string_view::npos) {
      mistakes_.add(number, "a choice says when it is right: - TEXT | CONDITION");
      return;
    }
    Choice choice{.text = std::string(trim(line.substr(0, bar))), .right_if = {}, .line = number};
    const std::size_t characters = character_count(choice.text);
    if (characters == 0 || characters > choice_max) {
      mistakes_.add(number, fmt::format("a choice has 1 to {} characters; this one has {}",
                                        choice_max, characters));
    }
    auto condition = read_condition(line.substr(bar + 1), number);
    if (condition) choice.right_if = std::move(*condition);
    prediction.choices.push_back(std::move(choice));
  }

  void read_expectations(const Fence& fence) {
    for (std::size_t i = 0; i < fence.text.lines.size(); ++i) {
      const std::string_view line = strip_comment(fence.text.lines[i]);
      const int number = fence.text.first_line + static_cast<int>(i);
      if (line.empty()) continue;
      if (step_.expectations.size() == expectations_max) {
        mistakes_.add(number, fmt::format("a step expects at most {} things", expectations_max));
        return;
      }
      auto condition = read_condition(line, number);
      if (condition) step_.expectations.push_back({std::move(*condition), number});
    }
    if (fence.text.lines.empty()) {
      mistakes_.add(fence.line, "nothing is expected; write one condition a line");
    }
  }

  void read_view(const Fence& fence) {
    std::string_view word;
    int number = fence.line;
    int words = 0;
    for (std::size_t i = 0; i < fence.text.lines.size(); ++i) {
      const std::string_view line = strip_comment(fence.text.lines[i]);
      if (line.empty()) continue;
      word = line;
      number = fence.text.first_line + static_cast<int>(i);
      ++words;
    }
    std::vector<std::string_view> names;
    for (const ViewWord& each : view_words) {
      names.push_back(each.name);
      if (each.name != word || words != 1) continue;
      step_.view = each.view;
      return;
    }
    mistakes_.add(number, words > 1 ? fmt::format("show has one word: {}", fmt::join(names, ", "))
                                    : unknown_word("view", word, names));
  }

  void read_listing(const Fence& fence, std::string_view language, std::string_view option) {
    std::vector<std::string_view> known(command_fences.begin(), command_fences.end());
    known.insert(known.end(), listing_languages.begin(), listing_languages.end());
    if (std::find(known.begin(), known.end(), language) == known.end()) {
      mistakes_.add(fence.line, language.empty()
                                    ? std::string("a fence says what it holds; code in no language "
                                                  "is 'text'")
                                    : unknown_word("fence", language, known));
      return;
    }
    if (step_.listings.size() == listings_max) {
      mistakes_.add(fence.line, fmt::format("a step has at most {} listings", listings_max));
      return;
    }
    CodeListing listing{.language = std::string(language), .text = {}, .lit_line = 0};
    for (std::size_t i = 0; i < fence.text.lines.size(); ++i) {
      const std::string& line = fence.text.lines[i];
      const int number = fence.text.first_line + static_cast<int>(i);
      if (i == listing_lines_max) {
        mistakes_.add(number, fmt::format("a listing has at most {} lines", listing_lines_max));
        return;
      }
      if (character_count(line) > listing_width_max) {
        mistakes_.add(number, fmt::format("a line of a listing has at most {} characters",
                                          listing_width_max));
      }
      for (const char c : line) listing.text += c == '\t' ? std::string("    ") : std::string(1, c);
      listing.text += '\n';
    }
    const bool is_offered = offers_code_ && language == "python";
    const auto flaw = is_offered ? find_code_flaw(listing.text) : std::nullopt;
    if (flaw) mistakes_.add(fence.text.first_line + flaw->line - 1, flaw->text);
    if (!option.empty() && !read_lit_line(option, fence, listing)) return;
    step_.listings.push_back(std::move(listing));
  }

  bool read_lit_line(std::string_view option, const Fence& fence, CodeListing& listing) {
    constexpr std::string_view key = "line=";
    const auto number =
        option.starts_with(key) ? parse_number(option.substr(key.size())) : std::nullopt;
    if (!number || *number < 1 || *number > fence.text.lines.size()) {
      mistakes_.add(fence.line,
                    fmt::format("after the language comes line=N, from 1 to {}, not '{}'",
                                fence.text.lines.size(), option));
      return false;
    }
    listing.lit_line = static_cast<int>(*number);
    return true;
  }

  ScriptContext& context_;
  bool lanes_known_, offers_code_;
  Mistakes& mistakes_;
  LessonStep step_;
  std::array<bool, command_fences.size()> seen_{};
  int predict_line_ = 0;
};

void read_parts(std::string_view text, Lesson& lesson, Mistakes& mistakes) {
  LessonParts parts;
  if (!split_lesson(text, parts, mistakes)) return;
  if (!guard_front_matter(parts.toml, parts.toml_line, mistakes)) return;
  if (!guard_markdown(parts.markdown, parts.markdown_line, mistakes)) return;

  const bool lanes_known = read_front_matter(parts.toml, parts.toml_line, lesson, mistakes);
  ScriptContext context{lesson.lanes, lesson.lane_names, lesson.workload, {}};
  for (const LaneSpec& lane : lesson.lanes) context.workers_most.push_back(lane.workers);
  for (MarkdownStep& step : read_markdown(parts.markdown, parts.markdown_line, mistakes)) {
    const bool offers_code = lesson.free_play && lesson.steps.empty();
    lesson.steps.push_back(
        StepReader(context, lanes_known, offers_code, mistakes).read(std::move(step)));
  }
  if (lesson.steps.empty() && mistakes.none()) {
    mistakes.add(parts.markdown_line, "there is no step; a step begins with '# Title'");
  }
}

}  // namespace

LessonReading read_lesson(std::string file, std::string_view text) {
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) +
                     (text.empty() || text.back() != '\n' ? 1 : 0);
  Mistakes mistakes(file, lines);
  auto lesson = std::make_shared<Lesson>();
  lesson->file = std::move(file);
  if (guard_text(text, mistakes)) read_parts(plain_line_ends(text), *lesson, mistakes);
  LessonReading reading;
  if (mistakes.none()) {
    reading.lesson = std::move(lesson);
  } else {
    reading.mistakes = mistakes.take();
  }
  return reading;
}

}  // namespace sharedfate
