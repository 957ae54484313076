#include "app/playground/window/screenshot.h"

#include <glad/gl.h>
#include <stb_image_write.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "core/base/write_file.h"

namespace sharedfate {
namespace {

constexpr int channels = 3;
constexpr const char* remedy = "name a file in a directory that can be written to";

void append(void* png, void* data, int size) {
  static_cast<std::string*>(png)->append(static_cast<const char*>(data),
                                         static_cast<std::size_t>(size));
}

}  // namespace

Result<FramePixels> read_frame(int width, int height, const std::function<void()>& draw) {
  GLuint framebuffer = 0, colour = 0;
  glGenFramebuffers(1, &framebuffer);
  glGenRenderbuffers(1, &colour);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glBindRenderbuffer(GL_RENDERBUFFER, colour);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
  const bool complete = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
  FramePixels frame{width, height, {}};
  if (complete) {
    frame.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * channels);
    draw();
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, frame.rgb.data());
  }
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteRenderbuffers(1, &colour);
  glDeleteFramebuffers(1, &framebuffer);
  if (!complete)
    return Error{"draw a picture off the screen", "the graphics driver refused a framebuffer", ""};
  return frame;
}

Result<std::string> encode_png(const FramePixels& frame) {
  // OpenGL counts rows from the bottom: start at the last one and go backwards.
  const int stride = frame.width * channels;
  const unsigned char* last_row =
      frame.rgb.data() + static_cast<std::ptrdiff_t>(stride) * (frame.height - 1);
  std::string png;
  if (stbi_write_png_to_func(append, &png, frame.width, frame.height, channels, last_row,
                             -stride) == 0)
    return Error{"encode a picture", "there is not enough memory", "close other programs"};
  return png;
}

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
  const auto frame = read_frame(width, height, draw);
  if (!frame) return frame.error();
  const auto png = encode_png(frame.value());
  if (!png) return png.error();
  std::FILE* stream = std::fopen(file.c_str(), "wb");
  if (stream == nullptr) return system_error("write the screenshot " + file, remedy);
  return write_and_close(stream, png.value(), "write the screenshot " + file);
}

}  // namespace sharedfate
