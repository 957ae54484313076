#include "app/playground/draw/drawing.h"

#include <backends/imgui_impl_opengl3.h>
#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace sharedfate {

Drawing::Drawing(FontFiles fonts) : font_files_(std::move(fonts)) {
  IMGUI_CHECKVERSION();
  context_ = ImGui::CreateContext();
  // The first one made stays current by itself, later ones do not become it.
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
  scale_ = scale;
  fonts_.build(font_files_, scale);
  if (!ImGui_ImplOpenGL3_Init("#version 330 core")) {
    return Error{"prepare drawing with OpenGL", "the driver refused it",
                 "install libgl1 and libgl1-mesa-dri"};
  }
  created_ = true;
  return crowds_.create();
}

Drawing::Layers Drawing::begin_frame(int width, int height, float scale, double delta_s) {
  ImGui::SetCurrentContext(context_);
  if (scale != scale_) {
    scale_ = scale;
    fonts_.build(font_files_, scale);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }
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

void Drawing::end_frame(Rgb background) {
  ImGui::SetCurrentContext(context_);
  ImGui::Render();
  draw_again(background);
}

void Drawing::draw_again(Rgb background) {
  ImGui::SetCurrentContext(context_);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const auto channel = [background](int shift) {
    return static_cast<float>((background >> shift) & 0xFFU) / 255.0F;
  };
  glViewport(0, 0, static_cast<GLsizei>(size.x), static_cast<GLsizei>(size.y));
  glDisable(GL_SCISSOR_TEST);
  glClearColor(channel(16), channel(8), channel(0), 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace sharedfate
