#pragma once

#include <memory>
#include <span>
#include <vector>

#include "app/playground/draw/damage.h"
#include "app/playground/draw/geometry.h"

struct ImDrawData;
struct ImDrawList;

namespace sharedfate {

/// Restricts a frame of ImGui's to the parts of the screen in which it differs from the one before.
/// Needs the ImGui context of the frame to be current. Keeps its memory from frame to frame.
class PartialFrame {
 public:
  PartialFrame();
  ~PartialFrame();
  PartialFrame(const PartialFrame&) = delete;
  PartialFrame& operator=(const PartialFrame&) = delete;

  /// Notes all that the frame draws. `damage` is between its begin() and its end().
  void note(const ImDrawData& frame, Damage& damage);
  /// Calls the OpenGL backend with what the frame draws inside of the rectangles, which are
  /// disjoint and in whole pixels; nothing outside of them is touched.
  void render(ImDrawData& frame, std::span<const Rect> parts);

 private:
  void note_list(const ImDrawList& list, float height, Damage& damage);

  std::vector<std::unique_ptr<ImDrawList>> lists_;  ///< of the restricted frame
  std::vector<ImDrawList*> whole_;                  ///< the lists of the frame itself
  std::vector<std::uint64_t> vertices_;             ///< fingerprints
};

}  // namespace sharedfate
