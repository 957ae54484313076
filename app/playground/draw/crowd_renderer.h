#pragma once

#include <deque>
#include <vector>

#include "app/playground/draw/crowd_batch.h"
#include "app/playground/draw/damage.h"
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

  /// Notes what one of the commands that were queued draws inside of `scissor`, pixels; nothing for
  /// any other command.
  static void note(const ImDrawCmd& command, const Rect& scissor, Damage& damage);
  /// Whether one of them draws anything inside of `part`, pixels.
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
  std::vector<CrowdBatch::Instance> drawn_;  // of one crowd, those that can be seen
  unsigned program_ = 0, vertex_array_ = 0, buffer_ = 0;
  int screen_size_location_ = -1;
};

}  // namespace sharedfate
