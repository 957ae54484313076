#include "core/lesson/read/lesson_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

namespace sharedfate {
namespace {

// Six lines of front matter, so that the body begins at line 9.
constexpr std::string_view front =
    "+++\n"                                       // 1
    "title = \"T\"\n"                             // 2
    "claim = \"C.\"\n"                            // 3
    "minutes = 3\n"                               // 4
    "lanes = [\"threads:5\", \"processes:5\"]\n"  // 5
    "workload = \"primes:100\"\n"                 // 6
    "tempo = 400\n"                               // 7
    "+++\n";                                      // 8

std::string sentences(const LessonReading& reading) {
  std::string text;
  for (const LessonMistake& mistake : reading.mistakes) text += mistake.sentence() + "\n";
  return text;
}

LessonReading read_body(std::string_view body) {
  return read_lesson("x.md", std::string(front) + std::string(body));
}

std::shared_ptr<const Lesson> good(const LessonReading& reading) {
  EXPECT_NE(reading.lesson, nullptr) << sentences(reading);
  return reading.lesson == nullptr ? std::make_shared<const Lesson>() : reading.lesson;
}

void expect_mistake(const LessonReading& reading, int line, std::string_view words) {
  EXPECT_EQ(reading.lesson, nullptr);
  const bool found =
      std::any_of(reading.mistakes.begin(), reading.mistakes.end(), [&](const LessonMistake& each) {
        return each.line == line && each.text.find(words) != std::string::npos;
      });
  EXPECT_TRUE(found) << "line " << line << ", '" << words << "' not in:\n" << sentences(reading);
}

TEST(LessonReader, ReadsTheTemplateWithoutAMistake) {
  const LessonReading reading = read_lesson("new.md", lesson_template());
  EXPECT_EQ(sentences(reading), "");
  EXPECT_EQ(good(reading)->steps.size(), 3U);
}

TEST(LessonReader, ReadsEveryShippedLessonWithoutAMistake) {
  const std::string folder = shipped_lessons_folder();
  ASSERT_FALSE(folder.empty());
  const auto files = lesson_files(folder);
  ASSERT_TRUE(files.ok());
  EXPECT_FALSE(files.value().empty());
  int order = 0;
  for (const std::string& file : files.value()) {
    const LessonReading reading = read_lesson_file(file);
    EXPECT_EQ(sentences(reading), "");
    const auto lesson = good(reading);
    EXPECT_GE(lesson->order, order) << file;
    order = lesson->order;
  }
}

TEST(LessonReader, ReadsTheFrontMatter) {
  const auto lesson = good(read_lesson(
      "x.md",
      "+++\ntitle = 'T \u00fc'\nclaim = 'C'\nclaims = [8, 9]\nminutes = 5\norder = 4\n"
      "lanes = [\"threads:5\", 'serial', 'threads:2']\nworkload = 'wait:10'\ntempo = 200\n"
      "deadline = 2.5\nseed = 11\nfree_play = true\n+++\n# S\n"));
  EXPECT_EQ(lesson->title, "T \u00fc");
  EXPECT_EQ(lesson->claim_numbers, (std::vector<int>{8, 9}));
  EXPECT_EQ(lesson->minutes, 5);
  EXPECT_EQ(lesson->order, 4);
  EXPECT_EQ(lesson->lane_names, (std::vector<std::string>{"threads-1", "serial", "threads-2"}));
  EXPECT_EQ(lesson->workload, (WorkloadSpec{WorkloadId::wait, 10}));
  EXPECT_EQ(lesson->tempo_ms, 200U);
  EXPECT_EQ(lesson->deadline_ms, 2500U);
  EXPECT_EQ(lesson->seed, 11U);
  EXPECT_TRUE(lesson->free_play);
  const auto plain = good(read_body("# S\n"));
  EXPECT_EQ(plain->deadline_ms, 5000U);
  EXPECT_EQ(plain->seed, 7U);
  EXPECT_FALSE(plain->free_play);
}

TEST(LessonReader, ReadsTheTextOfAStep) {
  const auto lesson = good(
      read_body("# One *two* `three`\n\nSome **strong** and *other* words,\nand `code` &lt;\n\n"
                "- first\n- second\n\n> a note\n\n![the "
                "family](family.png)\n\n[more](https://a.example/)\n"));
  ASSERT_EQ(lesson->steps.size(), 1U);
  const LessonStep& step = lesson->steps[0];
  EXPECT_EQ(step.title, "One two three");
  EXPECT_EQ(step.line, 9);
  ASSERT_EQ(step.blocks.size(), 5U);
  const auto& runs = step.blocks[0].runs;
  ASSERT_EQ(runs.size(), 7U);
  EXPECT_EQ(runs[1].text, "strong");
  EXPECT_TRUE(runs[1].strong);
  EXPECT_EQ(runs[3].text, "other");
  EXPECT_TRUE(runs[3].emphasis);
  EXPECT_EQ(runs[4].text, " words, and ");
  EXPECT_TRUE(runs[5].code);
  EXPECT_EQ(runs[6].text, " <");
  EXPECT_EQ(step.blocks[1].kind, Block::Kind::bullet);
  EXPECT_EQ(step.blocks[2].runs[0].text, "second");
  EXPECT_EQ(step.blocks[3].kind, Block::Kind::picture);
  EXPECT_EQ(step.blocks[3].picture, "family.png");
  EXPECT_EQ(step.blocks[3].runs[0].text, "the family");
  EXPECT_EQ(step.blocks[4].runs[0].link, "https://a.example/");
  ASSERT_EQ(step.notes.size(), 1U);
  EXPECT_EQ(step.notes[0].runs[0].text, "a note");
}

TEST(LessonReader, ReadsTheFencesOfAStep) {
  const auto lesson = good(read_body(
      "# S\n\n"                                               // 9, 10
      "```setup\n# a comment\nsubmit 10  # another\n```\n\n"  // 11 - 15
      "```predict\nWhat\nnext?\n- a | b | threads.dead\n- c | threads.alive = 5\n```\n\n"  // 16-22
      "```run\nopen\n```\n\n"                // 23 - 26
      "```expect\n\nall.done = 10\n```\n\n"  // 27 - 31
      "```show\nchart\n```\n\n"              // 32 - 35
      "```cpp line=2\nint a;\n\n\tint b;\n```\n"));
  const LessonStep& step = lesson->steps.at(0);
  EXPECT_TRUE(step.has_setup);
  ASSERT_EQ(step.setup.size(), 1U);
  EXPECT_EQ(step.setup[0].line, 13);
  EXPECT_EQ(step.setup[0].text, "submit 10");
  ASSERT_EQ(step.prediction.size(), 1U);
  EXPECT_EQ(step.prediction[0].question, "What next?");
  ASSERT_EQ(step.prediction[0].choices.size(), 2U);
  EXPECT_EQ(step.prediction[0].choices[0].text, "a | b");
  EXPECT_EQ(step.prediction[0].choices[0].line, 19);
  EXPECT_EQ(step.prediction[0].choices[1].right_if.text, "threads.alive = 5");
  ASSERT_EQ(step.run.size(), 1U);
  EXPECT_EQ(step.run[0].line, 24);
  ASSERT_EQ(step.expectations.size(), 1U);
  EXPECT_EQ(step.expectations[0].line, 29);
  EXPECT_EQ(step.view, StepView::chart);
  ASSERT_EQ(step.listings.size(), 1U);
  EXPECT_EQ(step.listings[0].language, "cpp");
  EXPECT_EQ(step.listings[0].text, "int a;\n\n    int b;\n");
  EXPECT_EQ(step.listings[0].lit_line, 2);
}

TEST(LessonReader, TakesTheLineEndsOfEverySystem) {
  std::string text = "\xEF\xBB\xBF" + std::string(front) + "# S\n\n```run\nopen\n```\n";
  std::string other;
  for (const char c : text) other += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto lesson = good(read_lesson("x.md", other));
  ASSERT_EQ(lesson->steps.size(), 1U);
  EXPECT_EQ(lesson->steps[0].run.at(0).line, 12);
  EXPECT_EQ(lesson->steps[0].run.at(0).text, "open");
}

struct BadFrontMatter {
  const char* toml;
  int line;
  const char* words;
};

TEST(LessonReader, SaysWhatIsWrongWithTheFrontMatter) {
  const BadFrontMatter cases[] = {
      {"titel = 'T'", 2, "did you mean 'title'"},
      {"title = 3", 2, "title is a text"},
      {"title = ''", 2, "1 to 80 characters"},
      {"title = 'a\nb'", 2, "not valid TOML"},
      {"title = \"a\\nb\"", 2, "one line"},
      {"title = \"a\\u202Eb\"", 2, "one line"},
      {"claim = 'c'\nminutes = 61", 3, "from 1 to 60"},
      {"minutes = 1.5", 2, "whole number"},
      {"claims = 8", 2, "claims are"},
      {"claims = [1,\n 'x']", 3, "claims are"},
      {"lanes = []", 2, "1 to 4"},
      {"lanes = ['serial','serial','serial','serial','serial']", 2, "1 to 4"},
      {"lanes = ['threads:5',\n 'process:2']", 3, "did you mean 'processes'"},
      {"lanes = ['threads:65']", 2, "1 to 64"},
      {"lanes = [1]", 2, "a lane is a text"},
      {"workload = 'prime'", 2, "did you mean 'primes'"},
      {"tempo = 60001", 2, "0 to 60000"},
      {"tempo = 4000\ndeadline = 5", 3, "raise the deadline"},
      {"deadline = 0.01", 2, "from 0.1 to 3600"},
      {"deadline = nan", 2, "from 0.1 to 3600"},
      {"deadline = 'x'", 2, "number of seconds"},
      {"seed = -1", 2, "whole number from 0"},
      {"free_play = 1", 2, "true or false"},
      {"order = 99999", 2, "0 to 9999"},
      {"title = \"\"\"x\"\"\"", 2, "on one line"},
      {"x", 2, "not valid TOML"},
      {"", 1, "no 'title'"},
      {"", 1, "no 'lanes'"},
  };
  for (const BadFrontMatter& each : cases) {
    SCOPED_TRACE(each.toml);
    const std::string text = std::string("+++\n") + each.toml + "\n+++\n# S\n";
    expect_mistake(read_lesson("x.md", text), each.line, each.words);
  }
  expect_mistake(read_lesson("x.md", ""), 1, "the first line is +++");
  expect_mistake(read_lesson("x.md", "# S\n"), 1, "the first line is +++");
  expect_mistake(read_lesson("x.md", "+++\ntitle = 'x'\n"), 1, "does not end");
}

struct BadBody {
  const char* body;  ///< begins at line 9
  int line;
  const char* words;
};

TEST(LessonReader, SaysWhatIsWrongWithTheText) {
  const BadBody cases[] = {
      {"", 8, "there is no step"},
      {"stray\n\n# S\n", 9, "before the first step"},
      {"# S\n\n## T\n", 11, "another level"},
      {"# S\n\nT\n---\n", 11, "another level"},
      {"#\n", 9, "1 to 80 characters"},
      {"# S\n\n1. a\n", 11, "bullet lists only"},
      {"# S\n\n- a\n  - b\n", 12, "holds no other list"},
      {"# S\n\n- a\n\n  b\n", 13, "a bullet is one paragraph"},
      {"# S\n\na\n\n> > b\n", 13, "holds no other note"},
      {"# S\n\n***\n", 11, "a ruler"},
      {"# S\n\n|a|b|\n|---|---|\n|1|2|\n", 11, "a table"},
      {"# S\n\n<div>\nx\n</div>\n", 11, "HTML"},
      {"# S\n\na <b>x</b>\n", 11, "HTML"},
      {"# S\n\n    code\n", 11, "indented by four"},
      {"# S\n\n![a](../b.png)\n", 11, "beside the lesson's file"},
      {"# S\n\n![a](.b.png)\n", 11, "beside the lesson's file"},
      {"# S\n\n![a](http://x/b.png)\n", 11, "beside the lesson's file"},
      {"# S\n\n![a](b.svg)\n", 11, "beside the lesson's file"},
      {"# S\n\n![](b.png)\n", 11, "without words"},
      {"# S\n\nx ![a](b.png)\n", 11, "paragraph of its own"},
      {"# S\n\n![a](b.png) x\n", 11, "paragraph of its own"},
      {"# S\n\n[x](file:///etc/passwd)\n", 11, "https://"},
      {"# S\n\n[x](javascript:x)\n", 11, "https://"},
      {"# S\n\n[x](https://a.b 'c')\n", 11, "a link has no title"},
      {"# S\n\n![a](b.png 'c')\n", 11, "a picture has no title"},
      {"# S\n\n&copy;\n", 11, "unknown character '&copy;'"},
      {"# S\n\n&#27;\n", 11, "unknown character"},
      {"# S\n\n```\nx\n```\n", 11, "a fence says what it holds"},
      {"# S\n\n```runn\nopen\n```\n", 11, "did you mean 'run'"},
      {"# S\n\n```run now\nopen\n```\n", 11, "after 'run' comes nothing"},
      {"# S\n\n```run\nopen\n", 11, "does not end"},
      {"# S\n\n```run\nopen\n\n```expect\nall.done = 1\n```\n", 14, "a fence inside"},
      {"# S\n\n```run\nopen\n```\n\n```run\nopen\n```\n", 15, "one fence 'run'"},
      {"# S\n\n> ```run\n> open\n> ```\n", 11, "not in a note"},
      {"# S\n\n```run\n# nothing\n```\n", 11, "nothing to run"},
      {"# S\n\n```cpp line=3\na\nb\n```\n", 11, "from 1 to 2"},
      {"# S\n\n```cpp lime=3\na\nb\n```\n", 11, "line=N"},
      {"# S\n\n```show\ntee\n```\n", 12, "did you mean 'tree'"},
      {"# S\n\n```expect\nall.doen = 1\n```\n", 12, "did you mean 'done'"},
      {"# S\n\n```expect\n```\n", 11, "nothing is expected"},
      {"# S\n\n```predict\nQ?\n- a | all.done\n- b | all.lost\n```\n", 11, "needs a fence 'run'"},
      {"# S\n\n```predict\nQ?\n- a | all.done\n```\n", 11, "2 to 6 choices"},
      {"# S\n\n```predict\n- a | all.done\n- b | all.lost\n```\n", 11, "begins with its question"},
      {"# S\n\n```predict\nQ?\n- a\n- b | all.lost\n```\n", 13, "when it is right"},
      {"# S\n\n```predict\nQ?\n- a | all.don\n- b | all.lost\n```\n", 13, "did you mean 'done'"},
      {"# S\n\n```predict\nQ?\n- a | all.done\nx\n- b | all.lost\n```\n", 14, "choices only"},
  };
  for (const BadBody& each : cases) {
    SCOPED_TRACE(each.body);
    expect_mistake(read_body(each.body), each.line, each.words);
  }
}

TEST(LessonReader, FindsEveryMistakeAndListsThemInOrder) {
  const LessonReading reading = read_lesson(
      "x.md",
      "+++\ntitle = 'T'\nclaim = 'C'\nminutes = 99\nlanes = ['threads']\ntempo = -1\n+++\n"
      "# S\n\n```run\nopne\nsubmit 0\n```\n\n## T\n");
  ASSERT_EQ(reading.mistakes.size(), 5U) << sentences(reading);
  const int lines[] = {4, 6, 11, 12, 15};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(reading.mistakes[i].line, lines[i]);
  EXPECT_EQ(reading.mistakes[2].sentence().substr(0, 29), "x.md:11: unknown verb 'opne';");
}

TEST(LessonReader, RefusesCodeThatMayBeRunAndIsNotWhatItShows) {
  const auto lesson = [](std::string_view free_play, std::string_view line) {
    return read_lesson("x.md", "+++\ntitle = 'T'\nclaim = 'C'\nminutes = 9\nlanes = ['serial']\n" +
                                   std::string(free_play) + "+++\n# S\n\n```python\n" +
                                   std::string(line) + "\n```\n");
  };
  expect_mistake(lesson("free_play = true\n", "# coding: utf-7"), 11, "another encoding");
  expect_mistake(lesson("free_play = true\n", "x = 'a\u200Db'"), 11, "U+200D");
  EXPECT_NE(lesson("free_play = true\n", "x = 'größer'").lesson, nullptr);
  EXPECT_NE(lesson("", "x = 'więcej'").lesson, nullptr) << "it is shown and cannot be run";
}

TEST(LessonReader, DoesNotBlameTheStepsForUnknownLanes) {
  const LessonReading reading =
      read_lesson("x.md",
                  "+++\ntitle = 'T'\nclaim = 'C'\nminutes = 9\nlanes = ['thread']\n+++\n"
                  "# S\n\n```run\nopen in threads\nwait until threads.done > 1\n```\n");
  ASSERT_EQ(reading.mistakes.size(), 1U) << sentences(reading);
  EXPECT_EQ(reading.mistakes[0].line, 5);
}

TEST(LessonReader, RefusesHostileFilesBeforeParsing) {
  const auto repeat = [](std::string_view part, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += part;
    return text;
  };
  const auto toml = [](const std::string& line) {
    return read_lesson("x.md", "+++\n" + line + "\n+++\n# S\n");
  };
  expect_mistake(read_lesson("x.md", std::string(300 * 1024, 'x')), 0, "at most 262144");
  expect_mistake(read_body(std::string("# S\n\na\0b\n", 9)), 11, "NUL");
  expect_mistake(read_body("# S\n\n\x1B[31m\n"), 11, "U+001B");
  expect_mistake(read_body("# S\n\u202E\n"), 10, "U+202E");
  for (const char* bytes : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
    expect_mistake(read_body(std::string("# S\n\n") + bytes + "\n"), 11, "UTF-8");
  }
  expect_mistake(toml("a" + repeat(".a", 100'000) + " = 1"), 2, "dotted key");
  expect_mistake(toml("x = {a" + repeat(".a", 17) + " = 1}"), 2, "dotted key");
  expect_mistake(toml("[a" + repeat(".a", 100'000) + "]"), 2, "dotted key");
  expect_mistake(toml("\"=\"" + repeat(".'#'", 50'000) + " = 1"), 2, "dotted key");
  expect_mistake(toml("x = [" + repeat("1.5, ", 40) + "1.5]"), 2, "unknown key 'x'");
  expect_mistake(toml("x = " + repeat("[", 100'000)), 2, "brackets nest");
  expect_mistake(toml("x = " + repeat("{a=", 80'000)), 2, "brackets nest");
  expect_mistake(toml("x = [\"]\",\n" + repeat("['\\',\n", 40)), 34, "brackets nest");
  expect_mistake(read_body("# S\n\n" + repeat("[", 100'000)), 11, "brackets nest");
  expect_mistake(read_body("# S\n\n" + repeat("> ", 100'000)), 11, "nest more than 32");
  expect_mistake(read_body("# S\n\n" + repeat("- ", 100'000) + "a"), 11, "nest more than 32");
  expect_mistake(read_body("# S\n\n" + repeat("1. ", 60'000) + "a"), 11, "nest more than 32");
  // Each reference would copy the whole title.
  expect_mistake(read_body("# S\n\n[x]: https://a.b '" + repeat("a\n", 60'000) + "'\n\n" +
                           repeat("[x] ", 30'000)),
                 11, "has no title");
  expect_mistake(read_body("# S\n\n" + repeat("*a **b ", 50) + repeat("b** a* ", 50)), 11,
                 "nest more than 32");
}

TEST(LessonReader, ListsAtMostAHundredMistakesOfABoundedLength) {
  std::string body = "# S\n\n```run\n";
  for (int i = 0; i < 60; ++i) body += std::string(2000, 'x') + "\n";
  body += "```\n\n# S\n\n```expect\n";
  for (int i = 0; i < 2000; ++i) body += "x = y\n";
  const LessonReading reading = read_body(body + "```\n");
  EXPECT_EQ(reading.mistakes.size(), 100U);
  for (const LessonMistake& mistake : reading.mistakes) EXPECT_LE(mistake.text.size(), 700U);
}

TEST(LessonReader, ReadsFilesOfABoundedSize) {
  namespace fs = std::filesystem;
  // A unique name: the same test may run in another build at the same time.
  const fs::path folder = fs::temp_directory_path() / ("sharedfate-lesson-reader-test-" +
                                                       std::to_string(std::random_device{}()));
  fs::create_directory(folder);
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  };
  const auto with_order = [](int order) {
    return "+++\ntitle='T'\nclaim='C'\nminutes=1\nlanes=['serial']\norder=" +
           std::to_string(order) + "\n+++\n# S\n";
  };
  const std::string late = write("a.md", with_order(2));
  const std::string early = write("b.md", with_order(1));
  const std::string bad = write("0.md", "bad");
  write("readme.txt", "no lesson");
  write(".hidden.md", with_order(0));
  const auto files = lesson_files(folder.string());
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files.value(), (std::vector<std::string>{early, late, bad}));
  EXPECT_NE(read_lesson_file(early).lesson, nullptr);

  const std::string large = write("large.md", std::string(lesson_size_max + 1, 'x'));
  expect_mistake(read_lesson_file(large), 0, "at most 262144");
  expect_mistake(read_lesson_file(folder.string()), 0, "no regular file");
  expect_mistake(read_lesson_file((folder / "none.md").string()), 0, "No such file");
  fs::remove_all(folder);
  EXPECT_FALSE(lesson_files(folder.string()).ok());
}

}  // namespace
}  // namespace sharedfate
