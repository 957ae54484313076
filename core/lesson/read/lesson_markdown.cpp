#include "core/lesson/read/lesson_markdown.h"

#include <fmt/format.h>
#include <md4c.h>

#include <algorithm>
#include <functional>

#include "core/lesson/read/front_matter.h"
#include "core/lesson/read/markdown_reader.h"

namespace sharedfate {
namespace {

std::string_view without_containers(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(" \t>-*+"), line.size()));
}

bool is_fence(std::string_view line) {
  const std::string_view rest = without_containers(line);
  return rest.starts_with("```") || rest.starts_with("~~~");
}

}  // namespace

bool MarkdownReader::note_place(std::string_view text) {
  const std::less_equal<> before;
  const char* const begin = source_.data();
  const char* const end = begin + source_.size();
  if (text.empty() || !before(begin, text.data()) || !before(text.data() + text.size(), end)) {
    return false;
  }
  const auto offset = static_cast<std::size_t>(text.data() - begin);
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  line_ = first_line_ + static_cast<int>(next - line_starts_.begin()) - 1;
  return true;
}

std::string_view MarkdownReader::line_at(int line) const {
  const auto index = static_cast<std::size_t>(line - first_line_);
  if (line < first_line_ || index >= line_starts_.size()) return {};
  const std::string_view rest = source_.substr(line_starts_[index]);
  return rest.substr(0, rest.find('\n'));
}

template <typename Wanted>
void MarkdownReader::move_to_next(const Wanted& wanted) {
  const int end = first_line_ + static_cast<int>(line_starts_.size());
  for (int line = line_ + 1; line < end; ++line) {
    if (!wanted(line_at(line))) continue;
    line_ = line;
    return;
  }
}

MarkdownStep* MarkdownReader::step() {
  if (!steps_.empty()) return &steps_.back();
  if (!orphan_reported_) wrong("this stands before the first step; a step begins with '# Title'");
  orphan_reported_ = true;
  return nullptr;
}

void MarkdownReader::begin_block(Block::Kind kind) {
  block_ = Block{};
  block_.kind = kind;
  block_line_ = 0;
  in_block_ = true;
}

void MarkdownReader::end_block() {
  in_block_ = false;
  if (items_ > 0 && block_.kind == Block::Kind::paragraph) {
    mistakes_.add(block_line_ == 0 ? line_ : block_line_, "a bullet is one paragraph");
  }
  auto& runs = block_.runs;
  while (!runs.empty() && is_blank(runs.back().text) && block_.kind != Block::Kind::picture) {
    runs.pop_back();
  }
  if (block_line_ == 0) block_line_ = line_;
  if (runs.empty()) {
    if (block_.kind == Block::Kind::picture) {
      wrong("a picture without words; between its brackets stands what it shows");
    }
    return;
  }
  MarkdownStep* const here = step();
  if (here == nullptr) return;
  std::size_t characters = 0;
  for (const TextRun& run : runs) characters += character_count(run.text);
  if (characters > block_max) {
    mistakes_.add(block_line_, fmt::format("a paragraph has at most {} characters; this one has {}",
                                           block_max, characters));
    return;
  }
  auto& blocks = quotes_ > 0 ? here->notes : here->blocks;
  if (blocks.size() == blocks_max) {
    mistakes_.add(block_line_, fmt::format("a step has at most {} paragraphs and bullets, and as "
                                           "many in its notes; split it",
                                           blocks_max));
    return;
  }
  blocks.push_back(std::move(block_));
}

void MarkdownReader::enter_heading(unsigned level) {
  in_title_ = level == 1;
  block_ = Block{};
  block_line_ = 0;
  if (quotes_ > 0 || items_ > 0) wrong("a heading stands by itself, not in a quote or a list");
  if (in_title_) steps_.emplace_back();
}

void MarkdownReader::enter_quote() {
  ++quotes_;
  if (quotes_ < 2 && items_ == 0) return;
  move_to_next([](std::string_view line) { return line.find('>') != std::string_view::npos; });
  if (quotes_ == 2) wrong("a presenter's note holds no other note");
  if (items_ > 0) wrong("a presenter's note stands by itself, not in a list");
}

void MarkdownReader::enter_item() {
  ++items_;
  if (items_ == 2) {
    move_to_next([](std::string_view line) {
      return line.find_first_not_of(" \t>") != std::string_view::npos &&
             std::string_view("-+*").find(line[line.find_first_not_of(" \t>")]) !=
                 std::string_view::npos;
    });
    wrong("a bullet list holds no other list");
  }
  item_has_block_ = true;
  begin_block(Block::Kind::bullet);
}

void MarkdownReader::enter_paragraph() {
  if (items_ == 0) return begin_block(Block::Kind::paragraph);
  // In a loose list md4c opens a paragraph in each item: the first one is the bullet itself.
  if (item_has_block_) {
    item_has_block_ = false;
    return begin_block(Block::Kind::bullet);
  }
  begin_block(Block::Kind::paragraph);
}

