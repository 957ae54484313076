#pragma once

#include <string>

#include <fmt/format.h>

#include "app/playground/lanes/lane_view.h"

namespace sharedfate {

/// A worker's state in words.
struct StateWords {
  Icon icon;
  std::string words;  ///< where there is enough room
  std::string word;   ///< where there is not
  Tone tone;
};

/// Above this many tasks a second a bar would only flicker, so a rate is shown.
constexpr double rate_as_figure_from = 5;

/// One worker in one frame, and its place.
struct Tile {
  const LaneView& view;
  int number;
  Rect rect;
  const WorkerModel* worker;  ///< null: not started yet
  Interaction pointer;
  double rate = 0;
  bool dead = false;

  [[nodiscard]] Ui& ui() const { return view.ui(); }
  [[nodiscard]] Canvas& canvas() const { return view.canvas(); }
  [[nodiscard]] float units(float design_units) const { return view.units(design_units); }
  [[nodiscard]] float alpha() const { return dead ? 0.55F : 1.0F; }
  [[nodiscard]] bool fast() const { return !dead && rate > rate_as_figure_from; }
  [[nodiscard]] Ink ink(Tone tone) const { return {ui().tone(tone), alpha()}; }
  [[nodiscard]] std::string name() const {
    return std::string(view.kind.worker_mark) + std::to_string(number);
  }
  [[nodiscard]] std::string id() const {
    if (worker == nullptr) return "";
    return view.kind.one_address_space ? fmt::format("tid {}", worker->tid)
                                       : fmt::format("pid {}", worker->pid);
  }
};

StateWords state_words(const Tile& tile);

/// Draws the worker's recent past, the newest at the right: the slices in which it ran where they
/// are reported, otherwise its tasks.
void draw_timeline(const Tile& tile, const Rect& rect);
/// How far back the timeline looks, or the worker's share of a core; empty: it shows nothing. That
/// of a dead worker ends with its death.
std::string timeline_words(const Tile& tile);

}  // namespace sharedfate
