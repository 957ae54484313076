#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The text of a code editor, and what a person does to it. No drawing library: it is tested without
// one.
namespace sharedfate {

/// A place between two characters.
struct CodePlace {
  std::size_t line = 0;  ///< from 0
  std::size_t byte = 0;  ///< of the line; never inside of a character
  friend auto operator<=>(const CodePlace&, const CodePlace&) = default;
};

enum class CodeMotion : std::uint8_t {
  left,
  right,
  word_left,
  word_right,
  up,
  down,
  line_begin,  ///< to the first character that is not blank; from there to the very begin
  line_end,
  text_begin,
  text_end,
};

/// Text with a caret, a selection and a history. Holds what was set byte for byte: ends of lines
/// and tabs, too. What is added has spaces for tabs.
class CodeBuffer {
 public:
  static constexpr std::size_t bytes_max = 64 * 1024;
  static constexpr std::size_t history_max = 200;  ///< steps that can be undone
  static constexpr std::size_t indent = 4;

  CodeBuffer() = default;
  explicit CodeBuffer(std::string_view text) { set_text(text); }

  [[nodiscard]] const std::string& text() const { return text_; }
  /// The file that brought the text along, edited since or not; empty: it was written here. Each
  /// moment of the history has its own.
  [[nodiscard]] const std::string& brought_by() const { return brought_by_; }
  /// Another text, with the caret at its begin; forgets the history.
  void set_text(std::string_view text, std::string_view brought_by = {});
  /// Never empty. Each without its end.
  [[nodiscard]] std::size_t line_count() const { return begins_.size(); }
  [[nodiscard]] std::string_view line(std::size_t index) const;

  [[nodiscard]] CodePlace caret() const { return caret_; }
  /// The selected part, in order; empty where both are the same.
  [[nodiscard]] std::pair<CodePlace, CodePlace> selection() const {
    return caret_ < anchor_ ? std::pair{caret_, anchor_} : std::pair{anchor_, caret_};
  }
  [[nodiscard]] bool has_selection() const { return caret_ != anchor_; }
  [[nodiscard]] std::string selected() const;

  // Moving. With `select` the other end of the selection stays where it is.
  void move(CodeMotion motion, bool select);
  /// Up (negative) or down by so many lines.
  void move_lines(std::ptrdiff_t lines, bool select);
  void place_caret(CodePlace place, bool select);
  void select_all();
  void select_word();

  // Editing. Each is one step of the history, except that a word typed is one as a whole. False:
  // nothing changed, because there was nothing to do or the text would become too long.
  bool type(std::string_view characters);
  /// A new line, indented as the code asks.
  bool new_line();
  bool insert(std::string_view pasted);
  /// Another text, written here, in the place of all that is there.
  bool replace_text(std::string_view text);
  bool erase_backward(bool word);
  bool erase_forward(bool word);
  bool erase_selection();
  /// The selected lines, or, where nothing is selected, up to the next tab stop.
  bool indent_more();
  bool indent_less();
  bool undo();
  bool redo();

  /// The column in cells of a place in a line: a tab goes on to the next stop, each character else
  /// is one cell.
  static std::size_t cell_of(std::string_view line, std::size_t byte);
  /// The place that is nearest to a column in cells.
  static std::size_t byte_at(std::string_view line, double cell);

 private:
  struct Moment {
    std::string text, brought_by;
    CodePlace caret, anchor;
  };
  enum class Typing : std::uint8_t { no, word, blank };

  void index_lines();
  [[nodiscard]] std::size_t offset_of(CodePlace place) const;
  [[nodiscard]] CodePlace place_of(std::size_t offset) const;
  [[nodiscard]] CodePlace before(CodePlace place) const;
  [[nodiscard]] CodePlace after(CodePlace place) const;
  [[nodiscard]] CodePlace word_before(CodePlace place) const;
  [[nodiscard]] CodePlace word_after(CodePlace place) const;
  [[nodiscard]] std::pair<std::size_t, std::size_t> selected_lines() const;
  bool replace(CodePlace from, CodePlace to, std::string_view text, Typing typing = Typing::no);
  void remember(Typing typing);
  bool travel(std::vector<Moment>& from, std::vector<Moment>& to);

  std::string text_, brought_by_;
  std::vector<std::size_t> begins_{0};  ///< of each line, bytes of the text
  CodePlace caret_, anchor_;
  std::size_t wanted_cell_ = 0;  ///< the column that up and down keep to
  bool keeps_cell_ = false;
  std::vector<Moment> past_, future_;
  Typing typing_ = Typing::no;
};

}  // namespace sharedfate
