#include "core/measure/measurement_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "core/measure/measurement.h"
#include "core/measure/measurement_text.h"

namespace sharedfate {
namespace {

constexpr const char* moments[] = {"at first", "after a write by the 1st", "after all wrote"};

std::string with_unit(double value, const std::string& unit) {
  return figure_words(value) + (unit.empty() || unit == "%" || unit == "×" ? "" : " ") + unit;
}

std::string interval_words(const Estimate& figure) {
  if (figure.repeats == 0 || figure.low == figure.high) return "";
  return fmt::format(" ({} to {})", figure_words(figure.low), figure_words(figure.high));
}

std::string estimate_words(const Estimate& figure, const std::string& unit) {
  return with_unit(figure.value, unit) + interval_words(figure);
}

/// The facts about one subject, by name.
class Facts {
 public:
  Facts(const Measurement& measurement, const std::string& of)
      : measurement_(measurement), of_(of) {}
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::optional<double> value(std::string_view name) const {
    const MeasuredFact* const fact = find(name);
    return fact == nullptr || fact->in_words() ? std::nullopt : std::optional(fact->figure.value);
  }
  [[nodiscard]] double value_or_none(std::string_view name) const {
    return value(name).value_or(0);
  }
  /// The value as a sentence has it; "0" if there is none.
  [[nodiscard]] std::string figure(std::string_view name) const {
    return figure_words(value_or_none(name));
  }
  /// "12.5 ns (12.1 to 13)": with its unit, and its interval if it has one.
  [[nodiscard]] std::string estimate(std::string_view name, const std::string& unit) const {
    const MeasuredFact* const fact = find(name);
    return fact == nullptr ? "0" : estimate_words(fact->figure, unit);
  }
  [[nodiscard]] std::string words(std::string_view name) const {
    const MeasuredFact* const fact = find(name);
    return fact == nullptr ? "" : fact->words;
  }
  [[nodiscard]] const Measurement& all() const { return measurement_; }
  [[nodiscard]] const std::string& of() const { return of_; }

