#include "core/lesson/read/front_matter.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <array>
#include <cmath>
#include <optional>

#include "core/base/nearest_word.h"
#include "core/base/utf8.h"
#include "core/lesson/read/lesson_guard.h"
#include "core/run/run_options.h"

namespace sharedfate {
namespace {

constexpr std::string_view fence = "+++";
constexpr std::size_t title_max = 80, claim_max = 200, chapter_max = 30;  // characters
constexpr std::int64_t minutes_max = 60, order_max = 9999, claim_number_max = 99;
constexpr std::size_t claims_max = 12;

std::string_view without_trailing_space(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  return line;
}

/// Reads the values of a parsed front matter and checks their limits.
class FrontMatterReader {
 public:
  FrontMatterReader(const toml::table& table, int first_line, Lesson& lesson, Mistakes& mistakes)
      : table_(table), first_line_(first_line), lesson_(lesson), mistakes_(mistakes) {}

  bool read() {
    refuse_unknown_keys();
    read_text("title", title_max, lesson_.title);
    read_text("claim", claim_max, lesson_.claim);
    read_text("chapter", chapter_max, lesson_.chapter);
    read_claims();
    if (const auto minutes = whole("minutes", 1, minutes_max)) {
      lesson_.minutes = static_cast<int>(*minutes);
    }
    // A lesson without `order` comes at the end of the list.
    lesson_.order = static_cast<int>(whole("order", 0, order_max).value_or(order_max));
    lesson_.seed =
        static_cast<std::uint64_t>(whole("seed", 0, std::numeric_limits<std::int64_t>::max())
                                       .value_or(static_cast<std::int64_t>(lesson_.seed)));
    lesson_.tempo_ms = static_cast<std::uint32_t>(whole("tempo", 0, tempo_ms_max).value_or(0));
    read_workload();
    read_free_play();
    const bool lanes_known = read_lanes();
    read_deadline();
    return lanes_known;
  }

 private:
  [[nodiscard]] int line_of(const toml::node& node) const {
    return first_line_ + static_cast<int>(node.source().begin.line) - 1;
  }
  void wrong(const toml::node& node, std::string text) {
    mistakes_.add(line_of(node), std::move(text));
  }

  void refuse_unknown_keys() {
    std::vector<std::string_view> names;
    for (const FrontMatterKeyRow& row : front_matter_keys()) names.push_back(row.name);
    for (const auto& [key, node] : table_) {
      if (std::find(names.begin(), names.end(), key.str()) != names.end()) continue;
      const int line = first_line_ + static_cast<int>(key.source().begin.line) - 1;
      mistakes_.add(line, unknown_word("key", key.str(), names));
    }
    for (const FrontMatterKeyRow& row : front_matter_keys()) {
      if (!row.required || table_.contains(row.name)) continue;
      mistakes_.add(first_line_ - 1, fmt::format("the front matter has no '{}'; add a line, for "
                                                 "example {}",
                                                 row.name, row.form));
    }
  }

  void read_text(std::string_view key, std::size_t max, std::string& text) {
    const toml::node* const node = table_.get(key);
    if (node == nullptr) return;
    const auto* const value = node->as_string();
    if (value == nullptr) return wrong(*node, fmt::format("{} is a text between quotes", key));
    text = value->get();
    const std::size_t count = character_count(text);
    if (count == 0 || count > max || !is_one_harmless_line(text)) {
      wrong(*node,
            fmt::format("{} is one line of 1 to {} characters; this one has {}", key, max, count));
    }
  }

  std::optional<std::int64_t> whole(std::string_view key, std::int64_t min, std::int64_t max) {
    const toml::node* const node = table_.get(key);
    if (node == nullptr) return std::nullopt;
    const auto* const value = node->as_integer();
    if (value == nullptr || value->get() < min || value->get() > max) {
      wrong(*node, fmt::format("{} is a whole number from {} to {}", key, min, max));
      return std::nullopt;
    }
    return value->get();
  }

  void read_claims() {
    const toml::node* const node = table_.get("claims");
    if (node == nullptr) return;
    const std::string rule =
        fmt::format("claims are at most {} whole numbers from 1 to {}, for example claims = [8, 9]",
                    claims_max, claim_number_max);
    const toml::array* const numbers = node->as_array();
    if (numbers == nullptr || numbers->size() > claims_max) return wrong(*node, rule);
    for (const toml::node& each : *numbers) {
      const auto* const number = each.as_integer();
      if (number == nullptr || number->get() < 1 || number->get() > claim_number_max) {
        return wrong(each, rule);
      }
      lesson_.claim_numbers.push_back(static_cast<int>(number->get()));
    }
  }

  void read_workload() {
    const toml::node* const node = table_.get("workload");
    if (node == nullptr) return;
    const auto* const text = node->as_string();
    if (text == nullptr) {
      return wrong(*node, "workload is a text, for example workload = \"primes:20000\"");
    }
    const auto workload = parse_workload_spec(text->get());
    if (!workload) return mistakes_.add(line_of(*node), workload.error());
    lesson_.workload = workload.value();
  }

  void read_free_play() {
    const toml::node* const node = table_.get("free_play");
    if (node == nullptr) return;
    const auto* const value = node->as_boolean();
    if (value == nullptr) return wrong(*node, "free_play is true or false");
    lesson_.free_play = value->get();
  }

