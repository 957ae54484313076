#include "app/playground/draw/picture_textures.h"

#include <glad/gl.h>

#include <filesystem>

#include "app/playground/draw/lesson_picture.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t frames_kept = 600;

GLuint upload(const PicturePixels& pixels) {
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  // Pictures are usually drawn smaller than they are: mipmaps keep thin lines from flickering.
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

void delete_texture(const Picture& picture) {
  if (picture.texture != 0) glDeleteTextures(1, &picture.texture);
}

}  // namespace

PictureTextures::~PictureTextures() {
  for (const auto& [key, kept] : kept_) delete_texture(kept.picture);
}

void PictureTextures::load(Kept& kept, const std::string& lesson_file, std::string_view name) {
  delete_texture(kept.picture);
  kept.picture = {};
  reloaded_ = true;
  const Result<PicturePixels> pixels = read_lesson_picture(lesson_file, name);
  if (!pixels) {
    kept.picture.error = pixels.error().text();
    return;
  }
  kept.picture.width = pixels.value().width;
  kept.picture.height = pixels.value().height;
  if (upload_ == PictureUpload::opengl) kept.picture.texture = upload(pixels.value());
}

/// Watches the file for changes. Checking it in each frame could wait for its disk.
void PictureTextures::watch(const std::string& file) {
  if (!watched_.insert(file).second) return;
  if (!watch_) {
    Result<FileWatch> created = FileWatch::create();
    if (!created) return;
    watch_.emplace(created.take());
  }
  // If this fails, changes of the file are not noticed. If the folder does not exist, load()
  // reports that.
  [[maybe_unused]] const Status added = watch_->add(file);
}

const Picture& PictureTextures::find(const std::string& lesson_file, std::string_view name) {
  const auto [entry, fresh] = kept_.try_emplace({lesson_file, std::string(name)});
  Kept& kept = entry->second;
  if (fresh) {
    kept.file = (std::filesystem::path(lesson_file).parent_path() / name).string();
    watch(kept.file);
  }
  if (fresh || std::exchange(kept.stale, false)) load(kept, lesson_file, name);
  kept.frame = frame_;
  return kept.picture;
}

void PictureTextures::begin_frame() {
  ++frame_;
  if (watch_) {
    for (const std::string& file : watch_->take_changed()) {
      for (auto& [key, kept] : kept_) kept.stale = kept.stale || kept.file == file;
    }
  }
  std::erase_if(kept_, [this](const auto& entry) {
    if (entry.second.frame + frames_kept >= frame_) return false;
    delete_texture(entry.second.picture);
    return true;
  });
}

}  // namespace sharedfate