 private:
  [[nodiscard]] const MeasuredFact* find(std::string_view name) const {
    return measurement_.fact(of_, name);
  }
  const Measurement& measurement_;
  const std::string& of_;
};

/// One worker: its IDs, the values that it read, and the page behind each.
std::string worker_words(const Facts& facts) {
  std::string text =
      fmt::format("PID {:.0f}, TID {:.0f}: {} at {}.", facts.value_or_none("PID"),
                  facts.value_or_none("TID"), facts.words("symbol"), facts.words("address"));
  for (const char* const moment : moments) {
    const std::string value = std::string("value ") + moment, page = std::string("page ") + moment;
    if (facts.has(value))
      text +=
          fmt::format(" Reads {} {} (page {}).", facts.figure(value), moment, facts.words(page));
  }
  return text;
}

std::string lost_updates_words(const Facts& facts) {
  if (!facts.has("expected")) return "";
  if (facts.value_or_none("lost most") == 0)
    return fmt::format(" All add 1 side by side: {} expected, none lost.",
                       facts.figure("expected"));
  return fmt::format(
      " All add 1 side by side: {} expected, {} measured, {} lost ({}%): the run that has "
      "lost the median. Runs with a loss: {}.",
      facts.figure("expected"), facts.figure("measured"), facts.figure("lost"),
      facts.figure("lost share"), facts.figure("runs with loss"));
}

/// The results of the experiment "memory" in sentences. `of`: a kind of workers, one worker, or, if
/// empty, the whole.
std::string memory_words(const Measurement& measurement, const std::string& of) {
  const Facts facts(measurement, of);
  if (facts.has("address")) return worker_words(facts);
  if (of.empty()) return fmt::format("Cores: {}.", facts.figure("cores"));
  std::string text = fmt::format("A write is seen by {} of {}.", facts.figure("a write is seen by"),
                                 facts.figure("could see a write"));
  if (facts.has("pages at first"))
    text += fmt::format(
        " Pages behind the variable: {} at first, {} after the first write, {} "
        "after all wrote.",
        facts.figure("pages at first"), facts.figure("pages after a write by the 1st"),
        facts.figure("pages after all wrote"));
  text += lost_updates_words(facts);
  if (facts.has("parent moved by"))
    text += fmt::format(" The parent's own has moved by {}.", facts.figure("parent moved by"));
  return text;
}

std::string fact_words(const MeasuredFact& fact) {
  if (fact.in_words()) return fact.name + ": " + fact.words;
  return fact.name + " " + estimate_words(fact.figure, fact.unit);
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text;
}

/// All facts about `of`, each with its name.
std::string plain_words(const Measurement& measurement, const std::string& of) {
  std::string text;
  for (const MeasuredFact& fact : measurement.facts) {
    if (fact.of == of) text += (text.empty() ? "" : ", ") + fact_words(fact);
  }
  return capitalised(text) + ".";
}

std::size_t runs_of(const Facts& facts) {
  const MeasuredSeries* const price = facts.all().find_series(facts.of(), "price");
  return price == nullptr ? 0 : price->points.size();
}

std::string count_words(double count, std::string_view noun) {
  return fmt::format("{} {}{}", figure_words(count), noun, count == 1 ? "" : "s");
}

std::string race_loss_words(const Facts& facts) {
  const double expected = facts.value_or_none("expected");
  const std::string runs = count_words(static_cast<double>(runs_of(facts)), "run");
  if (const auto own = facts.value("first worker's own copy")) {
    return fmt::format("Expected {}; the counter is {}, and the first worker's own copy is {}.",
                       figure_words(expected), facts.figure("measured"), figure_words(*own));
  }
  const auto with_loss = facts.value("runs with loss");
  if (!with_loss) return "";
  if (*with_loss == 0)
    return fmt::format("Expected {}, measured {}: nothing lost in {}.", figure_words(expected),
                       facts.figure("measured"), runs);
  return fmt::format(
      "Expected {}, measured {}: {} lost, {}% (the median of {}; from {} to {}). {} of them lost "
      "some.",
      figure_words(expected), facts.figure("measured"), facts.figure("lost"),
      facts.figure("lost share"), runs, facts.figure("lost least"), facts.figure("lost most"),
      figure_words(*with_loss));
}

/// ", 15 times (14 to 16) the price without protection": of runs in the same round.
std::string price_ratio_words(const Facts& facts) {
  const MeasuredSeries* const own = facts.all().find_series(facts.of(), "price");
  const MeasuredSeries* const bare = facts.all().find_series("unprotected", "price");
  if (own == nullptr || bare == nullptr || own == bare) return "";
  std::vector<double> ratios;
  for (std::size_t run = 0; run < own->points.size() && run < bare->points.size(); ++run) {
    if (bare->points[run].y > 0) ratios.push_back(own->points[run].y / bare->points[run].y);
  }
  if (ratios.empty()) return "";
  return ", " + estimate_words(estimate_median(ratios), "times") + " the price without protection";
}

/// The experiment "race", one protection: what was lost, what an increment costs, how workers wait.
std::string race_words(const Measurement& measurement, const std::string& of) {
  const Facts facts(measurement, of);
  if (!facts.has("price")) return plain_words(measurement, of);
  std::string text = race_loss_words(facts);
  text += " " + facts.estimate("price", "ns per increment") + price_ratio_words(facts) + ".";
  if (facts.has("time waiting")) {
    text += fmt::format(" When watched: {} waits in a run, {} of the time.", facts.figure("waits"),
                        facts.estimate("time waiting", "%"));
  } else if (!facts.words("who waits").empty()) {
    text += " Waiting: " + facts.words("who waits") + ".";
  }
  return text;
}

/// The experiment "deadlock", one order of the locks: how many runs ended in a deadlock, and how.
std::string deadlock_words(const Measurement& measurement, const std::string& of) {
  const Facts facts(measurement, of);
  const auto runs = facts.value("runs");
  if (!runs) return plain_words(measurement, of);
  const double deadlocks = facts.value_or_none("deadlocks");
  std::string text;
  if (deadlocks > 0) {
    text = fmt::format(
        "Deadlock in {} of {}, after {} rounds (the median; from {} to {}). The wait-for cycle: "
        "{}. "
        "The kernel confirmed {} of them.",
        figure_words(deadlocks), count_words(*runs, "run"), facts.figure("rounds until then"),
        facts.figure("least"), facts.figure("most"), facts.words("wait-for cycle"),
        facts.figure("seen in the kernel, too"));
  } else {
    text = fmt::format("No deadlock in {}.", count_words(*runs, "run"));
  }
  if (facts.has("price")) text += " " + facts.estimate("price", "ns per round") + ".";
  return text;
}

/// The experiment "spawn", one way to start: how long a start takes, and how much processor time,
/// with the least and the most memory touched.
std::string spawn_words(const Measurement& measurement, const std::string& of) {
  constexpr std::string_view median_at = "median at ", processor_at = "processor time at ";
  const Facts facts(measurement, of);
  std::vector<std::string> sizes;
  for (const MeasuredFact& fact : measurement.facts) {
    if (fact.of == of && fact.name.starts_with(median_at))
      sizes.push_back(fact.name.substr(median_at.size()));
  }
  if (sizes.empty()) return plain_words(measurement, of);
  if (sizes.size() > 1) sizes = {sizes.front(), sizes.back()};
  std::string text = "To start and end takes";
  for (const std::string& size : sizes) {
    text += fmt::format("{} {} and {} of processor time with {} touched",
                        size == sizes.front() ? "" : ",",
                        facts.estimate(std::string(median_at) + size, "µs"),
                        facts.estimate(std::string(processor_at) + size, "µs"), size);
  }
  return text + ".";
}

struct OwnWords {
  std::string_view experiment;
  std::string (*words)(const Measurement& measurement, const std::string& of);
};
constexpr OwnWords own_words[] = {{"race", race_words},
                                  {"deadlock", deadlock_words},
                                  {"spawn", spawn_words},
                                  {"memory", memory_words}};

}  // namespace

std::string figure_words(double value) {
  if (std::fabs(value) < 1000 || std::fabs(value) >= 1e15) return figure_text(value);
  std::string text = fmt::format("{:.0f}", value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t place = text.size(); place > first + 3;) text.insert(place -= 3, ",");
  return text;
}

std::vector<MeasuredParagraph> paragraphs_of(const Measurement& measurement,
                                             std::string_view remedy) {
  auto* words = plain_words;
  for (const OwnWords& each : own_words) {
    if (measurement.experiment != nullptr && measurement.experiment->name == each.experiment)
      words = each.words;
  }
  std::vector<MeasuredParagraph> paragraphs;
  for (const MeasuredFact& fact : measurement.facts) {
    const bool known = std::any_of(paragraphs.begin(), paragraphs.end(),
                                   [&](const auto& each) { return each.of == fact.of; });
    if (!known) paragraphs.push_back({fact.of, words(measurement, fact.of)});
  }
  const std::string machine = core_shares_words(measurement.machine, remedy);
  if (!machine.empty())
    paragraphs.insert(is_busy(measurement.machine) ? paragraphs.begin() : paragraphs.end(),
                      {"", machine});
  for (const std::string& note : measurement.notes) paragraphs.push_back({"", note});
  if (measurement.records_rejected > 0) {
    paragraphs.push_back(
        {"",
         fmt::format("{} made no sense and are not in these figures.",
                     count_words(static_cast<double>(measurement.records_rejected), "record"))});
  }
  return paragraphs;
}

}  // namespace sharedfate
