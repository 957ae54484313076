#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "core/base/result.h"

namespace sharedfate::bench {

/// Makes what a contestant needs at its first turn, so that nothing is started for contestants that
/// the filter leaves out. A failed attempt is repeated at the next call.
template <typename Made>
class Lazy {
 public:
  using Maker = std::function<Result<std::unique_ptr<Made>>()>;
  explicit Lazy(Maker maker) : maker_(std::move(maker)) {}

  Result<Made*> get() {
    if (!made_) {
      auto result = maker_();
      if (!result) return result.error();
      made_ = result.take();
    }
    return made_.get();
  }

 private:
  Maker maker_;
  std::unique_ptr<Made> made_;
};

/// A measurement that uses the object made by `lazy`.
template <typename Made, typename Measure>
std::function<Result<double>()> with(std::shared_ptr<Lazy<Made>> lazy, Measure measure) {
  return [lazy, measure]() -> Result<double> {
    const Result<Made*> made = lazy->get();
    if (!made) return made.error();
    return measure(*made.value());
  };
}

}  // namespace sharedfate::bench
