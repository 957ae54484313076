#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/playground/draw/canvas.h"

struct ImDrawList;

namespace sharedfate {

/// One thing that a canvas drew. Positions and lengths in pixels, as asked for: not clipped.
struct CanvasMark {
  enum class Kind : std::uint8_t {
    text,
    fill,
    outline,
    broken_frame,
    hatch,
    line,
    disc,
    ring,
    polygon,
    icon,
    key_cap,  ///< its outline and text follow
    picture,
    crowd_box,
  };
  Kind kind;
  Rect place;  ///< of a text: as wide as its letters, as high as its line
  Rect clip;   ///< in force when it was drawn
  Ink ink;
  int layer = 0;

  // Of a text; `text` also of a key cap.
  std::string text = {};   ///< as drawn
  std::string whole = {};  ///< before it was cut
  TextRole role = TextRole::body;
  float size = 0;    ///< pixels; below the line height of the role: it was shrunk
  bool cut = false;  ///< drawn with … in the place of what did not fit
  bool shrunk = false;

  Icon icon = Icon::play;  ///< of an icon
};

/// What the canvas of a layer drew, in that order. Only tests record: a canvas without a record
/// pays one branch for each thing that it draws.
class CanvasRecord {
 public:
  explicit CanvasRecord(int layer) : layer_(layer) {}

  [[nodiscard]] const std::vector<CanvasMark>& marks() const { return marks_; }
  /// Forgets everything, for the next frame.
  void clear() {
    marks_.clear();
    cut_.clear();
  }

  // For the canvas. `list`: whose clip rectangle is in force.
  CanvasMark& add(CanvasMark::Kind kind, const Rect& place, Ink ink, const ImDrawList& list);
  void add_text(const Rect& place, TextRole role, Ink ink, std::string_view text, bool shrunk,
                const ImDrawList& list);
  /// Wrapped text of which not even the first line, `text`, had room.
  void add_left_out(Point top_left, TextRole role, Ink ink, std::string_view text,
                    const ImDrawList& list);
  void add_crowd(const CrowdBatch& batch, const ImDrawList& list);
  /// `text` was cut to `shown`, which will be drawn or not.
  void note_cut(std::string_view text, const std::string& shown);

 private:
  int layer_;
  std::vector<CanvasMark> marks_;
  std::map<std::string, std::string, std::less<>> cut_;  ///< the whole texts, by what they became
};

}  // namespace sharedfate
