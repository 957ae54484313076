#include "core/lesson/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/base/nearest_word.h"

namespace sharedfate {
namespace {

constexpr std::size_t terms_max = 32;       // after "all" was expanded
constexpr std::size_t condition_max = 400;  // bytes
constexpr std::string_view every_lane = "all";

struct ComparisonWord {
  std::string_view word;
  Comparison comparison;
};
constexpr std::array comparison_words{
    ComparisonWord{"!=", Comparison::not_equal}, ComparisonWord{"<=", Comparison::at_most},
    ComparisonWord{">=", Comparison::at_least},  ComparisonWord{"=", Comparison::equal},
    ComparisonWord{"<", Comparison::less},       ComparisonWord{">", Comparison::more},
};

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_sign(char c) { return std::string_view("=!<>*").find(c) != std::string_view::npos; }

/// Splits a text into words, numbers and signs. Signs need no space around them.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    const bool sign = is_sign(text[at]);
    std::size_t end = at + 1;
    while (end < text.size() && !is_space(text[end]) && is_sign(text[end]) == sign) ++end;
    tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

/// A decimal number without exponent; not infinity, not hexadecimal.
std::optional<double> parse_decimal(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || rest != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

class ConditionParser {
 public:
  ConditionParser(std::string_view text, const std::vector<std::string>& lane_names)
      : text_(text), tokens_(split(text)), lane_names_(lane_names) {}

  Result<Condition> parse() {
    Condition condition{.text = std::string(text_), .terms = {}};
    if (text_.size() > condition_max) {
      return wrong(fmt::format("a condition has at most {} bytes", condition_max));
    }
    do {
      if (!read_term(condition.terms)) return wrong(reason_);
      if (condition.terms.size() > terms_max) {
        return wrong(fmt::format("a condition has at most {} terms", terms_max));
      }
    } while (take("and"));
    if (!done()) {
      return wrong(fmt::format("after a term comes 'and' or the end, not '{}'", tokens_[at_]));
    }
    return condition;
  }

 private:
  struct ReadOperand {
    Operand operand;
    bool of_all = false;
  };

  [[nodiscard]] bool done() const { return at_ == tokens_.size(); }
  bool take(std::string_view word) {
    if (done() || tokens_[at_] != word) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] Error wrong(std::string reason) const {
    const std::string_view read = text_.size() > condition_max ? "..." : text_;
    // A suggested word helps more than an example.
    const std::string remedy =
        reason.ends_with('?') ? ""
                              : "write for example 'threads.alive = 0 and processes.lost <= 1'";
    return Error{fmt::format("read the condition '{}'", read), std::move(reason), remedy};
  }

  bool read_term(std::vector<Term>& terms) {
    const auto left = read_operand();
    if (!left) return false;
    ReadOperand right{};
    right.operand.factor = 0;
    Comparison comparison = Comparison::not_equal;
    if (!done() && tokens_[at_] != "and") {
      const auto sign = read_comparison();
      if (!sign) return false;
      comparison = *sign;
      const auto operand = read_operand();
      if (!operand) return false;
      right = *operand;
    }
    if (!left->operand.is_fact && !right.operand.is_fact) {
      reason_ = "it compares numbers, and no fact";
      return false;
    }
    add_term(terms, *left, comparison, right);
    return true;
  }

  void add_term(std::vector<Term>& terms, const ReadOperand& left, Comparison comparison,
                const ReadOperand& right) const {
    if (!left.of_all && !right.of_all) {
      terms.push_back({left.operand, comparison, right.operand});
      return;
    }
    for (std::size_t lane = 0; lane < lane_names_.size(); ++lane) {
      Term term{left.operand, comparison, right.operand};
      if (left.of_all) term.left.fact.lane = lane;
      if (right.of_all) term.right.fact.lane = lane;
      terms.push_back(term);
    }
  }

  std::optional<Comparison> read_comparison() {
    const std::string_view word = tokens_[at_];
    for (const ComparisonWord& each : comparison_words) {
      if (each.word != word) continue;
      ++at_;
      return each.comparison;
    }
    reason_ = fmt::format("a term goes on with one of = != < <= > >= or 'and', not '{}'", word);
    if (word == "==") reason_ += "; did you mean '='?";
    if (word == "<>") reason_ += "; did you mean '!='?";
    return std::nullopt;
  }

  std::optional<ReadOperand> read_operand() {
    if (done()) {
      reason_ = at_ == 0 ? "it is empty" : "it ends where a fact or a number was expected";
      return std::nullopt;
    }
    ReadOperand read;
    const auto number = parse_decimal(tokens_[at_]);
    if (number) {
      ++at_;
      read.operand.factor = *number;
      if (!take("*")) return read;
      if (done()) {
        reason_ = "after '*' comes a fact";
        return std::nullopt;
      }
    }
    if (!read_fact(tokens_[at_], read)) return std::nullopt;
    ++at_;
    return read;
  }

  /// Reads "threads.alive", "all.alive" or "cores".
  bool read_fact(std::string_view word, ReadOperand& read) {
    const std::size_t dot = word.find('.');
    const bool has_lane = dot != std::string_view::npos;
    const std::string_view name = has_lane ? word.substr(dot + 1) : word;
    read.operand.is_fact = true;
    if (has_lane && read_lab_fact(word, dot, read)) return true;
    if (has_lane && !read_lane(word.substr(0, dot), read)) return false;

    std::vector<std::string_view> names;
    for (const FactRow& row : facts()) {
      if (row.of_machine == has_lane) continue;
      if (row.name == name) {
        read.operand.fact.row = &row;
        return true;
      }
      names.push_back(row.name);
    }
    reason_ = has_lane ? unknown_word("fact", name, names) : unknown_lone_word(name, names);
    return false;
  }

  /// Reads "race.mutex.lost" or "race.cores". Subject and name are not checked: which facts a lab
  /// has is known only when it has run.
  static bool read_lab_fact(std::string_view word, std::size_t dot, ReadOperand& read) {
    const auto lab = find_experiment(word.substr(0, dot));
    const std::size_t last_dot = word.rfind('.');
    if (!lab || last_dot + 1 == word.size()) return false;
    FactName& fact = read.operand.fact;
    fact.lab = lab.value();
    if (last_dot > dot) fact.subject = word.substr(dot + 1, last_dot - dot - 1);
    fact.name = word.substr(last_dot + 1);
    return true;
  }

  bool read_lane(std::string_view name, ReadOperand& read) {
    std::vector<std::string_view> names(lane_names_.begin(), lane_names_.end());
    names.push_back(every_lane);
    read.of_all = name == every_lane;
    if (read.of_all) return true;
    const auto lane = std::find(names.begin(), names.end(), name);
    if (lane == names.end()) {
      reason_ = unknown_word("lane", name, names);
      return false;
    }
    read.operand.fact.lane = static_cast<std::size_t>(lane - names.begin());
    return true;
  }

  /// A word without a lane: either the lane is missing, or there is no such fact.
  std::string unknown_lone_word(std::string_view word,
                                const std::vector<std::string_view>& machine_facts) const {
    const auto of_lane = std::find_if(facts().begin(), facts().end(),
                                      [&](const FactRow& row) { return row.name == word; });
    if (of_lane != facts().end() && !lane_names_.empty()) {
      return fmt::format("'{}' is a fact of a lane; did you mean '{}.{}'?", word,
                         lane_names_.front(), word);
    }
    return unknown_word("number, LANE.FACT or fact of the machine", word, machine_facts);
  }

  std::string_view text_;
  std::vector<std::string_view> tokens_;
  const std::vector<std::string>& lane_names_;
  std::size_t at_ = 0;
  std::string reason_;
};

using Read = Estimate (*)(const FactName& fact, const Measured& measured);

/// `factor` is not negative: a number is read without a sign.
Estimate value_of(const Operand& operand, const Measured& measured, Read read) {
  if (!operand.is_fact) return Estimate::exact(operand.factor);
  Estimate figure = read(operand.fact, measured);
  figure.value *= operand.factor;
  figure.low *= operand.factor;
  figure.high *= operand.factor;
  return figure;
}

Verdict verdict_of(bool holds_everywhere, bool fails_everywhere) {
  if (holds_everywhere) return Verdict::holds;
  return fails_everywhere ? Verdict::fails : Verdict::cannot_tell;
}

Verdict opposite(Verdict verdict) {
  if (verdict == Verdict::cannot_tell) return verdict;
  return verdict == Verdict::holds ? Verdict::fails : Verdict::holds;
}

Verdict compare(const Estimate& left, Comparison comparison, const Estimate& right) {
  if (std::isnan(left.value) || std::isnan(right.value)) return Verdict::fails;
  switch (comparison) {
    case Comparison::equal:
      return verdict_of(left.low == left.high && left.low == right.low && left.low == right.high,
                        left.high < right.low || right.high < left.low);
    case Comparison::not_equal:
      return opposite(compare(left, Comparison::equal, right));
    case Comparison::less:
      return verdict_of(left.high < right.low, left.low >= right.high);
    case Comparison::at_most:
      return verdict_of(left.high <= right.low, left.low > right.high);
    case Comparison::more:
      return compare(right, Comparison::less, left);
    case Comparison::at_least:
      return compare(right, Comparison::at_most, left);
  }
  return Verdict::fails;
}

/// The worst verdict of the terms: one that fails is enough.
Verdict judge_with(const Condition& condition, const Measured& measured, Read read) {
  Verdict worst = Verdict::holds;
  for (const Term& term : condition.terms) {
    worst = std::min(worst, compare(value_of(term.left, measured, read), term.comparison,
                                    value_of(term.right, measured, read)));
  }
  return worst;
}

/// Who used the cores while the condition's figures were measured: the worst of them.
CoreShares shares_during(const Condition& condition, const Measured& measured) {
  CoreShares worst = measured.timing;
  for (const Term& term : condition.terms) {
    for (const Operand* operand : {&term.left, &term.right}) {
      if (!operand->is_fact) continue;
      worst = worse_of(worst, shares_during(operand->fact, measured));
    }
  }
  return worst;
}

std::string number_text(double number) {
  if (std::isnan(number)) return "not measured";
  if (number == std::floor(number)) return fmt::format("{:.0f}", number);
  return std::abs(number) < 10 ? fmt::format("{:.2f}", number) : fmt::format("{:.1f}", number);
}

std::string figure_text(const Estimate& figure) {
  const std::string text = number_text(figure.value);
  if (figure.repeats == 0 || std::isnan(figure.value)) return text;
  return fmt::format("{} ({} to {})", text, number_text(figure.low), number_text(figure.high));
}

}  // namespace

Result<Condition> parse_condition(std::string_view text,
                                  const std::vector<std::string>& lane_names) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return ConditionParser(text, lane_names).parse();
}

Verdict judge(const Condition& condition, const Measured& measured) {
  return judge_with(condition, measured, read_fact_with_doubt);
}

std::string doubt_text(const Condition& condition, const Measured& measured) {
  if (judge(condition, measured) != Verdict::cannot_tell) return "";
  const CoreShares shares = shares_during(condition, measured);
  const std::string taken =
      shares.throttled > shares.others
          ? fmt::format("the kernel kept the app off the cores for {:.0f} % of the time",
                        100 * shares.throttled)
          : fmt::format("other programs took {:.0f} % of the cores", 100 * shares.others);
  if (judge_with(condition, measured, read_fact) != Verdict::cannot_tell) return taken;
  const std::string spread = "the measured times spread more widely than they differ";
  return is_busy(shares) ? taken + ", and " + spread : spread;
}

std::string measured_text(const Condition& condition, const std::vector<std::string>& lane_names,
                          const Measured& measured) {
  std::vector<std::string> parts;
  const auto add = [&](const Operand& operand) {
    if (!operand.is_fact) return;
    std::string part = fmt::format("{} {}", fact_text(operand.fact, lane_names),
                                   figure_text(read_fact(operand.fact, measured)));
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) {
      parts.push_back(std::move(part));
    }
  };
  for (const Term& term : condition.terms) {
    add(term.left);
    add(term.right);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<ToldFigure> told_figures(const Condition& condition,
                                     const std::vector<std::string>& lane_titles,
                                     const Measured& measured) {
  std::vector<ToldFigure> figures;
  const auto add = [&](const Operand& operand) {
    if (!operand.is_fact) return;
    ToldFigure told = told_fact(operand.fact, lane_titles, measured);
    if (std::find(figures.begin(), figures.end(), told) == figures.end())
      figures.push_back(std::move(told));
  };
  for (const Term& term : condition.terms) {
    add(term.left);
    add(term.right);
  }
  return figures;
}

std::string told_text(const std::vector<ToldFigure>& figures) {
  struct Sentence {
    std::string subject;
    std::vector<std::string> facts;
  };
  std::vector<Sentence> sentences;
  for (const ToldFigure& told : figures) {
    auto sentence = std::find_if(sentences.begin(), sentences.end(), [&](const Sentence& each) {
      return each.subject == told.subject;
    });
    if (sentence == sentences.end())
      sentence = sentences.insert(sentences.end(), Sentence{told.subject, {}});
    sentence->facts.push_back(told.text());
  }
  std::string text;
  for (const Sentence& each : sentences) {
    std::string sentence = each.subject.empty() ? "" : each.subject + ": ";
    sentence += fmt::format("{}.", fmt::join(each.facts, ", "));
    if (sentence.front() >= 'a' && sentence.front() <= 'z')
      sentence.front() = static_cast<char>(sentence.front() - 'a' + 'A');
    text += (text.empty() ? "" : " ") + sentence;
  }
  return text;
}

}  // namespace sharedfate
