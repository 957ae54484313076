#pragma once

#include <memory>
#include <span>
#include <vector>

#include "app/playground/draw/damage.h"
#include "app/playground/draw/geometry.h"

struct ImDrawData;
struct ImDrawList;

namespace sharedfate {

/// Restricts a frame of ImGui to the parts of the screen in which it differs from the one before.
/// The ImGui context of the frame must be current. Keeps its memory between frames.
class PartialFrame {
 public:
  PartialFrame();
  ~PartialFrame();
  PartialFrame(const PartialFrame&) = delete;
  PartialFrame& operator=(const PartialFrame&) = delete;

  /// Notes all that the frame draws. To be called between begin() and end() of `damage`.
  void note(const ImDrawData& frame, Damage& damage);
  /// Draws, with the OpenGL backend, what the frame has inside the rectangles, which are disjoint
  /// and in whole pixels. Touches nothing outside of them.
  void render(ImDrawData& frame, std::span<const Rect> parts);

 private:
  void note_list(const ImDrawList& list, float height, Damage& damage);

  std::vector<std::unique_ptr<ImDrawList>> lists_;  ///< of the restricted frame
  std::vector<ImDrawList*> whole_;                  ///< the lists of the frame itself
  std::vector<std::uint64_t> vertices_;             ///< their fingerprints
};

}  // namespace sharedfate
