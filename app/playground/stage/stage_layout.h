#pragma once

#include <cstdint>
#include <vector>

#include "app/playground/draw/crowd_layout.h"
#include "app/playground/draw/geometry.h"

// Where the parts of a lane are on the stage, which a class sees. Plain arithmetic in pixels,
// without window or text, so that it can be tested alone.
namespace sharedfate {

struct StageInput {
  Rect bounds;
  float unit = 1;  ///< pixels: a 900th of the window's height; the size of the text is not in it
  // Of the text, pixels:
  float line = 36;          ///< height of a line that the class reads
  float title_height = 44;  ///< of the lane's title
  float figure_line = 46;   ///< height of a figure of the account
  float name_width = 46;    ///< of the widest name of a worker
  float primary_width = 0;  ///< of the wider word of "primary thread", or of "parent"; 0: not drawn
  float caller_width = 110;   ///< of the widest word of the caller
  float account_width = 600;  ///< of the account with a column for each figure

  int workers = 1;
  bool one_address_space = true;
  bool shares_queue = false;  ///< it is in memory that the worker processes share
  bool has_caller = false;
};

/// A worker: its frame, if it is a process, and what is in it.
struct StageWorker {
  Rect frame;  ///< of its address space; empty: it is a thread
  Rect tile;
  Rect name;  ///< empty: no room for it
  Rect task;  ///< a square
};

/// The places of the parts, inside the bounds. None overlap, except that `space` encloses the
/// workers of the one address space.
struct StageLayout {
  Rect title;
  /// The frame of the one address space, or of the process that holds the queue; or the bar of the
  /// memory that holds it.
  Rect space;
  Rect primary;  ///< tile of the primary thread; beside shared memory, the parent; empty: not drawn
  Rect queue;    ///< right of it, with room for a word at its right end
  std::vector<StageWorker> workers;
  Rect caller;   ///< empty: not drawn
  Rect results;  ///< what has left the workers: done on the left, lost on the right
  Rect account;  ///< empty: not drawn
  bool account_in_columns = true;    ///< a column for each figure; otherwise one line
  bool queue_as_figure = false;      ///< no room for boxes: the queue's length
  float thickness = 6, radius = 16;  ///< of a frame
};

StageLayout lay_out_stage(const StageInput& input);

/// At most so many tasks are drawn as a box each; more are a bar.
constexpr std::uint64_t boxes_max = 200;

/// A grid with room for `tasks` boxes in rows of ten or a multiple of that, in the upper left
/// corner of `area`, with boxes of at most `box_max` pixels. No boxes: there are too many tasks, or
/// they would be smaller than `box_min`. Its boxes keep their size and place while their number
/// changes.
CrowdLayout lay_out_block(std::uint64_t tasks, const Rect& area, float box_max, float box_min);

/// Where a worker's successor is and, below it, what is left of the dead one.
struct StageSuccession {
  StageWorker successor;
  Rect strip;  ///< the dead worker's
};
StageSuccession lay_out_succession(const StageWorker& worker, const StageInput& input);

}  // namespace sharedfate
