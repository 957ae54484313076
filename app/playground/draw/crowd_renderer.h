#pragma once

#include <deque>

#include "app/playground/draw/crowd_batch.h"
#include "core/base/result.h"

struct ImDrawCmd;
struct ImDrawList;

namespace sharedfate {

/// Draws crowds on the graphics card, one call each, at the place in the draw list where they were
/// queued. Needs a current OpenGL 3.3 context from create() on to its end.
class CrowdRenderer {
 public:
  CrowdRenderer() = default;
  ~CrowdRenderer();
  CrowdRenderer(const CrowdRenderer&) = delete;
  CrowdRenderer& operator=(const CrowdRenderer&) = delete;

  Status create();
  /// Forgets the crowds of the last frame.
  void begin_frame() {
    batches_.clear();
    blocks_.clear();
  }
  void queue(ImDrawList* list, CrowdBatch batch);
  /// A large even area without blending or texture: several times cheaper than a rectangle of the
  /// draw list where the processor does the drawing. Whole pixels, cut at the list's clip
  /// rectangle.
  void queue_block(ImDrawList* list, const Rect& rect, Rgb colour);

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
  void draw(const ImDrawCmd& command, const CrowdBatch& batch) const;

  std::deque<Queued> batches_;  // deques: the draw list points into them
  std::deque<Block> blocks_;
  unsigned program_ = 0, vertex_array_ = 0, buffer_ = 0;
  int screen_size_location_ = -1;
};

}  // namespace sharedfate
