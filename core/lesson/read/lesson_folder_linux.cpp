#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>

#include "core/lesson/read/lesson_reader.h"

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view lesson_suffix = ".md";

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error) && !error;
}

}  // namespace

Result<std::vector<std::string>> lesson_files(const std::string& folder) {
  struct Place {
    int order;
    std::string file;
  };
  std::vector<Place> places;
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    const fs::path& path = each->path();
    const bool hidden = path.filename().string().starts_with(".");
    if (hidden || path.extension() != lesson_suffix) continue;
    // A file with mistakes has no order: it comes last.
    const LessonReading reading = read_lesson_file(path.string());
    const int order =
        reading.lesson == nullptr ? std::numeric_limits<int>::max() : reading.lesson->order;
    places.push_back({order, path.string()});
  }
  if (error) {
    return Error{fmt::format("list the lessons of {}", folder), error.message(),
                 "name a folder that holds Markdown files"};
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return a.order != b.order ? a.order < b.order : a.file < b.file;
  });
  std::vector<std::string> files;
  for (Place& place : places) files.push_back(std::move(place.file));
  return files;
}

std::string shipped_lessons_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed =
        program.parent_path().parent_path() / "share" / "sharedfate" / "lessons";
    if (is_folder(installed)) return installed.string();
  }
  const fs::path source_tree(SHAREDFATE_SOURCE_LESSONS);
  return is_folder(source_tree) ? source_tree.string() : std::string();
}

}  // namespace sharedfate
