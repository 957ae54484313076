#pragma once

#include <memory>
#include <string>

#include "core/model/model.h"

namespace sharedfate {

/// Where the demonstration is shown. Times are seconds since its start.
class TextOutput {
 public:
  virtual ~TextOutput() = default;
  virtual void begin(const std::string& sentence) = 0;
  /// Something happened that is worth a sentence.
  virtual void print(const std::string& sentence, double time_s) = 0;
  /// Sees every event, after the model has changed by it.
  virtual void note(const Model& model, const Event& event, double time_s) = 0;
  /// Called about every `refresh_ms`; shows what has changed.
  virtual void refresh(const Model& model, double time_s) = 0;
  virtual void finish(const Model& model, double time_s) = 0;
  /// False once standard output could not be written.
  [[nodiscard]] virtual bool writable() const = 0;
};

constexpr int refresh_ms = 50;

/// Lines of a log: what happened, totals once a second, the account at the end.
std::unique_ptr<TextOutput> make_text_log();
/// A picture that is drawn over and over, for a terminal.
std::unique_ptr<TextOutput> make_text_screen();

}  // namespace sharedfate
