#include "app/playground/draw/partial_frame.h"

#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/playground/draw/crowd_renderer.h"

namespace sharedfate {
namespace {

ImVec4 clip_of(const Rect& rect) { return {rect.x, rect.y, rect.right(), rect.bottom()}; }

Rect box_of(const ImVec2& a, const ImVec2& b, const ImVec2& c) {
  const float left = std::min({a.x, b.x, c.x}), top = std::min({a.y, b.y, c.y});
  return {left, top, std::max({a.x, b.x, c.x}) - left, std::max({a.y, b.y, c.y}) - top};
}

/// The pixels that the backend draws: it truncates the clip rectangle, counting rows from the
/// bottom.
Rect scissor_of(const ImDrawCmd& command, float height) {
  const ImVec4& clip = command.ClipRect;
  const float h = std::trunc(clip.w - clip.y);
  return {std::trunc(clip.x), height - std::trunc(height - clip.w) - h, std::trunc(clip.z - clip.x),
          h};
}

/// Appends the triangles of a command that overlap the box.
void append_triangles(const ImDrawList& from, const ImDrawCmd& command, const Rect& box,
                      ImDrawList& to) {
  ImDrawCmd restricted = command;
  restricted.ClipRect = clip_of(box);
  restricted.IdxOffset = static_cast<unsigned>(to.IdxBuffer.Size);
  restricted.ElemCount = 0;
  const ImDrawVert* const vertices = from.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* const first = from.IdxBuffer.Data + command.IdxOffset;
  const int before = to.IdxBuffer.Size;
  // Unlike reserve(), resize() grows by more than what is asked for. The size is corrected below.
  to.IdxBuffer.resize(before + static_cast<int>(command.ElemCount));
  ImDrawIdx* out = to.IdxBuffer.Data + before;
  for (const ImDrawIdx* at = first; at != first + command.ElemCount; at += 3) {
    if (!box.overlaps(box_of(vertices[at[0]].pos, vertices[at[1]].pos, vertices[at[2]].pos)))
      continue;
    out = std::copy(at, at + 3, out);
    restricted.ElemCount += 3;
  }
  to.IdxBuffer.resize(before + static_cast<int>(restricted.ElemCount));
  if (restricted.ElemCount > 0) to.CmdBuffer.push_back(restricted);
}

/// Appends what a list draws inside `part`. `height`: of the screen, pixels.
void append_part(const ImDrawList& from, const Rect& part, float height, ImDrawList& to) {
  bool state_changed = false;
  for (const ImDrawCmd& command : from.CmdBuffer) {
    if (command.UserCallback == ImDrawCallback_ResetRenderState) {
      if (state_changed) to.CmdBuffer.push_back(command);
      state_changed = false;
      continue;
    }
    const Rect box = scissor_of(command, height).common(part);
    if (box.empty()) continue;
    if (command.UserCallback == nullptr) {
      append_triangles(from, command, box, to);
      continue;
    }
    if (!CrowdRenderer::draws_inside(command, box)) continue;
    ImDrawCmd restricted = command;
    restricted.ClipRect = clip_of(box);
    to.CmdBuffer.push_back(restricted);
    state_changed = true;
  }
}

}  // namespace

PartialFrame::PartialFrame() = default;
PartialFrame::~PartialFrame() = default;

void PartialFrame::note(const ImDrawData& frame, Damage& damage) {
  for (int i = 0; i < frame.CmdListsCount; ++i)
    note_list(*frame.CmdLists[i], frame.DisplaySize.y, damage);
}

void PartialFrame::note_list(const ImDrawList& list, float height, Damage& damage) {
  vertices_.clear();
  for (const ImDrawVert& vertex : list.VtxBuffer) vertices_.push_back(fingerprint_of(vertex));
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const Rect scissor = scissor_of(command, height);
    if (command.UserCallback != nullptr) {
      CrowdRenderer::note(command, scissor, damage);
      continue;
    }
    const std::uint64_t state =
        mix_fingerprint(fingerprint_of(scissor), fingerprint_of(command.GetTexID()));
    const ImDrawVert* const vertices = list.VtxBuffer.Data + command.VtxOffset;
    const std::uint64_t* const prints = vertices_.data() + command.VtxOffset;
    const ImDrawIdx* const first = list.IdxBuffer.Data + command.IdxOffset;
    for (const ImDrawIdx* at = first; at != first + command.ElemCount; at += 3) {
      const Rect place =
          box_of(vertices[at[0]].pos, vertices[at[1]].pos, vertices[at[2]].pos).common(scissor);
      if (place.empty()) continue;
      std::uint64_t print = mix_fingerprint(state, prints[at[0]]);
      print = mix_fingerprint(mix_fingerprint(print, prints[at[1]]), prints[at[2]]);
      damage.note(place, print);
    }
  }
}

// ImGui's list of draw lists is a pointer in some versions and a vector in others, so its entries
// are replaced in place and restored afterwards.
void PartialFrame::render(ImDrawData& frame, std::span<const Rect> parts) {
  const auto count = static_cast<std::size_t>(frame.CmdListsCount);
  while (lists_.size() < count)
    lists_.push_back(std::make_unique<ImDrawList>(ImGui::GetDrawListSharedData()));
  whole_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    whole_.push_back(frame.CmdLists[static_cast<int>(i)]);
    ImDrawList& to = *lists_[i];
    to.CmdBuffer.resize(0);
    to.IdxBuffer.resize(0);
    for (const Rect& part : parts) append_part(*whole_[i], part, frame.DisplaySize.y, to);
    // All vertices are lent; the indices select those that are drawn.
    to.VtxBuffer.swap(whole_[i]->VtxBuffer);
    frame.CmdLists[static_cast<int>(i)] = &to;
  }
  ImGui_ImplOpenGL3_RenderDrawData(&frame);
  for (std::size_t i = 0; i < count; ++i) {
    lists_[i]->VtxBuffer.swap(whole_[i]->VtxBuffer);
    frame.CmdLists[static_cast<int>(i)] = whole_[i];
  }
}

}  // namespace sharedfate
