#pragma once

#include <vector>

#include "app/playground/draw/geometry.h"

// Where everything of a lane goes. Plain arithmetic in pixels: no window, no text, tested by
// itself.
namespace sharedfate {

/// How much a worker's tile has room to say. Each level leaves out what the one before it said
/// last.
enum class WorkerDetail {
  full,     ///< name, ID, state in words, bar, task, timeline
  row,      ///< name, ID, state's icon, bar, task
  compact,  ///< name, state's icon, bar
  tile,     ///< the name on a bar that fills the tile
  dot,      ///< only a bar
};

struct LaneLayoutInput {
  Rect bounds;
  float unit = 1;  ///< pixels per design unit
  int workers = 1;
  bool one_address_space = true;
  float account_height = 20;    ///< pixels that the account needs
  float label_width = 80;       ///< pixels that the widest of the labels "57 done" needs
  bool has_failed_row = false;  ///< tasks have failed or were cancelled
  float notice_height = 0;      ///< pixels wanted by a note of a death below the workers; 0: none
};

/// The pieces are inside `panel`, and no two of them overlap, but that `space` encloses what it
/// holds.
struct LaneLayout {
  Rect panel;
  Rect title;     ///< one line
  Rect facts;     ///< PIDs, one line; empty where there is no room
  Rect sentence;  ///< empty where there is no room
  /// The queue's holder: the frame of the one address space, around queue and workers; or the
  /// parent's box, around the queue alone.
  Rect space;
  Rect space_label;
  Rect queue;
  std::vector<Rect> workers;
  Rect workers_area;
  WorkerDetail detail = WorkerDetail::full;
  int columns = 1;
  Rect notice;  ///< empty: none
  Rect done_label, done, lost_label, lost;
  Rect failed;  ///< one line; empty: none
  Rect account;
  float frame_thickness = 4;  ///< of an address space's frame
  float frame_radius = 14;
};

LaneLayout lay_out_lane(const LaneLayoutInput& input);

/// The grid of `count` tiles in `area` that leaves each the most room to speak, and among those the
/// fewest columns.
struct WorkerGrid {
  int columns = 1, rows = 1;
  float width = 0, height = 0;  ///< of a tile
  float gap = 0;
  WorkerDetail detail = WorkerDetail::dot;

  [[nodiscard]] Rect tile(const Rect& area, int index) const;
};
WorkerGrid lay_out_workers(const Rect& area, float unit, int count);

/// `count` columns of equal width with `gap` between them.
std::vector<Rect> lay_out_columns(const Rect& area, int count, float gap);

}  // namespace sharedfate
