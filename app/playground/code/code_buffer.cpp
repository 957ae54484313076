#include "app/playground/code/code_buffer.h"

#include <algorithm>
#include <cmath>

#include "app/playground/code/python_highlight.h"
#include "core/base/usual_characters.h"
#include "core/base/utf8.h"

namespace sharedfate {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// The class of a character: 0 blank, 1 sign, 2 part of a name or number. A word is a run of one
/// class.
int kind_of(char c) {
  const bool name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || static_cast<unsigned char>(c) >= 0x80U;
  return name ? 2 : is_blank(c) ? 0 : 1;
}

std::size_t cells_at(std::string_view text, std::size_t byte) {
  constexpr unsigned char ascii_end = 0x80;
  return static_cast<unsigned char>(text[byte]) < ascii_end
             ? 1
             : cells_of(decode_utf8(text.substr(byte)).value);
}

std::size_t leading_blanks(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Removes carriage returns and other control characters from pasted text, and replaces tabs by
/// spaces. `cell`: the column at which it is inserted.
std::string cleaned(std::string_view pasted, std::size_t cell) {
  std::string clean;
  for (std::size_t i = 0; i < pasted.size(); ++i) {
    const char c = pasted[i];
    if (c == '\n') {
      clean += c;
      cell = 0;
    } else if (c == '\t') {
      do clean += ' ';
      while (++cell % CodeBuffer::indent != 0);
    } else if (static_cast<unsigned char>(c) >= ' ' && c != '\x7F') {
      clean += c;
      if (!continues_character(c)) cell += cells_at(pasted, i);
    }
  }
  return clean;
}

}  // namespace

void CodeBuffer::set_text(std::string_view text, std::string_view brought_by) {
  std::size_t kept = std::min(text.size(), bytes_max);
  while (kept > 0 && kept < text.size() && continues_character(text[kept])) --kept;
  text_ = text.substr(0, kept);
  brought_by_ = brought_by;
  past_.clear();
  future_.clear();
  typing_ = Typing::no;
  caret_ = anchor_ = {};
  keeps_cell_ = false;
  index_lines();
}

void CodeBuffer::index_lines() {
  begins_.assign(1, 0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
    begins_.push_back(at + 1);
}

std::string_view CodeBuffer::line(std::size_t index) const {
  const std::size_t from = begins_[index];
  const std::size_t to = index + 1 < begins_.size() ? begins_[index + 1] - 1 : text_.size();
  return std::string_view(text_).substr(from, to - from);
}

std::size_t CodeBuffer::offset_of(CodePlace place) const {
  return begins_[place.line] + place.byte;
}

CodePlace CodeBuffer::place_of(std::size_t offset) const {
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
  const auto line = static_cast<std::size_t>(next - begins_.begin()) - 1;
  return {line, offset - begins_[line]};
}

std::string CodeBuffer::selected() const {
  const auto [from, to] = selection();
  return text_.substr(offset_of(from), offset_of(to) - offset_of(from));
}

std::size_t CodeBuffer::cell_of(std::string_view line, std::size_t byte) {
  std::size_t cell = 0;
  for (std::size_t i = 0; i < std::min(byte, line.size()); ++i) {
    if (line[i] == '\t')
      cell += indent - cell % indent;
    else if (!continues_character(line[i]))
      cell += cells_at(line, i);
  }
  return cell;
}

std::size_t CodeBuffer::byte_at(std::string_view line, double cell) {
  std::size_t byte = 0;
  while (byte < line.size()) {
    std::size_t next = byte + 1;
    while (next < line.size() && continues_character(line[next])) ++next;
    const auto left = static_cast<double>(cell_of(line, byte));
    const auto right = static_cast<double>(cell_of(line, next));
    if ((left + right) / 2 > cell) break;
    byte = next;
  }
  return byte;
}

CodePlace CodeBuffer::before(CodePlace place) const {
  std::size_t offset = offset_of(place);
  if (offset == 0) return place;
  do --offset;
  while (offset > 0 && continues_character(text_[offset]));
  return place_of(offset);
}

CodePlace CodeBuffer::after(CodePlace place) const {
  std::size_t offset = offset_of(place);
  if (offset == text_.size()) return place;
  do ++offset;
  while (offset < text_.size() && continues_character(text_[offset]));
  return place_of(offset);
}

CodePlace CodeBuffer::word_before(CodePlace place) const {
  if (place.byte == 0) return before(place);
  const std::string_view words = line(place.line);
  std::size_t at = place.byte;
  while (at > 0 && is_blank(words[at - 1])) --at;
  const int kind = at > 0 ? kind_of(words[at - 1]) : 0;
  while (at > 0 && kind_of(words[at - 1]) == kind) --at;
  return {place.line, at};
}

CodePlace CodeBuffer::word_after(CodePlace place) const {
  const std::string_view words = line(place.line);
  if (place.byte >= words.size()) return after(place);
  std::size_t at = place.byte;
  const int kind = kind_of(words[at]);
  while (at < words.size() && kind_of(words[at]) == kind) ++at;
  while (at < words.size() && is_blank(words[at])) ++at;
  return {place.line, at};
}

void CodeBuffer::place_caret(CodePlace place, bool select) {
  caret_.line = std::min(place.line, line_count() - 1);
  const std::string_view words = line(caret_.line);
  caret_.byte = std::min(place.byte, words.size());
  while (caret_.byte > 0 && caret_.byte < words.size() && continues_character(words[caret_.byte]))
    --caret_.byte;
  if (!select) anchor_ = caret_;
  typing_ = Typing::no;
  keeps_cell_ = false;
}

void CodeBuffer::move_lines(std::ptrdiff_t lines, bool select) {
  const std::size_t cell = keeps_cell_ ? wanted_cell_ : cell_of(line(caret_.line), caret_.byte);
  const auto last = static_cast<std::ptrdiff_t>(line_count()) - 1;
  const std::ptrdiff_t wanted = static_cast<std::ptrdiff_t>(caret_.line) + lines;
  const auto target = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(wanted, 0, last));
  if (wanted < 0)
    place_caret({0, 0}, select);
  else if (wanted > last)
    place_caret({target, line(target).size()}, select);
  else
    place_caret({target, byte_at(line(target), static_cast<double>(cell))}, select);
  wanted_cell_ = cell;
  keeps_cell_ = true;
}

void CodeBuffer::move(CodeMotion motion, bool select) {
  const std::string_view words = line(caret_.line);
  const bool leaves_selection = has_selection() && !select;
  switch (motion) {
    case CodeMotion::left:
      return place_caret(leaves_selection ? selection().first : before(caret_), select);
    case CodeMotion::right:
      return place_caret(leaves_selection ? selection().second : after(caret_), select);
    case CodeMotion::word_left:
      return place_caret(word_before(caret_), select);
    case CodeMotion::word_right:
      return place_caret(word_after(caret_), select);
    case CodeMotion::up:
      return move_lines(-1, select);
    case CodeMotion::down:
      return move_lines(1, select);
    case CodeMotion::line_begin: {
      const std::size_t first = leading_blanks(words);
      return place_caret({caret_.line, caret_.byte == first ? 0 : first}, select);
    }
    case CodeMotion::line_end:
      return place_caret({caret_.line, words.size()}, select);
    case CodeMotion::text_begin:
      return place_caret({}, select);
    case CodeMotion::text_end:
      return place_caret(place_of(text_.size()), select);
  }
}

void CodeBuffer::select_all() {
  place_caret({}, false);
  place_caret(place_of(text_.size()), true);
}

void CodeBuffer::select_word() {
  const std::string_view words = line(caret_.line);
  if (words.empty()) return;
  const std::size_t at = std::min(caret_.byte, words.size() - 1);
  std::size_t from = at, to = at;
  while (from > 0 && kind_of(words[from - 1]) == kind_of(words[at])) --from;
  while (to < words.size() && kind_of(words[to]) == kind_of(words[at])) ++to;
  place_caret({caret_.line, from}, false);
  place_caret({caret_.line, to}, true);
}

void CodeBuffer::remember(Typing typing) {
  const bool goes_on = typing != Typing::no && typing == typing_;
  if (!goes_on) {
    past_.push_back({text_, brought_by_, caret_, anchor_});
    if (past_.size() > history_max) past_.erase(past_.begin());
  }
  future_.clear();
}

bool CodeBuffer::replace(CodePlace from, CodePlace to, std::string_view text, Typing typing) {
  const std::size_t begin = offset_of(from), end = offset_of(to);
  if (begin == end && text.empty()) return false;
  if (text_.size() - (end - begin) + text.size() > bytes_max) return false;
  remember(typing);
  text_.replace(begin, end - begin, text);
  index_lines();
  place_caret(place_of(begin + text.size()), false);
  typing_ = typing;
  return true;
}

bool CodeBuffer::travel(std::vector<Moment>& from, std::vector<Moment>& to) {
  if (from.empty()) return false;
  to.push_back({std::move(text_), std::move(brought_by_), caret_, anchor_});
  text_ = std::move(from.back().text);
  brought_by_ = std::move(from.back().brought_by);
  index_lines();
  const CodePlace anchor = from.back().anchor, caret = from.back().caret;
  from.pop_back();
  place_caret(anchor, false);
  place_caret(caret, true);
  return true;
}

bool CodeBuffer::undo() { return travel(past_, future_); }
bool CodeBuffer::redo() { return travel(future_, past_); }

bool CodeBuffer::type(std::string_view characters) {
  if (characters.empty()) return false;
  const auto [from, to] = selection();
  const Typing typing = from != to ? Typing::no : characters == " " ? Typing::blank : Typing::word;
  return replace(from, to, characters, typing);
}

bool CodeBuffer::insert(std::string_view pasted) {
  const auto [from, to] = selection();
  return replace(from, to, cleaned(pasted, cell_of(line(from.line), from.byte)));
}

bool CodeBuffer::replace_text(std::string_view text) {
  select_all();
  if (!insert(text)) return false;
  brought_by_.clear();
  move(CodeMotion::text_begin, false);
  return true;
}

bool CodeBuffer::new_line() {
  const auto [from, to] = selection();
  const std::string_view head = line(from.line).substr(0, from.byte);
  PythonState state;
  for (std::size_t i = 0; i < from.line; ++i) highlight_python(line(i), state);
  std::size_t blanks = cell_of(head, leading_blanks(head));
  if (opens_python_block(head, state))
    blanks += indent;
  else if (state.quote == 0 && ends_python_block(head))
    blanks -= std::min(blanks, indent);
  return replace(from, to, '\n' + std::string(blanks, ' '));
}

bool CodeBuffer::erase_selection() {
  const auto [from, to] = selection();
  return replace(from, to, "");
}

bool CodeBuffer::erase_backward(bool word) {
  if (has_selection()) return erase_selection();
  const std::string_view head = line(caret_.line).substr(0, caret_.byte);
  CodePlace from = word ? word_before(caret_) : before(caret_);
  // In the indentation of a line it removes a whole step.
  if (!word && !head.empty() && head.find_first_not_of(' ') == std::string_view::npos)
    from = {caret_.line, (head.size() - 1) / indent * indent};
  return replace(from, caret_, "");
}

bool CodeBuffer::erase_forward(bool word) {
  if (has_selection()) return erase_selection();
  return replace(caret_, word ? word_after(caret_) : after(caret_), "");
}

/// The first and the last selected line. A last line that is selected only up to its beginning does
/// not count.
std::pair<std::size_t, std::size_t> CodeBuffer::selected_lines() const {
  const auto [from, to] = selection();
  const bool last_counts = to.byte > 0 || to.line == from.line;
  return {from.line, last_counts ? to.line : to.line - 1};
}

bool CodeBuffer::indent_more() {
  const auto [first, last] = selected_lines();
  if (first == last && selection().first.line == selection().second.line) {
    const auto [from, to] = selection();
    const std::size_t cell = cell_of(line(from.line), from.byte);
    return replace(from, to, std::string(indent - cell % indent, ' '));
  }
  std::string lines;
  for (std::size_t i = first; i <= last; ++i) {
    if (!line(i).empty()) lines.append(indent, ' ');
    lines.append(line(i));
    if (i < last) lines += '\n';
  }
  if (!replace({first, 0}, {last, line(last).size()}, lines)) return false;
  place_caret({first, 0}, false);
  place_caret({last, line(last).size()}, true);
  return true;
}

bool CodeBuffer::indent_less() {
  const auto [first, last] = selected_lines();
  const bool selects = has_selection();
  const CodePlace caret = caret_;
  std::string lines;
  std::size_t taken_last = 0;
  bool changed = false;
  for (std::size_t i = first; i <= last; ++i) {
    const std::string_view words = line(i);
    std::size_t taken = 0;
    while (taken < words.size() && is_blank(words[taken]) && cell_of(words, taken + 1) <= indent)
      ++taken;
    changed = changed || taken > 0;
    taken_last = taken;
    lines.append(words.substr(taken));
    if (i < last) lines += '\n';
  }
  if (!changed || !replace({first, 0}, {last, line(last).size()}, lines)) return false;
  place_caret(selects ? CodePlace{first, 0}
                      : CodePlace{first, caret.byte - std::min(caret.byte, taken_last)},
              false);
  if (selects) place_caret({last, line(last).size()}, true);
  return true;
}

}  // namespace sharedfate
