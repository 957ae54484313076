#pragma once

#include <vector>

#include "app/playground/draw/geometry.h"

// Where the parts of a lane are. Plain arithmetic in pixels, without window or text, so that it can
// be tested alone.
namespace sharedfate {

/// How much a worker's tile shows at least; each level shows less than the one before.
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
  float account_height = 20;    ///< height of the account, pixels
  float label_width = 80;       ///< width of the widest label, such as "57 done", pixels
  bool has_failed_row = false;  ///< show the row for failed and cancelled tasks
  float notice_height = 0;      ///< wanted for a note of a death below the workers, pixels; 0: none
};

/// The places of the parts, inside `panel`. None overlap, except that `space` and `workers_area`
/// enclose what they hold.
struct LaneLayout {
  Rect panel;
  Rect title;     ///< one line
  Rect facts;     ///< PIDs, one line; empty where there is no room
  Rect sentence;  ///< empty where there is no room
  /// The frame of the one address space, around queue and workers; or the box of the lane process,
  /// around the queue alone.
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
  float frame_thickness = 4;  ///< of the frame of an address space, pixels
  float frame_radius = 14;
};

LaneLayout lay_out_lane(const LaneLayoutInput& input);

/// A grid of worker tiles. Pixels.
struct WorkerGrid {
  int columns = 1, rows = 1;
  float width = 0, height = 0;  ///< of a tile
  float gap = 0;
  WorkerDetail detail = WorkerDetail::dot;

  [[nodiscard]] Rect tile(const Rect& area, int index) const;
};
/// The grid of `count` tiles in `area` that shows the most detail and, of those, the one with the
/// fewest columns.
WorkerGrid lay_out_workers(const Rect& area, float unit, int count);

/// `count` columns of equal width with `gap` between them.
std::vector<Rect> lay_out_columns(const Rect& area, int count, float gap);

}  // namespace sharedfate
