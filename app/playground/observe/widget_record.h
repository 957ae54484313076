#pragma once

#include <string>

#include "app/playground/draw/geometry.h"

namespace sharedfate {

/// A widget as tests see it.
struct WidgetRecord {
  std::string name;   ///< stable: "lane.0.worker.3", "control.run"
  std::string label;  ///< what it says: "Run"
  Rect rect;          ///< pixels
  bool enabled = true;
  bool focusable = true;
  int layer = 0;  ///< 1: drawn above layer 0
};

}  // namespace sharedfate
