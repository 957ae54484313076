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
constexpr const char* remedy = "the place will not be found again after a restart";

Error place_error(const std::string& path, const std::error_code& error) {
  return {fmt::format("keep the place in the lesson in {}", path), error.message(), remedy};
}

/// Writes a file beside it and renames that, so that a reader never sees an incomplete one.
Status write_whole(const fs::path& path, const std::string& text) {
  fs::path beside = path;
  beside += ".new";
  std::ofstream file(beside, std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (!file) {
    const Error failure =
        system_error(fmt::format("keep the place in the lesson in {}", path.string()), remedy);
    fs::remove(beside, error);
    return failure;
  }
  fs::rename(beside, path, error);
  if (!error) return Done{};
  const Error failure = place_error(path.string(), error);
  fs::remove(beside, error);
  return failure;
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
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  if (const auto size = fs::file_size(path, error); error || size > file_size_max)
    return std::nullopt;
  std::ifstream stream(path);
  std::string text;
  std::getline(stream, text, '\0');
  const auto json = nlohmann::json::parse(text, nullptr, false);
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
  const fs::path target(path);
  std::error_code error;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), error);
  if (error) return place_error(path, error);
  nlohmann::json json{{"file", place.file}, {"step", place.step}};
  if (place.app) json["app"] = app_json(*place.app);
  // A file name need not be UTF-8: invalid bytes are replaced, and that lesson is not found again.
  return write_whole(target,
                     json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

Status forget_lesson_place(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error) return Error{fmt::format("forget the place in {}", path), error.message(), ""};
  return Done{};
}

}  // namespace sharedfate
