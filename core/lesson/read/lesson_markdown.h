#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/read/lesson_script.h"
#include "core/lesson/read/mistakes.h"

namespace sharedfate {

constexpr std::size_t steps_max = 64;
constexpr std::size_t step_title_max = 80;  ///< characters
constexpr std::size_t block_max = 1'000;    ///< characters of a paragraph
constexpr std::size_t blocks_max = 32;      ///< of a step's text, and of its notes
constexpr std::size_t link_max = 400;       ///< bytes

/// A fenced block that has not been interpreted yet.
struct Fence {
  std::string info;  ///< the words after the backticks
  int line = 0;      ///< in the file, of the opening backticks
  FencedText text;
};

/// A level-1 heading and what follows it.
struct MarkdownStep {
  std::string title;
  int line = 0;
  std::vector<Block> blocks, notes;
  std::vector<Fence> fences;
};

/// Reads the steps of a lesson from its Markdown, which must have passed guard_markdown().
/// `first_line`: of `markdown` in the file. Everything that a lesson may not contain (HTML, tables,
/// ...) is a mistake.
std::vector<MarkdownStep> read_markdown(std::string_view markdown, int first_line,
                                        Mistakes& mistakes);

}  // namespace sharedfate
