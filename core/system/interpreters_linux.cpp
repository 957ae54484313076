#include "core/system/interpreters.h"

#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace sharedfate {
namespace {

std::string file_behind(const std::string& path) {
  std::string real(PATH_MAX, '\0');
  return ::realpath(path.c_str(), real.data()) == nullptr ? path : std::string(real.c_str());
}

std::vector<std::string> matches(const std::string& pattern) {
  std::vector<std::string> paths;
  glob_t found{};
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  return paths;
}

}  // namespace

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* const variable = std::getenv("PATH");
  std::istringstream folders(variable == nullptr ? "/usr/local/bin:/usr/bin:/bin" : variable);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string path = folder + '/' + name;
    std::error_code missing;
    if (!folder.empty() && ::access(path.c_str(), X_OK) == 0 &&
        !std::filesystem::is_directory(path, missing))
      return path;
  }
  return name;
}

std::vector<std::string> find_interpreters() {
  std::vector<std::string> patterns;
  // Matches python3.11 and the free-threaded python3.13t, but not python3.11-config.
  for (const char* const folder : {"/usr/bin", "/usr/local/bin"}) {
    for (const char* const name :
         {"/python3", "/python3.[0-9]", "/python3.[0-9][0-9]", "/python3.[0-9][0-9]t"})
      patterns.push_back(std::string(folder) + name);
  }
  if (const char* const home = std::getenv("HOME"))
    patterns.push_back(std::string(home) + "/.pyenv/versions/3.*/bin/python3");
  std::vector<std::string> found, files;
  const auto add = [&](const std::string& path) {
    const std::string file = file_behind(path);
    if (std::find(files.begin(), files.end(), file) != files.end()) return;
    files.push_back(file);
    found.push_back(path);
  };
  for (const std::string& pattern : patterns) {
    for (const std::string& path : matches(pattern)) add(path);
  }
  // The python3 in PATH may be a script that selects one: it counts as a file of its own.
  const std::string usual = "python3", first = find_program(usual);
  if (first != usual) add(first);
  return found;
}

}  // namespace sharedfate
