#include "tests/unit/window/recorded_drawing.h"

#include <imgui.h>

#include <map>

#include "app/playground/draw/fonts.h"

namespace sharedfate::testing {
namespace {

/// The fonts of one scale, and the context that draws with them.
class ScaledFonts {
 public:
  ScaledFonts(FontFiles& files, float scale) {
    fonts.build(files, scale);
    context_ = ImGui::CreateContext(fonts.atlas());
    fonts.atlas()->ClearTexData();  // the pixels are for a renderer; the measures stay
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    // As OpenGL does; without it a draw list holds 65,536 corners.
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  }
  ~ScaledFonts() { ImGui::DestroyContext(context_); }
  ScaledFonts(const ScaledFonts&) = delete;
  ScaledFonts& operator=(const ScaledFonts&) = delete;

  void begin_frame(int width, int height) {
    ImGui::SetCurrentContext(context_);
    fonts.begin_frame();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DeltaTime = 1.0F / 60;
    ImGui::NewFrame();
  }

  FontSet fonts;

 private:
  ImGuiContext* context_;
};

ScaledFonts& fonts_of(float scale) {
  static FontFiles files = find_font_files();
  static std::map<float, ScaledFonts> built;
  return built.try_emplace(scale, files, scale).first->second;
}

}  // namespace

RecordedDrawing::Layers RecordedDrawing::begin_frame(int width, int height, float scale) {
  ScaledFonts& prepared = fonts_of(scale);
  prepared.begin_frame(width, height);
  crowds_.begin_frame();
  pictures_.begin_frame();
  base_.clear();
  overlay_.clear();
  return {
      Canvas(ImGui::GetBackgroundDrawList(), prepared.fonts, crowds_, pictures_, scale, &base_),
      Canvas(ImGui::GetForegroundDrawList(), prepared.fonts, crowds_, pictures_, scale, &overlay_)};
}

std::vector<CanvasMark> RecordedDrawing::end_frame() {
  ImGui::EndFrame();
  std::vector<CanvasMark> marks = base_.marks();
  marks.insert(marks.end(), overlay_.marks().begin(), overlay_.marks().end());
  return marks;
}

}  // namespace sharedfate::testing
