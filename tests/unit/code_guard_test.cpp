#include "core/base/code_guard.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

void expect_flaw(std::string_view code, int line, std::string_view part) {
  const auto flaw = find_code_flaw(code);
  ASSERT_TRUE(flaw) << code;
  EXPECT_EQ(flaw->line, line) << code;
  EXPECT_NE(flaw->text.find(part), std::string::npos) << flaw->text;
}

TEST(CodeFlaw, IsNoneInWhatTeachersWrite) {
  for (const char* code :
       {"", "print('ok')\n", "# Größe in µm, naïve, ✓ → …\nx = 'Grüße – “ça va”'\n",
        "# -*- coding: utf-8 -*-\nx = 1\n", "#!/usr/bin/python3\n# vim: set fileencoding=UTF8 :\n",
        "def f():\n\treturn {1: 'ä'}\n", "\"\"\"Über\n{zwei} Zeilen\n\"\"\"\n",
        "größe = f'Größe: {größe}'\n", "x = 1\ny = 2\n# -*- coding: utf-7 -*-\n",
        "# the coding of this\n"}) {
    const auto flaw = find_code_flaw(code);
    EXPECT_FALSE(flaw) << code << ": " << flaw->line << ": " << flaw->text;
  }
}

TEST(CodeFlaw, IsACommentThatChangesTheEncoding) {
  expect_flaw("# -*- coding: utf-7 -*-\n#+AAo-print(1)\n", 1, "another encoding");
  expect_flaw("#!/usr/bin/python3\n# vim: set fileencoding=utf-7 :\n", 2, "another encoding");
  expect_flaw("x = 1 #coding:latin-1", 1, "another encoding");
  expect_flaw("# coding coding=utf_16\n", 1, "another encoding");
  expect_flaw("# coding: \"x\" coding: utf-7\n", 1, "another encoding");
  expect_flaw("# coding: utf-8 coding: utf-7\n", 1, "another encoding");
  expect_flaw("# coding:\tutf-8-sig\n", 1, "another encoding");
}

TEST(CodeFlaw, IsAnInvisibleCharacter) {
  for (const char* hidden : {"\u200B", "\u200D", "\u00AD", "\u202E", "\u2066", "\u061C", "\u2028",
                             "\u00A0", "\u3164", "\uFE0F", "\uFEFF", "\U000E0041", "\u0301"})
    expect_flaw("x = 1\ny = 'a" + std::string(hidden) + "'\n", 2, "U+");
  expect_flaw("x = 1\r\n", 1, "U+000D");
  expect_flaw("x = '\x1B[2J'\n", 1, "U+001B");
  expect_flaw("x = '\xFF'\n", 1, "UTF-8");
}

TEST(CodeFlaw, IsACharacterThatIsDrawnAsAnother) {
  expect_flaw("# цикл\n", 1, "U+0446");
  expect_flaw("x = '世界'\n", 1, "U+4E16");
}

TEST(CodeFlaw, IsALetterThatPythonReadsAsAnother) {
  expect_flaw("ｅｖａｌ('1')\n", 1, "U+FF45");
  expect_flaw("\U0001D5F2val('1')\n", 1, "U+1D5F2");
  expect_flaw("o\u017F.remove\n", 1, "U+017F");
  expect_flaw("o\u00AA = 1\n", 1, "U+00AA");
}

TEST(CodeFlaw, IsLookedForInBoundedTimeInAnyText) {
  std::string text = "#";
  for (int i = 0; i < 40'000; ++i) text += "coding";
  EXPECT_FALSE(find_code_flaw(text));
}

TEST(CodeFlaw, IsCodeBehindManyBlanks) {
  expect_flaw("x = 1" + std::string(40, ' ') + "; y = 2\n", 1, "39 blanks");
  expect_flaw("x = 1" + std::string(10, '\t') + "; y = 2\n", 1, "39 blanks");
  EXPECT_FALSE(find_code_flaw("x = 1" + std::string(39, ' ') + "# all right\n"));
  EXPECT_FALSE(find_code_flaw("x = 1" + std::string(80, ' ') + "\n")) << "nothing follows";
}

}  // namespace
}  // namespace sharedfate
