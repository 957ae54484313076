#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/draw/theme.h"
#include "core/experiment/experiment.h"
#include "core/lane/lane_kind.h"
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
  std::uint32_t deadline_ms = 5000;
  bool paused = false;         ///< the gates stay closed until somebody opens them
  bool use_namespaces = true;  ///< false: behave as where user namespaces are denied

  int width = 1600, height = 900;  ///< framebuffer pixels
  ThemeName theme = ThemeName::dark;
  float text_scale = 1;
  bool motion = true;

  bool free_play = false;                   ///< the lanes above and every control, no lessons
  std::vector<std::string> lesson_files;    ///< the shelf, in the order of the list
  std::optional<std::size_t> open_lesson;   ///< place on that shelf; empty: the list
  int open_step = 0;                        ///< of that lesson, from 0
  const ExperimentRow* open_lab = nullptr;  ///< nullptr: none; otherwise what the window opens on
  std::optional<Parameters> lab_settings;   ///< of that lab; empty: the standard ones
  bool measure = false;                     ///< that lab measures at once
  std::string place_file;                   ///< where the place in a lesson is kept; empty: nowhere

  std::string screenshot_file;               ///< empty: none. Otherwise the app exits after it
  std::optional<double> screenshot_after_s;  ///< empty: when nothing moves any more, at most 2 s
  std::string observe_directory;             ///< empty: nobody observes
  std::string lane_program;                  ///< empty: sharedfate-lane beside the running program
};

}  // namespace sharedfate
