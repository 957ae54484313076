#include "app/playground/draw/picture_textures.h"

#include <glad/gl.h>

#include "app/playground/lesson/lesson_picture.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t frames_kept = 600;

GLuint upload(const PicturePixels& pixels) {
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  // Usually drawn smaller than it is: smaller copies keep lines from flickering.
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, pixels.width, pixels.height, 0, GL_RGBA,
               GL_UNSIGNED_BYTE, pixels.rgba.data());
  glGenerateMipmap(GL_TEXTURE_2D);
  glBindTexture(GL_TEXTURE_2D, 0);
  return texture;
}

}  // namespace

PictureTextures::~PictureTextures() {
  for (const auto& [key, kept] : kept_) glDeleteTextures(1, &kept.picture.texture);
}

void PictureTextures::load(Kept& kept, const std::string& lesson_file, std::string_view name) {
  if (kept.picture.texture != 0) glDeleteTextures(1, &kept.picture.texture);
  kept.picture = {};
  const Result<PicturePixels> pixels = read_lesson_picture(lesson_file, name);
  if (!pixels) {
    kept.picture.error = pixels.error().text();
    return;
  }
  kept.picture.width = pixels.value().width;
  kept.picture.height = pixels.value().height;
  kept.picture.texture = upload(pixels.value());
}

const Picture& PictureTextures::find(const std::string& lesson_file, std::string_view name) {
  const auto [entry, fresh] = kept_.try_emplace({lesson_file, std::string(name)});
  Kept& kept = entry->second;
  if (fresh || kept.frame != frame_) {
    std::string version = picture_version(lesson_file, name);
    if (fresh || version != kept.version) {
      kept.version = std::move(version);
      load(kept, lesson_file, name);
    }
  }
  kept.frame = frame_;
  return kept.picture;
}

void PictureTextures::begin_frame() {
  ++frame_;
  std::erase_if(kept_, [this](const auto& entry) {
    if (entry.second.frame + frames_kept >= frame_) return false;
    glDeleteTextures(1, &entry.second.picture.texture);
    return true;
  });
}

}  // namespace sharedfate
