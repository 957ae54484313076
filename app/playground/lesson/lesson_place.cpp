#include "app/playground/lesson/lesson_place.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_size_max = 64 * 1024;  // bytes; a place with a snapshot needs less
/// What a file is for, and what it means that it cannot be written.
struct Purpose {
  std::string_view what, remedy;

  [[nodiscard]] std::string in(const std::string& path) const {
    return fmt::format("{} in {}", what, path);
  }
};
constexpr Purpose keep_place{"keep the place in the lesson",
                             "the place will not be found again after a restart"};
constexpr Purpose keep_taught{"keep which demos were taught",
                              "the list will not tick them after a restart"};

/// Writes a file beside it and renames that, so that a reader never sees an incomplete one.
Status write_whole(const fs::path& path, const std::string& text, const Purpose& purpose) {
  fs::path beside = path;
  beside += ".new";
  std::ofstream file(beside, std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (!file) {
    const Error failure = system_error(purpose.in(path.string()), std::string(purpose.remedy));
    fs::remove(beside, error);
    return failure;
  }
  fs::rename(beside, path, error);
  if (!error) return Done{};
  const Error failure{purpose.in(path.string()), error.message(), std::string(purpose.remedy)};
  fs::remove(beside, error);
  return failure;
}

/// Creates missing folders.
Status save_json(const std::string& path, const nlohmann::json& json, const Purpose& purpose) {
  const fs::path target(path);
  std::error_code error;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), error);
  if (error) return Error{purpose.in(path), error.message(), std::string(purpose.remedy)};
  // A file name need not be UTF-8: invalid bytes are replaced, and that lesson is not found again.
  return write_whole(
      target, json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", purpose);
}

/// Discarded if the file is none of ours.
nlohmann::json read_json(const std::string& path) {
  const nlohmann::json none(nlohmann::json::value_t::discarded);
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return none;
  if (const auto size = fs::file_size(path, error); error || size > file_size_max) return none;
  std::ifstream stream(path);
  std::string text;
  std::getline(stream, text, '\0');
  return nlohmann::json::parse(text, nullptr, false);
}

/// The file is not trusted: empty if something in it is invalid.
std::optional<MortalApp> read_app(const nlohmann::json& json) {
  try {
    MortalApp app;
    app.snapshot.boot = json.at("boot").get<std::string>();
    for (const auto& each : json.at("processes")) {
      const ProcessIdentity process{each.at(0).get<int>(), each.at(1).get<std::uint64_t>()};
      if (process.pid > 0) app.snapshot.processes.push_back(process);
    }
    for (std::size_t round = 0; round < app.votes.size(); ++round) {
      for (std::size_t choice = 0; choice < choices_max; ++choice)
        app.votes[round][choice] = json.at("votes").at(round).at(choice).get<int>();
    }
    return app;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

nlohmann::json app_json(const MortalApp& app) {
  auto processes = nlohmann::json::array();
  for (const ProcessIdentity& each : app.snapshot.processes)
    processes.push_back({each.pid, each.start_ticks});
  return {{"boot", app.snapshot.boot}, {"processes", processes}, {"votes", app.votes}};
}

}  // namespace

std::optional<LessonPlace> load_lesson_place(const std::string& path) {
  const nlohmann::json json = read_json(path);
  if (!json.is_object()) return std::nullopt;
  const auto file = json.find("file"), step = json.find("step");
  if (file == json.end() || !file->is_string() || step == json.end() ||
      !step->is_number_unsigned() || step->get<std::uint64_t>() > 1'000'000) {
    return std::nullopt;
  }
  LessonPlace place{file->get<std::string>(), step->get<int>(), {}};
  if (place.file.empty()) return std::nullopt;
  if (const auto app = json.find("app"); app != json.end()) place.app = read_app(*app);
  return place;
}

Status save_lesson_place(const std::string& path, const LessonPlace& place) {
  nlohmann::json json{{"file", place.file}, {"step", place.step}};
  if (place.app) json["app"] = app_json(*place.app);
  return save_json(path, json, keep_place);
}

Status forget_lesson_place(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error) return Error{fmt::format("forget the place in {}", path), error.message(), ""};
  return Done{};
}

std::set<std::string> load_taught(const std::string& path) {
  const nlohmann::json json = read_json(path);
  const auto files = json.is_object() ? json.find("taught") : json.end();
  if (!json.is_object() || files == json.end() || !files->is_array()) return {};
  std::set<std::string> taught;
  for (const nlohmann::json& each : *files)
    if (each.is_string()) taught.insert(each.get<std::string>());
  return taught;
}

Status save_taught(const std::string& path, const std::set<std::string>& files) {
  return save_json(path, {{"taught", files}}, keep_taught);
}

}  // namespace sharedfate
