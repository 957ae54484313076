#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/measure/measurement.h"

namespace sharedfate {

/// Reads facts of a measurement, and remembers whether one was missing.
class FactTaker {
 public:
  explicit FactTaker(const Measurement& measurement) : measurement_(measurement) {}

  std::int64_t number(std::string_view of, std::string_view name) {
    const MeasuredFact* const fact = take(of, name);
    // With this limit every value fits into a std::int64_t.
    constexpr double most = 1e15;
    return fact == nullptr ? 0
                           : static_cast<std::int64_t>(std::clamp(fact->figure.value, -most, most));
  }
  std::string words(std::string_view of, std::string_view name) {
    const MeasuredFact* const fact = take(of, name);
    return fact == nullptr ? "" : fact->words;
  }
  [[nodiscard]] bool all_there() const { return all_there_; }

 private:
  const MeasuredFact* take(std::string_view of, std::string_view name) {
    const MeasuredFact* const fact = measurement_.fact(of, name);
    all_there_ = all_there_ && fact != nullptr;
    return fact;
  }
  const Measurement& measurement_;
  bool all_there_ = true;
};

}  // namespace sharedfate
