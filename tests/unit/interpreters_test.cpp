// Interpreters that a lane can use are found by their files; none is started.
#include "core/system/interpreters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

class Interpreters : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("HOME", folder_.c_str(), 1);
    ::setenv("PATH", (folder_ / "empty").c_str(), 1);
  }
  fs::path make_program(const fs::path& place) {
    const fs::path path = folder_ / place;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\n";
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }
  static std::ptrdiff_t times(const std::vector<std::string>& list, const fs::path& path) {
    return std::count(list.begin(), list.end(), path.string());
  }

 private:
  const testing::TemporaryFolder temporary_;

 protected:
  const fs::path folder_{temporary_.path("")};
};

TEST_F(Interpreters, OfEveryVersionInTheHomeFolderAreFound) {
  const fs::path old = make_program(".pyenv/versions/3.8.1/bin/python3");
  const fs::path young = make_program(".pyenv/versions/3.14.0t/bin/python3");
  make_program(".pyenv/versions/2.7.1/bin/python");
  const auto found = find_interpreters();
  EXPECT_EQ(times(found, old), 1);
  EXPECT_EQ(times(found, young), 1);
  EXPECT_TRUE(std::all_of(found.begin(), found.end(), [](const std::string& path) {
    return path.find("2.7.1") == std::string::npos && path.find("config") == std::string::npos;
  }));
}

TEST_F(Interpreters, OneFileCountsOnceWhateverItsNames) {
  const fs::path real = make_program(".pyenv/versions/3.12.0/bin/python3");
  fs::create_directories(folder_ / "empty");
  fs::create_symlink(real, folder_ / "empty" / "python3");
  const auto found = find_interpreters();
  EXPECT_EQ(times(found, real), 1);
  EXPECT_EQ(times(found, folder_ / "empty" / "python3"), 0);
}

TEST_F(Interpreters, TheFirstOfThePathIsAmongThem) {
  const fs::path script = make_program("empty/python3");
  EXPECT_EQ(times(find_interpreters(), script), 1);
  EXPECT_EQ(find_program("python3"), script.string());
}

TEST_F(Interpreters, ANameThatIsNowhereStaysAName) {
  EXPECT_EQ(find_program("python3"), "python3");
  EXPECT_EQ(find_program("/nowhere/python3"), "/nowhere/python3");
}

}  // namespace
}  // namespace sharedfate