  bool read_lanes() {
    const toml::node* const node = table_.get("lanes");
    if (node == nullptr) return false;
    const toml::array* const lanes = node->as_array();
    if (lanes == nullptr || lanes->empty() || lanes->size() > lane_count_max) {
      wrong(*node, fmt::format("lanes are 1 to {} texts, for example lanes = [\"threads:5\", "
                               "\"processes:5\"]",
                               lane_count_max));
      return false;
    }
    bool known = true;
    for (const toml::node& each : *lanes) {
      const auto* const text = each.as_string();
      if (text == nullptr) {
        wrong(each, "a lane is a text, for example \"threads:5\"");
        known = false;
        continue;
      }
      const auto spec = parse_lane_spec(text->get());
      if (spec) {
        lesson_.lanes.push_back(spec.value());
      } else {
        mistakes_.add(line_of(each), spec.error());
        known = false;
      }
    }
    if (known) name_lanes();
    return known;
  }

  void name_lanes() {
    for (std::size_t lane = 0; lane < lesson_.lanes.size(); ++lane) {
      int alike = 0, number = 0;
      for (std::size_t other = 0; other < lesson_.lanes.size(); ++other) {
        if (lesson_.lanes[other].kind != lesson_.lanes[lane].kind) continue;
        ++alike;
        if (other <= lane) ++number;
      }
      const std::string_view word = lane_kind_row(lesson_.lanes[lane].kind).name;
      lesson_.lane_names.push_back(alike == 1 ? std::string(word)
                                              : fmt::format("{}-{}", word, number));
    }
  }

  void read_deadline() {
    RunOptions options;
    options.workload = lesson_.workload;
    options.tempo_ms = lesson_.tempo_ms;
    lesson_.deadline_ms = deadline_for(0, lesson_.tempo_ms, lesson_.workload);
    const toml::node* const node = table_.get("deadline");
    if (node == nullptr) return;
    const auto seconds = node->value<double>();
    constexpr double min_s = deadline_ms_min / 1000.0, max_s = deadline_ms_max / 1000.0;
    if (!node->is_number() || !seconds || !(*seconds >= min_s && *seconds <= max_s)) {
      return wrong(*node,
                   fmt::format("deadline is a number of seconds from {} to {}", min_s, max_s));
    }
    lesson_.deadline_ms = static_cast<std::uint32_t>(std::lround(*seconds * 1000));
    options.deadline_ms = lesson_.deadline_ms;
    const Status together = check_run_options(options);
    if (!together) {
      wrong(*node, fmt::format("{}; raise the deadline, or lower tempo or the workload's "
                               "milliseconds",
                               together.error().reason));
    }
  }

  const toml::table& table_;
  int first_line_;
  Lesson& lesson_;
  Mistakes& mistakes_;
};

}  // namespace

std::span<const FrontMatterKeyRow> front_matter_keys() {
  static constexpr std::array rows{
      FrontMatterKeyRow{"title", "title = \"One crash, two fates\"",
                        "one line, at most 80 characters", true},
      FrontMatterKeyRow{"claim", "claim = \"A process that crashes is hardly noticed.\"",
                        "the sentence that is put to the test, at most 200 characters", true},
      FrontMatterKeyRow{"claims", "claims = [8, 9]", "its numbers in the syllabus", false},
      FrontMatterKeyRow{"chapter", "chapter = \"Sharing\"",
                        "under which it is listed, 1 to 30 characters", false},
      FrontMatterKeyRow{"minutes", "minutes = 5", "how long it takes in class, 1 to 60", true},
      FrontMatterKeyRow{"order", "order = 5", "place in the list, 0 to 9999; left out: at the end",
                        false},
      FrontMatterKeyRow{"lanes", "lanes = [\"threads:5\", \"processes:5\"]",
                        "1 to 4 lanes with their workers", true},
      FrontMatterKeyRow{"workload", "workload = \"primes:20000\"",
                        "what the tasks of submit and time do where they name nothing else", false},
      FrontMatterKeyRow{"tempo", "tempo = 400",
                        "milliseconds that a task is stretched to, at most 60000; 0: full speed",
                        false},
      FrontMatterKeyRow{"deadline", "deadline = 5",
                        "seconds, 0.1 to 3600, until a task that does not end gets its process "
                        "killed",
                        false},
      FrontMatterKeyRow{"seed", "seed = 7", "decides how long stretched tasks take", false},
      FrontMatterKeyRow{"free_play", "free_play = true", "every control is on screen", false},
  };
  return rows;
}

bool split_lesson(std::string_view text, LessonParts& parts, Mistakes& mistakes) {
  int line_number = 1;
  for (std::size_t start = 0; start <= text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = without_trailing_space(text.substr(start, end - start));
    const std::size_t next = std::min(end + 1, text.size());
    if (line_number == 1) {
      if (line != fence) {
        mistakes.add(1, "a lesson begins with its front matter: the first line is +++");
        return false;
      }
      parts.toml = text.substr(next);
    } else if (line == fence) {
      parts.toml = parts.toml.substr(0, start - (text.size() - parts.toml.size()));
      parts.markdown = text.substr(next);
      parts.markdown_line = line_number + 1;
      return true;
    }
    if (end == text.size()) break;
    start = next;
  }
  mistakes.add(1, "the front matter does not end: a second line +++ closes it");
  return false;
}

bool read_front_matter(std::string_view toml, int first_line, Lesson& lesson, Mistakes& mistakes) {
  try {
    const toml::table table = toml::parse(toml);
    return FrontMatterReader(table, first_line, lesson, mistakes).read();
  } catch (const toml::parse_error& error) {
    const int line = first_line + static_cast<int>(error.source().begin.line) - 1;
    mistakes.add(line, fmt::format("the front matter is not valid TOML: {}; write KEY = VALUE",
                                   error.description()));
    return false;
  }
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace sharedfate
