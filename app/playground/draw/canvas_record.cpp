#include "app/playground/draw/canvas_record.h"

#include <imgui.h>

namespace sharedfate {
namespace {

/// The inverse of pixel_colour().
Ink ink_of_pixel(std::uint32_t pixel) {
  const Rgb colour = ((pixel & 0xFFU) << 16) | (pixel & 0xFF00U) | ((pixel >> 16) & 0xFFU);
  return {colour, static_cast<float>(pixel >> 24) / 255};
}

}  // namespace

CanvasMark& CanvasRecord::add(CanvasMark::Kind kind, const Rect& place, Ink ink,
                              const ImDrawList& list) {
  const ImVec2 from = list.GetClipRectMin(), to = list.GetClipRectMax();
  const Rect clip{from.x, from.y, to.x - from.x, to.y - from.y};
  return marks_.emplace_back(
      CanvasMark{.kind = kind, .place = place, .clip = clip, .ink = ink, .layer = layer_});
}

void CanvasRecord::add_text(const Rect& place, TextRole role, Ink ink, std::string_view text,
                            bool shrunk, const ImDrawList& list) {
  CanvasMark& mark = add(CanvasMark::Kind::text, place, ink, list);
  const auto whole = cut_.find(text);
  mark.text = text;
  mark.whole = whole == cut_.end() ? mark.text : whole->second;
  mark.role = role;
  mark.size = place.h;
  mark.cut = whole != cut_.end();
  mark.shrunk = shrunk;
}

void CanvasRecord::add_left_out(Point top_left, TextRole role, Ink ink, std::string_view text,
                                const ImDrawList& list) {
  if (text.empty()) return;
  CanvasMark& mark = add(CanvasMark::Kind::text, {top_left.x, top_left.y, 0, 0}, ink, list);
  mark.whole = text;
  mark.role = role;
  mark.cut = true;
}

void CanvasRecord::add_crowd(const CrowdBatch& batch, const ImDrawList& list) {
  for (const CrowdBatch::Instance& box : batch.instances())
    add(CanvasMark::Kind::crowd_box, {box.x, box.y, box.w, box.h}, ink_of_pixel(box.fill), list);
}

void CanvasRecord::note_cut(std::string_view text, const std::string& shown) {
  if (shown != text) cut_.insert_or_assign(shown, std::string(text));
}

}  // namespace sharedfate
