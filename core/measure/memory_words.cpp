#include "core/measure/memory_words.h"

#include <fmt/format.h>

#include "core/measure/measurement_words.h"

namespace sharedfate {
namespace {

constexpr const char* moments[] = {"at first", "after a write by the 1st", "after all wrote"};

class MemoryFacts {
 public:
  MemoryFacts(const Measurement& measurement, const std::string& of)
      : measurement_(measurement), of_(of) {}
  [[nodiscard]] bool has(const std::string& name) const {
    return measurement_.fact(of_, name) != nullptr;
  }
  [[nodiscard]] double value(const std::string& name) const {
    const MeasuredFact* const fact = measurement_.fact(of_, name);
    return fact == nullptr ? 0 : fact->value;
  }
  [[nodiscard]] std::string figure(const std::string& name) const {
    return figure_words(value(name));
  }
  [[nodiscard]] std::string words(const std::string& name) const {
    const MeasuredFact* const fact = measurement_.fact(of_, name);
    return fact == nullptr ? "" : fact->words;
  }

 private:
  const Measurement& measurement_;
  const std::string& of_;
};

/// One worker: its IDs, the values that it read, and the page behind each.
std::string worker_words(const MemoryFacts& facts) {
  std::string text = fmt::format("PID {:.0f}, TID {:.0f}: {} at {}.", facts.value("PID"),
                                 facts.value("TID"), facts.words("symbol"), facts.words("address"));
  for (const char* const moment : moments) {
    const std::string value = std::string("value ") + moment, page = std::string("page ") + moment;
    if (facts.has(value))
      text +=
          fmt::format(" Reads {} {} (page {}).", facts.figure(value), moment, facts.words(page));
  }
  return text;
}

std::string race_words(const MemoryFacts& facts) {
  if (!facts.has("expected")) return "";
  if (facts.value("lost most") == 0)
    return fmt::format(" All add 1 side by side: {} expected, none lost.",
                       facts.figure("expected"));
  return fmt::format(
      " All add 1 side by side: {} expected, {} measured, {} lost ({}%; the middle of the runs). "
      "Runs with a loss: {}.",
      facts.figure("expected"), facts.figure("measured"), facts.figure("lost"),
      facts.figure("lost share"), facts.figure("runs with loss"));
}

}  // namespace

std::string memory_words(const Measurement& measurement, const std::string& of) {
  const MemoryFacts facts(measurement, of);
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
  text += race_words(facts);
  if (facts.has("parent moved by"))
    text += fmt::format(" The parent's own has moved by {}.", facts.figure("parent moved by"));
  return text;
}

}  // namespace sharedfate
