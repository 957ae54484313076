#pragma once

#include <memory>
#include <string>

#include "core/model/model.h"

namespace sharedfate {

/// Shows the demonstration as text. `time_s`: seconds since its start.
class TextOutput {
 public:
  virtual ~TextOutput() = default;
  virtual void begin(const std::string& sentence) = 0;
  /// Shows a sentence about something that happened.
  virtual void print(const std::string& sentence, double time_s) = 0;
  /// Called for every event, after it was applied to the model.
  virtual void note(const Model& model, const Event& event, double time_s) = 0;
  /// Shows what has changed. Called after each wait of at most `refresh_ms`.
  virtual void refresh(const Model& model, double time_s) = 0;
  virtual void finish(const Model& model, double time_s) = 0;
  /// False after a write to standard output has failed.
  [[nodiscard]] virtual bool writable() const = 0;
};

constexpr int refresh_ms = 50;

/// A log: a line for each notable event, totals once a second, the account at the end.
std::unique_ptr<TextOutput> make_text_log();
/// A picture that is redrawn in place, for a terminal.
std::unique_ptr<TextOutput> make_text_screen();

}  // namespace sharedfate
