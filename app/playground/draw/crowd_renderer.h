#pragma once

#include <deque>
#include <vector>

#include "app/playground/draw/crowd_batch.h"
#include "app/playground/draw/damage.h"
#include "core/base/result.h"

struct ImDrawCmd;
struct ImDrawList;

namespace sharedfate {

/// Draws crowds, one instanced call each, at the place in the draw list where they were queued.
/// Needs a current OpenGL 3.3 context from create() until it is destroyed.
class CrowdRenderer {
 public:
  CrowdRenderer() = default;
  ~CrowdRenderer();
  CrowdRenderer(const CrowdRenderer&) = delete;
  CrowdRenderer& operator=(const CrowdRenderer&) = delete;

  Status create();
  /// Drops the crowds and blocks of the last frame.
  void begin_frame() {
    batches_.clear();
    blocks_.clear();
  }
  void queue(ImDrawList* list, CrowdBatch batch);
  /// Queues a large area of one colour, without blending or texture: with a software renderer
  /// several times cheaper than a rectangle of the draw list. Whole pixels, clipped to the clip
  /// rectangle of the list.
  void queue_block(ImDrawList* list, const Rect& rect, Rgb colour);

  /// Notes what a queued command draws inside `scissor`, pixels. Ignores commands that were not
  /// queued here.
  static void note(const ImDrawCmd& command, const Rect& scissor, Damage& damage);
  /// Whether a queued command draws anything inside `part`, pixels. True for commands that were not
  /// queued here.
  static bool draws_inside(const ImDrawCmd& command, const Rect& part);

 private:
  struct Queued {
    CrowdRenderer* renderer;
    CrowdBatch batch;
  };
  struct Block {
    Rect rect;
    Rgb colour;
  };
  static void clear_callback(const ImDrawList* list, const ImDrawCmd* command);
  static void draw_callback(const ImDrawList* list, const ImDrawCmd* command);
  void draw(const ImDrawCmd& command, const CrowdBatch& batch);

  std::deque<Queued> batches_;  // deques: the draw list points into them
  std::deque<Block> blocks_;
  std::vector<CrowdBatch::Instance> drawn_;  // the visible boxes of one crowd
  unsigned program_ = 0, vertex_array_ = 0, buffer_ = 0;
  int screen_size_location_ = -1;
};

}  // namespace sharedfate
