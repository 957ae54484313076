#include "app/playground/draw/partial_frame.h"

#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "app/playground/draw/crowd_renderer.h"

namespace sharedfate {
namespace {

struct Box {
  float left, top, right, bottom;
  [[nodiscard]] bool empty() const { return right <= left || bottom <= top; }
};

Box meet(const Box& one, const Box& other) {
  return {std::max(one.left, other.left), std::max(one.top, other.top),
          std::min(one.right, other.right), std::min(one.bottom, other.bottom)};
}

Box box_of(const Rect& rect) { return {rect.x, rect.y, rect.right(), rect.bottom()}; }
Box box_of(const ImVec4& clip) { return {clip.x, clip.y, clip.z, clip.w}; }
ImVec4 clip_of(const Box& box) { return {box.left, box.top, box.right, box.bottom}; }

Box box_of(const ImVec2& a, const ImVec2& b, const ImVec2& c) {
  return {std::min({a.x, b.x, c.x}), std::min({a.y, b.y, c.y}), std::max({a.x, b.x, c.x}),
          std::max({a.y, b.y, c.y})};
}

/// The pixels that the backend's scissor lets through; it cuts fractions off, from below.
Box scissor(const ImVec4& clip, float height) {
  const float left = std::trunc(clip.x), bottom = height - std::trunc(height - clip.w);
  return {left, bottom - std::trunc(clip.w - clip.y), left + std::trunc(clip.z - clip.x), bottom};
}

std::uint64_t fingerprint(const ImDrawVert& vertex) {
  std::uint64_t words[2];
  static_assert(sizeof words == sizeof vertex.pos + sizeof vertex.uv);
  std::memcpy(words, &vertex.pos, sizeof words);
  return mix_fingerprint(mix_fingerprint(words[0], words[1]), vertex.col);
}

std::uint64_t fingerprint(const ImDrawCmd& command) {
  std::uint64_t words[2];
  static_assert(sizeof words == sizeof command.ClipRect);
  std::memcpy(words, &command.ClipRect, sizeof words);
  return mix_fingerprint(mix_fingerprint(words[0], words[1]),
                         reinterpret_cast<std::uintptr_t>(command.GetTexID()));
}

/// Appends those triangles of a command that meet the box.
void append_triangles(const ImDrawList& from, const ImDrawCmd& command, const Box& box,
                      ImDrawList& to) {
  ImDrawCmd restricted = command;
  restricted.ClipRect = clip_of(box);
  restricted.IdxOffset = static_cast<unsigned>(to.IdxBuffer.Size);
  restricted.ElemCount = 0;
  const ImDrawVert* const vertices = from.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* const first = from.IdxBuffer.Data + command.IdxOffset;
  to.IdxBuffer.reserve(to.IdxBuffer.Size + static_cast<int>(command.ElemCount));
  ImDrawIdx* out = to.IdxBuffer.Data + to.IdxBuffer.Size;
  for (const ImDrawIdx* at = first; at != first + command.ElemCount; at += 3) {
    const Box triangle = box_of(vertices[at[0]].pos, vertices[at[1]].pos, vertices[at[2]].pos);
    if (meet(triangle, box).empty()) continue;
    out = std::copy(at, at + 3, out);
    restricted.ElemCount += 3;
  }
  to.IdxBuffer.Size += static_cast<int>(restricted.ElemCount);
  if (restricted.ElemCount > 0) to.CmdBuffer.push_back(restricted);
}

/// Appends what a list draws inside of one part of the screen.
void append_part(const ImDrawList& from, const Rect& part, float height, ImDrawList& to) {
  bool state_changed = false;
  for (const ImDrawCmd& command : from.CmdBuffer) {
    if (command.UserCallback == ImDrawCallback_ResetRenderState) {
      if (state_changed) to.CmdBuffer.push_back(command);
      state_changed = false;
      continue;
    }
    const Box box = meet(scissor(command.ClipRect, height), box_of(part));
    if (box.empty()) continue;
    if (command.UserCallback == nullptr) {
      append_triangles(from, command, box, to);
      continue;
    }
    if (!CrowdRenderer::draws_inside(
            command, {box.left, box.top, box.right - box.left, box.bottom - box.top}))
      continue;
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
  for (int i = 0; i < frame.CmdListsCount; ++i) note_list(*frame.CmdLists[i], damage);
}

void PartialFrame::note_list(const ImDrawList& list, Damage& damage) {
  vertices_.clear();
  for (const ImDrawVert& vertex : list.VtxBuffer) vertices_.push_back(fingerprint(vertex));
  for (const ImDrawCmd& command : list.CmdBuffer) {
    if (command.UserCallback != nullptr) {
      CrowdRenderer::note(command, damage);
      continue;
    }
    const std::uint64_t state = fingerprint(command);
    const Box clip = box_of(command.ClipRect);
    const ImDrawVert* const vertices = list.VtxBuffer.Data + command.VtxOffset;
    const std::uint64_t* const prints = vertices_.data() + command.VtxOffset;
    const ImDrawIdx* const first = list.IdxBuffer.Data + command.IdxOffset;
    for (const ImDrawIdx* at = first; at != first + command.ElemCount; at += 3) {
      const Box box =
          meet(box_of(vertices[at[0]].pos, vertices[at[1]].pos, vertices[at[2]].pos), clip);
      if (box.empty()) continue;
      std::uint64_t print = mix_fingerprint(state, prints[at[0]]);
      print = mix_fingerprint(mix_fingerprint(print, prints[at[1]]), prints[at[2]]);
      damage.note(box.left, box.top, box.right, box.bottom, print);
    }
  }
}

void PartialFrame::render(ImDrawData& frame, std::span<const Rect> parts) {
  const auto count = static_cast<std::size_t>(frame.CmdListsCount);
  while (lists_.size() < count)
    lists_.push_back(std::make_unique<ImDrawList>(ImGui::GetDrawListSharedData()));
  pointers_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    ImDrawList& to = *lists_[i];
    to.CmdBuffer.resize(0);
    to.IdxBuffer.resize(0);
    for (const Rect& part : parts) append_part(*frame.CmdLists[i], part, frame.DisplaySize.y, to);
    // All vertices are lent: which of them are drawn is the indices' matter.
    to.VtxBuffer.swap(frame.CmdLists[i]->VtxBuffer);
    pointers_.push_back(&to);
  }
  ImDrawData restricted = frame;
  restricted.CmdLists = pointers_.data();
  ImGui_ImplOpenGL3_RenderDrawData(&restricted);
  for (std::size_t i = 0; i < count; ++i) lists_[i]->VtxBuffer.swap(frame.CmdLists[i]->VtxBuffer);
}

}  // namespace sharedfate
