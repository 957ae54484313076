#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "app/playground/draw/crowd_batch.h"
#include "app/playground/draw/geometry.h"
#include "app/playground/draw/picture_textures.h"
#include "app/playground/draw/text_role.h"
#include "app/playground/draw/theme.h"

struct ImDrawList;

namespace sharedfate {

class CanvasRecord;
class CrowdRenderer;
class FontSet;

/// A colour with an opacity. An Rgb converts to an opaque one.
struct Ink {
  Ink(Rgb colour, float opacity = 1) : rgb(colour), alpha(opacity) {}
  Rgb rgb;
  float alpha;  ///< 0..1
};

enum class Icon : std::uint8_t {
  play,
  pause,
  step,
  reset,
  stop,
  skull,
  check,
  cross,
  exclamation,
  lock,
  clock,
  lightning,
  plus,
  minus,
  chevron_down,
  chevron_right,
  close,
  queue,
};

enum class Align : std::uint8_t { left, centre, right };
/// What happens to text that is wider than its box.
enum class Overflow : std::uint8_t {
  ellipsis,  ///< cut, with … at the end
  shrink,    ///< drawn smaller, down to 70 %, then cut
};

enum class BarPattern : std::uint8_t {
  solid,    ///< on a core or ready
  striped,  ///< blocked in the kernel
};

/// Draws into one layer of the frame. Positions and lengths are framebuffer pixels: convert design
/// units with Ui::units(). Valid during one frame.
class Canvas {
 public:
  /// Cannot draw; must be replaced before use.
  Canvas() = default;
  /// `record`: notes what is drawn, for tests; nullptr: nothing does.
  Canvas(ImDrawList* list, FontSet& fonts, CrowdRenderer& crowds, PictureTextures& pictures,
         float scale, CanvasRecord* record = nullptr)
      : list_(list),
        fonts_(&fonts),
        crowds_(&crowds),
        pictures_(&pictures),
        scale_(scale),
        record_(record) {}

  // Shapes.
  void fill(const Rect& rect, Ink ink, float radius = 0);
  /// A line along the inside of the rectangle's edge.
  void outline(const Rect& rect, Ink ink, float thickness, float radius = 0);
  void line(Point from, Point to, Ink ink, float thickness);
  /// A line with a head at `to`, `head` pixels long.
  void arrow(Point from, Point to, Ink ink, float thickness, float head);
  void circle(Point centre, float radius, Ink ink);
  void ring(Point centre, float radius, Ink ink, float thickness);
  /// A convex area; corners in clockwise order.
  void polygon(std::span<const Point> corners, Ink ink);
  /// A soft shadow or glow around a rectangle, `spread` pixels wide, fading outwards.
  void glow(const Rect& rect, Ink ink, float spread, float radius);
  /// The frame of an address space: a solid line.
  void frame(const Rect& rect, Ink ink, float thickness, float radius) {
    outline(rect, ink, thickness, radius);
  }
  /// The frame of an address space that is gone: dashed. `fallen`: 0: the dashes are in place; 1:
  /// they have drifted apart, turned and faded out.
  void broken_frame(const Rect& rect, Ink ink, float thickness, float radius, float fallen = 0);
  /// Diagonal stripes inside a rectangle.
  void hatch(const Rect& rect, Ink ink, float spacing, float thickness);
  /// A bar on a track. `share`: 0..1. `phase` moves the stripes of a striped bar, in pixels.
  /// `edge`: colour of a line around the filled part, for fills that are pale on their ground;
  /// transparent: no line.
  void progress_bar(const Rect& rect, float share, Ink bar, Ink track,
                    BarPattern pattern = BarPattern::solid, float phase = 0, Ink edge = Ink(0, 0));
  /// Draws the icon centred, as large as fits into the rectangle.
  void icon(Icon icon, const Rect& rect, Ink ink);
  void crowd(CrowdBatch batch);

  // Pictures of lessons.
  /// The PNG called `name` beside the lesson's file: its texture and size, or a sentence to show in
  /// its place.
  const Picture& find_picture(const std::string& lesson_file, std::string_view name) {
    return pictures_->find(lesson_file, name);
  }
  /// Draws the picture centred, as large as fits with its proportions. Returns its place; draws
  /// nothing if the picture has an error.
  Rect picture(const Rect& rect, const Picture& picture);

  /// From now on text is drawn, and measured, in roles that a class can read from the last row of
  /// seats, in place of smaller ones.
  void set_for_class(bool on) { for_class_ = on; }
  [[nodiscard]] bool for_class() const { return for_class_; }

  // Text, in UTF-8. Heights are the line height of the role, so that neighbours share a baseline.
  [[nodiscard]] float line_height(TextRole role) const;
  [[nodiscard]] float text_width(TextRole role, std::string_view text) const;
  /// Draws one line with its top left corner at `top_left`. Returns its place.
  Rect text(Point top_left, TextRole role, Ink ink, std::string_view text);
  /// Draws one line into a box, centred vertically and never wider than it. Returns its place.
  Rect text_in(const Rect& box, TextRole role, Ink ink, std::string_view text,
               Align align = Align::left, Overflow overflow = Overflow::ellipsis);
  /// The first of the roles in which the text is not wider; the last one if it is in all of them.
  [[nodiscard]] TextRole role_that_fits(std::initializer_list<TextRole> roles,
                                        std::string_view text, float width) const;
  /// Draws text wrapped into lines from the top of the box, as many as fit; if text is left, the
  /// last line ends in …. Returns the height used.
  float text_wrapped(const Rect& box, TextRole role, Ink ink, std::string_view text);
  /// The height that text_wrapped() needs for the whole text.
  [[nodiscard]] float wrapped_height(float width, TextRole role, std::string_view text) const;
  /// `text`, or as much of its beginning as fits into `width` with … after it.
  [[nodiscard]] std::string fitted(TextRole role, std::string_view text, float width) const;

  /// A small rounded box with the name of a key. `left_middle`: the middle of its left edge.
  /// Returns its place.
  Rect key_cap(Point left_middle, std::string_view key, Ink ink,
               TextRole role = TextRole::figure_small);
  [[nodiscard]] float key_cap_width(std::string_view key,
                                    TextRole role = TextRole::figure_small) const;
  [[nodiscard]] float key_cap_height(TextRole role = TextRole::figure_small) const;

  /// Clips what is drawn to the rectangle, until unclip(). Nests.
  void clip(const Rect& rect);
  void unclip();
  /// The part of a rectangle inside the current clip rectangle; empty if there is none.
  [[nodiscard]] Rect visible_part(const Rect& rect) const;

  [[nodiscard]] float scale() const { return scale_; }

 private:
  [[nodiscard]] TextRole shown(TextRole role) const;
  void fill_with_block(const Rect& rect, Rgb colour, float radius);
  /// As fitted(), for a font of that size in pixels.
  [[nodiscard]] std::string cut_to(TextRole role, float size, std::string_view text,
                                   float width) const;

  ImDrawList* list_ = nullptr;
  FontSet* fonts_ = nullptr;
  CrowdRenderer* crowds_ = nullptr;
  PictureTextures* pictures_ = nullptr;
  float scale_ = 1;
  bool for_class_ = false;
  CanvasRecord* record_ = nullptr;
};

}  // namespace sharedfate
