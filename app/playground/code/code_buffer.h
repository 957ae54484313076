#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The text of a code editor and the operations on it. Needs no drawing library, so that it can be
// tested without one.
namespace sharedfate {

/// A position between two characters.
struct CodePlace {
  std::size_t line = 0;  ///< from 0
  std::size_t byte = 0;  ///< of the line; never inside a character
  friend auto operator<=>(const CodePlace&, const CodePlace&) = default;
};

enum class CodeMotion : std::uint8_t {
  left,
  right,
  word_left,
  word_right,
  up,
  down,
  line_begin,  ///< to the first character that is not blank; from there to the beginning
  line_end,
  text_begin,
  text_end,
};

/// Text with a caret, a selection and a history. set_text() keeps its bytes, up to the
/// last character within bytes_max, with line ends and tabs; insert() replaces tabs by spaces.
class CodeBuffer {
 public:
  static constexpr std::size_t bytes_max = 64 * 1024;
  static constexpr std::size_t history_max = 200;  ///< steps that can be undone
  static constexpr std::size_t indent = 4;

  CodeBuffer() = default;
  explicit CodeBuffer(std::string_view text) { set_text(text); }

  [[nodiscard]] const std::string& text() const { return text_; }
  /// The file that the text came from, edited since or not; empty: it was written here. Each state
  /// in the history has its own.
  [[nodiscard]] const std::string& brought_by() const { return brought_by_; }
  /// Sets another text with the caret at its beginning. Clears the history.
  void set_text(std::string_view text, std::string_view brought_by = {});
  /// At least 1.
  [[nodiscard]] std::size_t line_count() const { return begins_.size(); }
  /// Without its line end. Valid until the text changes.
  [[nodiscard]] std::string_view line(std::size_t index) const;

  [[nodiscard]] CodePlace caret() const { return caret_; }
  /// The ends of the selection, in order; equal if nothing is selected.
  [[nodiscard]] std::pair<CodePlace, CodePlace> selection() const {
    return caret_ < anchor_ ? std::pair{caret_, anchor_} : std::pair{anchor_, caret_};
  }
  [[nodiscard]] bool has_selection() const { return caret_ != anchor_; }
  [[nodiscard]] std::string selected() const;

  // Moving. With `select` the other end of the selection stays where it is; without it, nothing is
  // selected afterwards.
  void move(CodeMotion motion, bool select);
  /// Moves down by `lines`, or up if negative.
  void move_lines(std::ptrdiff_t lines, bool select);
  void place_caret(CodePlace place, bool select);
  void select_all();
  void select_word();

  // Editing. Each call is one step of the history, except that typed characters of one word, or
  // typed spaces in a row, are one step. False: nothing changed, because there was nothing to do or
  // the text would exceed bytes_max.
  bool type(std::string_view characters);
  /// Inserts a line end and the indentation for the next line of Python.
  bool new_line();
  bool insert(std::string_view pasted);
  /// Replaces the whole text by one that was written here.
  bool replace_text(std::string_view text);
  bool erase_backward(bool word);
  bool erase_forward(bool word);
  bool erase_selection();
  /// Indents the selected lines. Within one line, replaces the selection by spaces up to the next
  /// tab stop.
  bool indent_more();
  /// Removes one step of indentation from the selected lines, or from the line of the caret.
  bool indent_less();
  bool undo();
  bool redo();

  /// The column of a byte of a line, in cells. A tab extends to the next tab stop; every other
  /// character takes cells_of() it.
  static std::size_t cell_of(std::string_view line, std::size_t byte);
  /// The byte of the character boundary that is nearest to a column in cells.
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
  std::vector<std::size_t> begins_{0};  ///< offset of each line in the text, bytes
  CodePlace caret_, anchor_;
  std::size_t wanted_cell_ = 0;  ///< the column that up and down keep to
  bool keeps_cell_ = false;
  std::vector<Moment> past_, future_;
  Typing typing_ = Typing::no;
};

}  // namespace sharedfate
