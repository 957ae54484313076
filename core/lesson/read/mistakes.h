#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/lesson/lesson.h"

namespace sharedfate {

/// Collects the mistakes in a file while it is read. Their number and length are limited: a hostile
/// file could cause very many, or quote a very long word.
class Mistakes {
 public:
  static constexpr std::size_t mistakes_max = 100;
  static constexpr std::size_t attempts_max = 1000;  ///< calls of add(), repetitions included
  static constexpr std::size_t text_max = 600;       ///< bytes of one mistake

  /// `line_count`: lines of the file; a mistake beyond the last line is reported there.
  Mistakes(std::string file, int line_count) : file_(std::move(file)), line_count_(line_count) {}

  void add(int line, std::string text) {
    if (full()) return;
    ++attempts_;
    LessonMistake mistake{file_, std::clamp(line, 0, line_count_), shortened(std::move(text))};
    const bool reported =
        !list_.empty() && list_.back().line == mistake.line && list_.back().text == mistake.text;
    if (!reported) list_.push_back(std::move(mistake));
  }
  /// Adds an error of another parser, without its "could not ...".
  void add(int line, const Error& error) {
    add(line, error.remedy.empty() ? error.reason : error.reason + "; " + error.remedy);
  }
  /// No more mistakes are recorded: the reader may stop.
  [[nodiscard]] bool full() const {
    return list_.size() == mistakes_max || attempts_ >= attempts_max;
  }
  [[nodiscard]] std::size_t count() const { return list_.size(); }
  [[nodiscard]] bool none() const { return list_.empty(); }
  /// The mistakes in the order of their lines.
  std::vector<LessonMistake> take() {
    std::stable_sort(list_.begin(), list_.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
    return std::move(list_);
  }

 private:
  static std::string shortened(std::string text) {
    if (text.size() <= text_max) return text;
    std::size_t end = text_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    return text + "...";
  }

  std::string file_;
  int line_count_;
  std::size_t attempts_ = 0;
  std::vector<LessonMistake> list_;
};

}  // namespace sharedfate
