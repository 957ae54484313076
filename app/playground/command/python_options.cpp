#include "app/playground/command/python_options.h"

#include <cerrno>
#include <fstream>

#include "app/playground/command/option_values.h"

namespace sharedfate {

Status use_python(const std::string& path, std::vector<LaneSpec>& lanes) {
  const std::string tried = "use --python '" + path + "'";
  // A colon separates the settings in the text form of a lane.
  if (path.empty() || path.find(':') != std::string::npos)
    return Error{tried, "it is a path, not empty and without a colon",
                 "for example /usr/bin/python3"};
  bool used = false;
  for (LaneSpec& lane : lanes) {
    if (lane_kind_row(lane.kind).language != Language::python) continue;
    used = true;
    if (lane.python.empty()) lane.python = path;
  }
  if (used) return Done{};
  return Error{tried, "none of the lanes is a Python lane", "for example --lane python-threads:5"};
}

Result<ScriptCode> read_python_code(const std::string& path) {
  const std::string tried = "read the Python code in '" + path + "'";
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return system_error(tried, "name a file that can be read");
  std::string text(code_size_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Error{tried, "it cannot be read", "is it a folder?"};
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > code_size_max) {
    return Error{tried, "it is longer than " + std::to_string(code_size_max) + " bytes",
                 "shorten it"};
  }
  return ScriptCode{std::move(text), CodeOrigin::own};
}

Result<GilOptions> read_gil_options(const GilWords& words) {
  GilOptions options;
  if (!words.python.empty()) {
    std::vector<LaneSpec> lanes{{.kind = LaneKind::python_serial, .language = Language::python}};
    if (const Status used = use_python(words.python, lanes); !used) return used.error();
    options.python = words.python;
  }
  if (!words.workers.empty()) {
    const auto workers =
        read_whole("--workers", "a number of workers", words.workers, 2, worker_count_max);
    if (!workers) return workers.error();
    options.workers = static_cast<int>(workers.value());
  }
  if (!words.repeat.empty()) {
    const auto repeats =
        read_whole("--repeat", "a number of runs", words.repeat, 1, gil_repeats_max);
    if (!repeats) return repeats.error();
    options.repeats = static_cast<int>(repeats.value());
  }
  return options;
}

}  // namespace sharedfate
