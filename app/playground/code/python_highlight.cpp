#include "app/playground/code/python_highlight.h"

#include <algorithm>
#include <array>

namespace sharedfate {
namespace {

// Sorted. Without the soft keywords (match, case, type), which are names in most code.
constexpr std::array<std::string_view, 35> keywords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
constexpr std::array<std::string_view, 52> builtins = {"BaseException",
                                                       "Exception",
                                                       "KeyboardInterrupt",
                                                       "OSError",
                                                       "RuntimeError",
                                                       "TypeError",
                                                       "ValueError",
                                                       "abs",
                                                       "all",
                                                       "any",
                                                       "bin",
                                                       "bool",
                                                       "bytearray",
                                                       "bytes",
                                                       "callable",
                                                       "chr",
                                                       "dict",
                                                       "dir",
                                                       "divmod",
                                                       "enumerate",
                                                       "filter",
                                                       "float",
                                                       "format",
                                                       "frozenset",
                                                       "getattr",
                                                       "hasattr",
                                                       "hash",
                                                       "hex",
                                                       "id",
                                                       "input",
                                                       "int",
                                                       "isinstance",
                                                       "iter",
                                                       "len",
                                                       "list",
                                                       "map",
                                                       "max",
                                                       "min",
                                                       "next",
                                                       "object",
                                                       "open",
                                                       "ord",
                                                       "pow",
                                                       "print",
                                                       "range",
                                                       "repr",
                                                       "reversed",
                                                       "round",
                                                       "set",
                                                       "sorted",
                                                       "sum",
                                                       "zip"};
constexpr std::array<std::string_view, 5> block_ends = {"break", "continue", "pass", "raise",
                                                        "return"};

static_assert(std::is_sorted(keywords.begin(), keywords.end()) &&
              std::is_sorted(builtins.begin(), builtins.end()) &&
              std::is_sorted(block_ends.begin(), block_ends.end()));

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of non-ASCII characters count as letters, because Python allows them in names.
bool is_name_begin(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

bool is_name(char c) { return is_name_begin(c) || is_digit(c); }

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

/// Splits one line into spans.
class LineReader {
 public:
  LineReader(std::string_view line, PythonState& state) : line_(line), state_(state) {}

  std::vector<PythonSpan> read() {
    if (state_.quote != 0) read_string(0, 0);
    while (at_ < line_.size()) read_one();
    return std::move(spans_);
  }

 private:
  [[nodiscard]] char peek(std::size_t offset = 0) const {
    return at_ + offset < line_.size() ? line_[at_ + offset] : '\0';
  }

  void add(std::size_t from, PythonWord word) {
    if (at_ > from) spans_.push_back({from, at_, word});
  }

  void read_one() {
    const char c = peek();
    const std::size_t from = at_;
    if (c == '#') {
      at_ = line_.size();
      add(from, PythonWord::comment);
    } else if (c == '\'' || c == '"') {
      begin_string(from, false);
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      read_number();
      add(from, PythonWord::number);
    } else if (is_name_begin(c)) {
      read_name();
    } else if (c == '@' && line_.find_first_not_of(" \t") == at_) {
      do ++at_;
      while (is_name(peek()) || peek() == '.');
      add(from, PythonWord::decorator);
    } else {
      if (c != ' ' && c != '\t') after_definition_ = false;
      after_dot_ = c == '.';
      ++at_;
    }
  }

  void read_number() {
    // 0x1F, 1_000, 1e-5, 2.5j: letters, digits and points, and one sign after an exponent.
    const bool hexadecimal = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
    while (is_name(peek()) || peek() == '.') {
      const bool exponent = !hexadecimal && (peek() == 'e' || peek() == 'E');
      ++at_;
      if (exponent && (peek() == '-' || peek() == '+')) ++at_;
    }
  }

  void read_name() {
    const std::size_t from = at_;
    while (is_name(peek())) ++at_;
    const std::string_view name = line_.substr(from, at_ - from);
    if ((peek() == '\'' || peek() == '"') && is_prefix(name)) {
      begin_string(from, name.find_first_of("rR") != std::string_view::npos);
      return;
    }
    if (after_definition_)
      add(from, PythonWord::defined);
    else if (holds(keywords, name))
      add(from, PythonWord::keyword);
    else if (!after_dot_ && holds(builtins, name))
      add(from, PythonWord::builtin);
    after_definition_ = !after_definition_ && (name == "def" || name == "class");
    after_dot_ = false;
  }

  /// Whether it is the prefix of a string: one or two of r, b, u and f.
  static bool is_prefix(std::string_view name) {
    return name.size() <= 2 && name.find_first_not_of("rRbBuUfF") == std::string_view::npos;
  }

  /// The opening quote is at `at_`; the string with its prefix begins at `from`.
  void begin_string(std::size_t from, bool raw) {
    state_.quote = peek();
    state_.raw = raw;
    state_.triple = peek(1) == state_.quote && peek(2) == state_.quote;
    read_string(from, state_.triple ? 3 : 1);
    after_dot_ = after_definition_ = false;
  }

  void read_string(std::size_t from, std::size_t opening) {
    at_ += opening;
    bool continued = false;
    while (at_ < line_.size()) {
      if (peek() == '\\') {
        continued = at_ + 1 >= line_.size();
        at_ = std::min(at_ + 2, line_.size());
      } else if (peek() == state_.quote &&
                 (!state_.triple || (peek(1) == state_.quote && peek(2) == state_.quote))) {
        at_ += state_.triple ? 3 : 1;
        state_ = {};
        break;
      } else {
        ++at_;
      }
    }
    add(from, PythonWord::string);
    // A string that is not triple-quoted continues on the next line only after a backslash.
    if (state_.quote != 0 && !state_.triple && !continued) state_ = {};
  }

  std::string_view line_;
  PythonState& state_;
  std::size_t at_ = 0;
  bool after_definition_ = false, after_dot_ = false;
  std::vector<PythonSpan> spans_;
};

}  // namespace

std::vector<PythonSpan> highlight_python(std::string_view line, PythonState& state) {
  return LineReader(line, state).read();
}

bool opens_python_block(std::string_view line, PythonState state) {
  const std::vector<PythonSpan> spans = highlight_python(line, state);
  if (state.quote != 0) return false;
  std::size_t end = line.size();
  if (!spans.empty() && spans.back().word == PythonWord::comment) end = spans.back().from;
  const std::size_t last = line.substr(0, end).find_last_not_of(" \t\r");
  const bool in_string = !spans.empty() && last < spans.back().to && last >= spans.back().from;
  return last != std::string_view::npos && line[last] == ':' && !in_string;
}

bool ends_python_block(std::string_view line) {
  const std::size_t from = line.find_first_not_of(" \t");
  if (from == std::string_view::npos) return false;
  std::size_t to = from;
  while (to < line.size() && is_name(line[to])) ++to;
  return holds(block_ends, line.substr(from, to - from));
}

}  // namespace sharedfate
