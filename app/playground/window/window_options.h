#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/draw/theme.h"
#include "core/catalog/lane_kind.h"
#include "core/experiment/experiment.h"
#include "core/workload/workload.h"

namespace sharedfate {

constexpr int window_width_min = 640, window_height_min = 480;
constexpr int window_width_max = 3840, window_height_max = 2160;
constexpr float text_scale_min = 1.0F, text_scale_max = 2.0F;

/// What the command line decides about the window and what runs in it.
struct WindowOptions {
  std::vector<LaneSpec> lanes{{LaneKind::threads, Language::cpp, 5},
                              {LaneKind::processes, Language::cpp, 5}};
  WorkloadSpec workload;
  std::uint64_t tasks = 100;
  std::uint32_t tempo_ms = 400;
  std::uint64_t seed = 7;
  std::uint32_t deadline_ms = deadline_ms_default;
  bool paused = false;         ///< the gates are closed at the start
  bool use_namespaces = true;  ///< false: behave as where user namespaces are denied

  int width = 0, height = 0;  ///< framebuffer pixels; 0: the window's usual size
  ThemeName theme = ThemeName::dark;
  float text_scale = 1;
  bool motion = true;

  bool free_play = false;  ///< open with the lanes above and every control, without lessons
  std::vector<std::string> lesson_files;    ///< the list of lessons, in its order
  std::optional<std::size_t> open_lesson;   ///< index in `lesson_files`; empty: show the list
  int open_step = 0;                        ///< of that lesson, from 0
  const ExperimentRow* open_lab = nullptr;  ///< that the window opens on; nullptr: none
  std::optional<Parameters> lab_settings;   ///< of that lab; empty: the standard ones
  bool measure = false;                     ///< start to measure in that lab at once
  std::string place_file;                   ///< keeps the place in a lesson; empty: it is not kept
  std::string taught_file;  ///< keeps which lessons were taught; empty: it is not kept

  std::string film_folder;      ///< what the window shows is written into it; empty: nowhere
  std::string screenshot_file;  ///< empty: none; otherwise the app exits once it is written
  /// Seconds after the start. Empty: as soon as nothing moves, at the latest 2 s after the start; a
  /// measurement under way ends first.
  std::optional<double> screenshot_after_s;
  std::string observe_directory;  ///< for ui.json and state.json; empty: none
  std::string lane_program;       ///< path; empty: sharedfate-lane beside the running program
};

}  // namespace sharedfate
