#include "app/playground/lesson/lesson_place.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

namespace fs = std::filesystem;

TEST(LessonPlace, comes_back_as_it_was_kept_and_folders_are_made) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state/sharedfate/place.json");
  for (const LessonPlace& place :
       {LessonPlace{"/lessons/a \"quoted\" näme.md", 3, {}}, LessonPlace{"/lessons/b.md", 0, {}}}) {
    const Status kept = save_lesson_place(path, place);
    ASSERT_TRUE(kept) << kept.error().text();
    const auto loaded = load_lesson_place(path);
    ASSERT_TRUE(loaded.has_value());
    EXPECT_EQ(loaded->file, place.file);
    EXPECT_EQ(loaded->step, place.step);
  }
  const auto files = std::distance(fs::directory_iterator(fs::path(path).parent_path()), {});
  EXPECT_EQ(files, 1) << "nothing is left beside it";
}

TEST(LessonPlace, of_an_app_that_may_be_killed_has_its_processes_and_the_votes) {
  const TemporaryFolder folder;
  const std::string path = folder.path("place.json");
  LessonPlace place{"/lessons/a.md", 1, MortalApp{{"a boot", {{41, 1000}, {42, 1001}}}, {}}};
  place.app->votes[1][2] = 30;
  ASSERT_TRUE(save_lesson_place(path, place));
  EXPECT_EQ(load_lesson_place(path), place);
  for (const char* app :
       {"7", "{}", R"({"boot":1,"processes":[],"votes":[]})",
        R"({"boot":"b","processes":[["x",1]],"votes":[[0,0,0,0,0,0],[0,0,0,0,0,0]]})",
        R"({"boot":"b","processes":[[1,1]],"votes":[[0],[0]]})"}) {
    std::ofstream(path, std::ios::trunc)
        << R"({"file":"/lessons/a.md","step":1,"app":)" << app << "}";
    const auto loaded = load_lesson_place(path);
    ASSERT_TRUE(loaded.has_value()) << app;
    EXPECT_FALSE(loaded->app.has_value()) << app;
  }
}

TEST(LessonPlace, is_not_read_from_an_invalid_file) {
  const TemporaryFolder folder;
  const std::string path = folder.path("place.json");
  EXPECT_FALSE(load_lesson_place(path)) << "no file";
  for (const char* text :
       {"", "{", "[]", "7", "\"a\"", "null", "{}", R"({"file":"a.md"})", R"({"step":1})",
        R"({"file":7,"step":1})", R"({"file":"a.md","step":"1"})", R"({"file":"a.md","step":-1})",
        R"({"file":"a.md","step":1.5})", R"({"file":"a.md","step":99999999999999999999})",
        R"({"file":"a.md","step":4294967296})", R"({"file":"","step":1})", "\xff\xfe{}"}) {
    std::ofstream(path, std::ios::trunc) << text;
    EXPECT_FALSE(load_lesson_place(path)) << text;
  }
  std::ofstream(path, std::ios::trunc)
      << R"({"file":"a.md","step":1,"more":")" << std::string(100'000, 'x') << "\"}";
  EXPECT_FALSE(load_lesson_place(path)) << "too large";
  EXPECT_FALSE(load_lesson_place(folder.path(""))) << "a folder";
}

TEST(LessonPlace, a_file_that_cannot_be_written_is_reported_with_its_name) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("file")) << "in the way";
  const std::string path = folder.path("file/place.json");
  const Status kept = save_lesson_place(path, {"a.md", 1, {}});
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().text().find(path), std::string::npos) << kept.error().text();
  fs::create_directory(folder.path("place.json"));
  EXPECT_FALSE(save_lesson_place(folder.path("place.json"), {"a.md", 1, {}}))
      << "a folder has its name";
  EXPECT_FALSE(fs::exists(folder.path("place.json.new")));
}

TEST(LessonPlace, can_be_forgotten) {
  const TemporaryFolder folder;
  const std::string path = folder.path("place.json");
  ASSERT_TRUE(save_lesson_place(path, {"a.md", 1, {}}));
  EXPECT_TRUE(forget_lesson_place(path));
  EXPECT_FALSE(load_lesson_place(path));
  EXPECT_TRUE(forget_lesson_place(path)) << "there was none: nothing to complain about";
}

TEST(Taught, is_found_again) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state/taught.json");
  EXPECT_TRUE(load_taught(path).empty());
  const std::set<std::string> files{"/lessons/a.md", "b \"quoted\".md"};
  ASSERT_TRUE(save_taught(path, files));
  EXPECT_EQ(load_taught(path), files);
  ASSERT_TRUE(save_taught(path, {}));
  EXPECT_TRUE(load_taught(path).empty());
}

TEST(Taught, is_not_read_from_an_invalid_file) {
  const TemporaryFolder folder;
  const std::string path = folder.path("taught.json");
  for (const char* text : {"", "{", "[]", "{}", "{\"taught\": 1}", "{\"taught\": [1, null]}"}) {
    std::ofstream(path) << text;
    EXPECT_TRUE(load_taught(path).empty()) << text;
  }
}

}  // namespace
}  // namespace sharedfate::testing
