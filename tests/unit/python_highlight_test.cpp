#include "app/playground/code/python_highlight.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "app/playground/code/code_look.h"

namespace sharedfate {
namespace {

/// "def:keyword f:defined": each span with its kind, without plain ones.
std::string words_of(std::string_view line, PythonState& state) {
  constexpr std::array<std::string_view, 8> names{"plain",     "keyword", "builtin", "defined",
                                                  "decorator", "string",  "number",  "comment"};
  std::string text;
  for (const PythonSpan& span : highlight_python(line, state)) {
    if (!text.empty()) text += ' ';
    text += std::string(line.substr(span.from, span.to - span.from)) + ':' +
            std::string(names[static_cast<std::size_t>(span.word)]);
  }
  return text;
}

std::string words_of(std::string_view line) {
  PythonState state;
  return words_of(line, state);
}

TEST(PythonHighlight, tells_words_apart) {
  EXPECT_EQ(words_of("def square(x): return x * x"), "def:keyword square:defined return:keyword");
  EXPECT_EQ(words_of("@lru_cache"), "@lru_cache:decorator");
  EXPECT_EQ(words_of("a = b @ c"), "");
  EXPECT_EQ(words_of("for i in range(10):  # ten"),
            "for:keyword in:keyword range:builtin 10:number # ten:comment");
  EXPECT_EQ(words_of("pool.map(square, [2, 3])"), "2:number 3:number") << "no builtin after a dot";
  EXPECT_EQ(words_of("classify = definite"), "");
  EXPECT_EQ(words_of("müde = None"), "None:keyword");
}

TEST(PythonHighlight, reads_numbers_as_python_writes_them) {
  for (const char* number : {"0", "1_000", "0xFFe", "1e-5", "2.5j", ".5", "0b101", "3."})
    EXPECT_EQ(words_of(number), std::string(number) + ":number");
  EXPECT_EQ(words_of("x1-2"), "2:number");
  EXPECT_EQ(words_of("0xe-1"), "0xe:number 1:number") << "no exponent in it";
}

TEST(PythonHighlight, finds_where_a_string_ends) {
  EXPECT_EQ(words_of(R"('it\'s' + "#" # end)"), R"('it\'s':string "#":string # end:comment)");
  EXPECT_EQ(words_of(R"(rb'\d' + f"{x}")"), R"(rb'\d':string f"{x}":string)");
  EXPECT_EQ(words_of("xyz'a'"), "'a':string") << "no prefix";
}

TEST(PythonHighlight, an_open_string_ends_with_its_line_and_a_triple_one_does_not) {
  PythonState state;
  EXPECT_EQ(words_of("print('open", state), "print:builtin 'open:string");
  EXPECT_EQ(state, PythonState{});
  EXPECT_EQ(words_of("x = \"\"\"first", state), "\"\"\"first:string");
  EXPECT_EQ(words_of("if '' in", state), "if '' in:string");
  EXPECT_EQ(words_of("last\"\"\" if", state), "last\"\"\":string if:keyword");
  EXPECT_EQ(words_of("'goes on \\", state), "'goes on \\:string");
  EXPECT_EQ(words_of("here' or", state), "here':string or:keyword");
}

TEST(PythonHighlight, a_block_begins_after_a_colon_in_code) {
  EXPECT_TRUE(opens_python_block("def f(x):", {}));
  EXPECT_TRUE(opens_python_block("else:   # why", {}));
  EXPECT_FALSE(opens_python_block("x = {'a': 1}", {}));
  EXPECT_FALSE(opens_python_block("# note:", {}));
  EXPECT_FALSE(opens_python_block("print('so:", {}));
  EXPECT_FALSE(opens_python_block("text:", {.quote = '"', .triple = true}));
  EXPECT_FALSE(opens_python_block("", {}));
  EXPECT_TRUE(ends_python_block("    return x"));
  EXPECT_TRUE(ends_python_block("pass"));
  EXPECT_FALSE(ends_python_block("    returned = x"));
  EXPECT_FALSE(ends_python_block(""));
}

/// Random bytes: the spans lie in the line, in order, and none is empty.
TEST(PythonHighlight, holds_for_any_bytes) {
  std::uint32_t seed = 12345;
  PythonState state;
  for (int round = 0; round < 20000; ++round) {
    std::string line;
    for (int i = 0; i < 24; ++i) {
      seed = seed * 1664525 + 1013904223;
      constexpr std::string_view common = "'\"\\#rbf@. \tdef0x1e-+:_";
      line += (seed >> 30U) == 0 ? static_cast<char>(seed >> 16U) : common[(seed >> 16U) % 22];
    }
    std::size_t last = 0;
    for (const PythonSpan& span : highlight_python(line, state)) {
      ASSERT_LE(last, span.from);
      ASSERT_LT(span.from, span.to);
      ASSERT_LE(span.to, line.size());
      last = span.to;
    }
  }
}

TEST(CodeLook, every_word_is_readable_wherever_it_stands) {
  for (const ThemeName theme : {ThemeName::dark, ThemeName::light}) {
    const Palette& colours = palette(theme);
    for (int word = 0; word <= static_cast<int>(PythonWord::comment); ++word) {
      const Rgb ink = colours.tone(code_tone(static_cast<PythonWord>(word)));
      EXPECT_GE(contrast_ratio(ink, colours.tone(Tone::background)), 7.0) << word;
      EXPECT_GE(contrast_ratio(ink, colours.tone(Tone::raised)), 7.0) << "on the lit line " << word;
    }
    EXPECT_GE(contrast_ratio(colours.tone(Tone::text), selection_ground(colours)), 7.0);
    EXPECT_GE(colour_distance(colours.tone(Tone::background), selection_ground(colours)), 10.0)
        << "a selection is seen";
  }
}

TEST(CodeLook, cuts_a_line_where_its_look_changes) {
  using Pieces = std::vector<CodePiece>;
  PythonState state;
  const std::string line = "if x:\ty";
  const auto spans = highlight_python(line, state);
  EXPECT_EQ(code_pieces(line, spans, {0, 0}), (Pieces{{0, 2, PythonWord::keyword, false},
                                                      {2, 5, PythonWord::plain, false},
                                                      {6, 7, PythonWord::plain, false}}));
  EXPECT_EQ(code_pieces("abc", {}, {1, 2}), (Pieces{{0, 1, PythonWord::plain, false},
                                                    {1, 2, PythonWord::plain, true},
                                                    {2, 3, PythonWord::plain, false}}));
  EXPECT_EQ(code_pieces("aüb", {}, {0, 0}), (Pieces{{0, 1, PythonWord::plain, false},
                                                    {1, 3, PythonWord::plain, false},
                                                    {3, 4, PythonWord::plain, false}}));
}

}  // namespace
}  // namespace sharedfate
