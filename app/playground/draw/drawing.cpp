#include "app/playground/draw/drawing.h"

#include <backends/imgui_impl_opengl3.h>
#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sharedfate {
namespace {

/// Code that prints a new character in each frame must not keep the window busy with fonts.
constexpr double rebuild_after_s = 0.25;
constexpr double rebuild_pause = 4;  ///< times what the last build took

}  // namespace

Drawing::Drawing(FontFiles files, FontSet built)
    : font_files_(std::move(files)), fonts_(std::move(built)) {
  IMGUI_CHECKVERSION();
  context_ = ImGui::CreateContext(fonts_.atlas());
  // ImGui makes a new context current only if there is none.
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
}

Drawing::~Drawing() {
  ImGui::SetCurrentContext(context_);
  if (created_) ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext(context_);
}

Status Drawing::create(float scale) {
  ImGui::SetCurrentContext(context_);
  if (fonts_.scale() != scale) fonts_.build(font_files_, scale);
  if (!ImGui_ImplOpenGL3_Init("#version 330 core")) {
    return Error{"prepare drawing with OpenGL", "the driver refused it",
                 "install libgl1 and libgl1-mesa-dri"};
  }
  created_ = true;
  return crowds_.create();
}

Drawing::Layers Drawing::begin_frame(int width, int height, float scale, double delta_s) {
  ImGui::SetCurrentContext(context_);
  until_rebuild_s_ -= delta_s;
  if (scale != fonts_.scale() || (fonts_.stale() && until_rebuild_s_ <= 0)) {
    const auto began = std::chrono::steady_clock::now();
    fonts_.build(font_files_, scale);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    damage_.forget();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    until_rebuild_s_ = took.count() + std::max(rebuild_after_s, rebuild_pause * took.count());
  }
  fonts_.begin_frame();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DeltaTime = static_cast<float>(std::max(delta_s, 0.0001));
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  crowds_.begin_frame();
  pictures_.begin_frame();
  return {Canvas(ImGui::GetBackgroundDrawList(), fonts_, crowds_, pictures_, scale),
          Canvas(ImGui::GetForegroundDrawList(), fonts_, crowds_, pictures_, scale)};
}

void Drawing::end_frame() {
  ImGui::SetCurrentContext(context_);
  ImGui::Render();
}

std::span<const Rect> Drawing::end_frame_changed(Rgb background, bool keeps_pixels) {
  end_frame();
  const ImDrawData& frame = *ImGui::GetDrawData();
  // The content of a texture is in no draw list.
  if (pictures_.take_reloaded() || background != background_) damage_.forget();
  background_ = background;
  damage_.begin(static_cast<int>(frame.DisplaySize.x), static_cast<int>(frame.DisplaySize.y));
  partial_.note(frame, damage_);
  std::span<const Rect> changed = damage_.end();
  if (changed.empty()) return changed;
  if (!keeps_pixels) {
    whole_ = {0, 0, frame.DisplaySize.x, frame.DisplaySize.y};
    changed = {&whole_, 1};
  }
  draw(changed, background);
  return changed;
}

void Drawing::draw_again(Rgb background) {
  ImGui::SetCurrentContext(context_);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const Rect whole{0, 0, size.x, size.y};
  draw({&whole, 1}, background);
}

void Drawing::draw(std::span<const Rect> parts, Rgb background) {
  ImDrawData& frame = *ImGui::GetDrawData();
  const auto channel = [background](int shift) {
    return static_cast<float>((background >> shift) & 0xFFU) / 255.0F;
  };
  glViewport(0, 0, static_cast<GLsizei>(frame.DisplaySize.x),
             static_cast<GLsizei>(frame.DisplaySize.y));
  glEnable(GL_SCISSOR_TEST);
  glClearColor(channel(16), channel(8), channel(0), 1);
  for (const Rect& part : parts) {
    glScissor(static_cast<GLint>(part.x), static_cast<GLint>(frame.DisplaySize.y - part.bottom()),
              static_cast<GLsizei>(part.w), static_cast<GLsizei>(part.h));
    glClear(GL_COLOR_BUFFER_BIT);
  }
  partial_.render(frame, parts);
}

}  // namespace sharedfate
