#include "core/system/file_watch.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

class FileWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto created = FileWatch::create();
    ASSERT_TRUE(created) << created.error().text();
    watch.emplace_back(created.take());
  }
  /// Waits until the descriptor is readable, and returns what has changed.
  Names changed() {
    pollfd readable{watch[0].descriptor(), POLLIN, 0};
    EXPECT_EQ(::poll(&readable, 1, 10'000), 1) << "nothing was noticed";
    return watch[0].take_changed();
  }
  bool silent() {
    pollfd readable{watch[0].descriptor(), POLLIN, 0};
    return ::poll(&readable, 1, 0) == 0 && watch[0].take_changed().empty();
  }
  void add(const std::string& path) {
    const Status status = watch[0].add(path);
    ASSERT_TRUE(status) << status.error().text();
  }

  TemporaryFolder folder;
  std::vector<FileWatch> watch;  // one, made in SetUp()
};

TEST_F(FileWatchTest, a_file_written_in_place_is_noticed) {
  const std::string file = folder.path("crash.md");
  write(file, "one");
  add(file);
  EXPECT_TRUE(silent());
  write(file, "two");
  EXPECT_EQ(changed(), Names{file});
  EXPECT_TRUE(silent()) << "reported once";
}

TEST_F(FileWatchTest, a_file_saved_by_rename_is_noticed_every_time) {
  const std::string file = folder.path("crash.md");
  write(file, "one");
  add(file);
  for (const char* text : {"two", "three"}) {
    write(folder.path(".crash.md.swp"), text);
    fs::rename(folder.path(".crash.md.swp"), file);
    EXPECT_EQ(changed(), Names{file});
  }
}

TEST_F(FileWatchTest, a_backup_by_rename_and_a_new_file_are_noticed) {
  const std::string file = folder.path("crash.md");
  write(file, "one");
  add(file);
  fs::rename(file, folder.path("crash.md~"));
  write(file, "two");
  EXPECT_EQ(changed(), Names{file});
}

TEST_F(FileWatchTest, a_file_that_comes_later_or_goes_is_noticed) {
  const std::string file = folder.path("new.md");
  add(file);
  write(file, "one");
  EXPECT_EQ(changed(), Names{file});
  fs::remove(file);
  EXPECT_EQ(changed(), Names{file});
}

TEST_F(FileWatchTest, changes_of_other_files_are_not_reported) {
  add(folder.path("crash.md"));
  write(folder.path("other.md"), "one");
  pollfd readable{watch[0].descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&readable, 1, 10'000), 1);
  EXPECT_TRUE(watch[0].take_changed().empty());
}

TEST_F(FileWatchTest, a_folder_reports_each_of_its_files_once) {
  add(folder.path(""));
  write(folder.path("a.md"), "one");
  write(folder.path("a.md"), "two");
  write(folder.path("b.png"), "one");
  Names names = changed();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (Names{folder.path("a.md"), folder.path("b.png")}));
}

TEST_F(FileWatchTest, what_a_link_leads_to_is_noticed) {
  const TemporaryFolder elsewhere;
  write(elsewhere.path("real.md"), "one");
  fs::create_symlink(elsewhere.path("real.md"), folder.path("link.md"));
  add(folder.path("link.md"));
  write(elsewhere.path("real.md"), "two");
  EXPECT_EQ(changed(), Names{folder.path("link.md")});
}

TEST_F(FileWatchTest, a_missing_folder_is_an_error_and_affects_no_other) {
  const std::string file = folder.path("crash.md");
  add(file);
  const Status status = watch[0].add(folder.path("nowhere/x.md"));
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("nowhere"), std::string::npos) << status.error().text();
  write(file, "one");
  EXPECT_EQ(changed(), Names{file});
}

}  // namespace
}  // namespace sharedfate::testing