void MarkdownReader::enter_code(const MD_BLOCK_CODE_DETAIL& detail) {
  const std::string_view info = text_of(detail.info);
  stray_fence_ = Fence{};
  fence_ = &stray_fence_;
  fence_line_open_ = false;
  fenced_ = detail.fence_char != 0;
  if (!note_place(info))
    move_to_next([&](std::string_view line) {
      return fenced_ ? is_fence(line) : line.starts_with("    ") || line.starts_with("\t");
    });
  if (!fenced_) {
    wrong("a line that is indented by four; code stands between lines of ```");
  } else if (MarkdownStep* const here = step(); here != nullptr) {
    if (quotes_ == 0 && items_ == 0) {
      here->fences.emplace_back();
      fence_ = &here->fences.back();
    } else {
      wrong("a fence stands by itself, not in a note or a list");
    }
  }
  fence_->info = std::string(info);
  fence_->line = line_;
}

void MarkdownReader::enter_block(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_H:
      return enter_heading(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
    case MD_BLOCK_QUOTE:
      return enter_quote();
    case MD_BLOCK_LI:
      return enter_item();
    case MD_BLOCK_P:
      return enter_paragraph();
    case MD_BLOCK_CODE:
      return enter_code(*static_cast<MD_BLOCK_CODE_DETAIL*>(detail));
    case MD_BLOCK_HTML:
      in_html_ = true;
      html_reported_ = false;
      return;
    case MD_BLOCK_TABLE:
      in_table_ = true;
      move_to_next([](std::string_view line) { return line.find('|') != std::string_view::npos; });
      return wrong("a table; lessons have paragraphs and bullet lists");
    case MD_BLOCK_OL:
      move_to_next([](std::string_view line) {
        const std::string_view rest = without_containers(line);
        return !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
      });
      return wrong("a numbered list; lessons have bullet lists only, with '-'");
    case MD_BLOCK_HR:
      move_to_next([](std::string_view line) {
        return line.find_first_not_of("-*_ \t>") == std::string_view::npos &&
               line.find_first_of("-*_") != std::string_view::npos;
      });
      return wrong("a ruler; a new step begins with '# Title'");
    default:
      return;
  }
}

void MarkdownReader::leave_heading() {
  if (!in_title_) return wrong("a heading of another level; a step begins with one '#'");
  in_title_ = false;
  MarkdownStep& here = steps_.back();
  here.line = line_;
  for (const TextRun& run : block_.runs) here.title += run.text;
  const std::size_t characters = character_count(here.title);
  if (characters == 0 || characters > step_title_max) {
    wrong(fmt::format("a step's title has 1 to {} characters; this one has {}", step_title_max,
                      characters));
  }
  if (steps_.size() == steps_max + 1) {
    wrong(fmt::format("a lesson has at most {} steps", steps_max));
  }
}

void MarkdownReader::leave_code() {
  const int last_line = fence_->line + static_cast<int>(fence_->text.lines.size());
  fence_->text.first_line = fence_->line + 1;
  for (std::size_t i = 0; i < fence_->text.lines.size(); ++i) {
    if (!fence_->text.lines[i].starts_with("```")) continue;
    mistakes_.add(fence_->text.first_line + static_cast<int>(i),
                  fmt::format("a fence inside of the fence of line {}; does that one end with ```?",
                              fence_->line));
    break;
  }
  line_ = last_line + 1;
  const bool closed = is_fence(line_at(line_));
  if (fenced_ && !closed) {
    mistakes_.add(fence_->line, "this fence does not end; a line ``` closes it");
  }
  fence_ = nullptr;
}

void MarkdownReader::leave_block(MD_BLOCKTYPE type) {
  switch (type) {
    case MD_BLOCK_H:
      return leave_heading();
    case MD_BLOCK_QUOTE:
      --quotes_;
      return;
    case MD_BLOCK_LI:
      if (in_block_) end_block();
      --items_;
      return;
    case MD_BLOCK_P:
      if (in_block_) end_block();
      return;
    case MD_BLOCK_CODE:
      return leave_code();
    case MD_BLOCK_HTML:
      in_html_ = false;
      return;
    case MD_BLOCK_TABLE:
      in_table_ = false;
      return;
    default:
      return;
  }
}

std::vector<MarkdownStep> MarkdownReader::read() {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    static_cast<MarkdownReader*>(self)->enter_block(type, detail);
    return static_cast<MarkdownReader*>(self)->proceed();
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
    static_cast<MarkdownReader*>(self)->leave_block(type);
    return static_cast<MarkdownReader*>(self)->proceed();
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
    static_cast<MarkdownReader*>(self)->enter_span(type, detail);
    return static_cast<MarkdownReader*>(self)->proceed();
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
    static_cast<MarkdownReader*>(self)->leave_span(type);
    return static_cast<MarkdownReader*>(self)->proceed();
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
    static_cast<MarkdownReader*>(self)->text(type, std::string_view(text, size));
    return static_cast<MarkdownReader*>(self)->proceed();
  };
  const auto size = static_cast<MD_SIZE>(source_.size());
  if (md_parse(source_.data(), size, &parser, this) < 0) {
    wrong("the Markdown could not be read: not enough memory");
  }
  return std::move(steps_);
}

std::vector<MarkdownStep> read_markdown(std::string_view markdown, int first_line,
                                        Mistakes& mistakes) {
  return MarkdownReader(markdown, first_line, mistakes).read();
}

}  // namespace sharedfate
