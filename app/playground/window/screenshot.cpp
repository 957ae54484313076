#include "app/playground/window/screenshot.h"

#include <glad/gl.h>
#include <stb_image_write.h>

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <vector>

namespace sharedfate {
namespace {

constexpr int channels = 3;
constexpr const char* remedy = "name a file in a directory that can be written to";

/// Draws into a framebuffer of its own and reads it back, top row last.
Result<std::vector<unsigned char>> read_pixels(int width, int height,
                                               const std::function<void()>& draw) {
  GLuint framebuffer = 0, colour = 0;
  glGenFramebuffers(1, &framebuffer);
  glGenRenderbuffers(1, &colour);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glBindRenderbuffer(GL_RENDERBUFFER, colour);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
  const bool complete = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width) *
                                    static_cast<std::size_t>(height) * channels);
  if (complete) {
    draw();
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  }
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteRenderbuffers(1, &colour);
  glDeleteFramebuffers(1, &framebuffer);
  if (!complete)
    return Error{"draw the screenshot", "the graphics driver refused a framebuffer", ""};
  return pixels;
}

}  // namespace

Status check_screenshot_file(const std::string& file) {
  std::error_code ignored;
  const bool existed = std::filesystem::exists(file, ignored);
  std::FILE* stream = std::fopen(file.c_str(), "ab");
  if (stream == nullptr) return system_error("write the screenshot " + file, remedy);
  std::fclose(stream);
  if (!existed) std::filesystem::remove(file, ignored);
  return Done{};
}

Status write_screenshot(const std::string& file, int width, int height,
                        const std::function<void()>& draw) {
  const auto pixels = read_pixels(width, height, draw);
  if (!pixels) return pixels.error();
  // OpenGL counts rows from the bottom: begin at the last one and walk backwards.
  const int stride = width * channels;
  const unsigned char* last_row =
      pixels.value().data() + static_cast<std::ptrdiff_t>(stride) * (height - 1);
  if (stbi_write_png(file.c_str(), width, height, channels, last_row, -stride) == 0) {
    return system_error("write the screenshot " + file, remedy);
  }
  return Done{};
}

}  // namespace sharedfate
