#include "app/playground/command/python_options.h"

#include "app/playground/command/option_values.h"

namespace sharedfate {

Status use_python(const std::string& path, std::vector<LaneSpec>& lanes) {
  const std::string tried = "use --python '" + path + "'";
  // The colon parts a lane's settings.
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
