#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/system/file_watch.h"

namespace sharedfate {

/// A picture as an OpenGL texture, or why it is not shown.
struct Picture {
  unsigned texture = 0;       ///< 0: none
  int width = 0, height = 0;  ///< pixels of the file; 0: it cannot be shown
  std::string error;          ///< a sentence to draw in its place; empty: none
};

/// Where the pixels of pictures go.
enum class PictureUpload : std::uint8_t {
  opengl,
  none,  ///< nowhere: pictures have a size and no texture, for frames that are never rendered
};

/// The textures of lesson pictures, each uploaded once and again after its file has changed. With
/// uploads to OpenGL the context of its window must be current, also when it is destroyed.
class PictureTextures {
 public:
  explicit PictureTextures(PictureUpload upload = PictureUpload::opengl) : upload_(upload) {}
  ~PictureTextures();
  PictureTextures(const PictureTextures&) = delete;
  PictureTextures& operator=(const PictureTextures&) = delete;

  /// The PNG called `name` beside the lesson's file. Valid until the next frame.
  const Picture& find(const std::string& lesson_file, std::string_view name);
  /// Notes which files were saved, and deletes the textures that were not asked for in 600 frames.
  void begin_frame();
  /// Whether a picture was read since the last call, so that the content of a texture may have
  /// changed.
  bool take_reloaded() { return std::exchange(reloaded_, false); }

 private:
  struct Kept {
    Picture picture;
    std::string file;         ///< its path
    bool stale = false;       ///< its file was saved since it was read
    std::uint64_t frame = 0;  ///< that asked for it last
  };
  void load(Kept& kept, const std::string& lesson_file, std::string_view name);
  void watch(const std::string& file);

  PictureUpload upload_;
  /// Empty if the kernel denies it: each picture is then read only once.
  std::optional<FileWatch> watch_;
  std::set<std::string> watched_;
  std::map<std::pair<std::string, std::string>, Kept> kept_;  // by lesson file and name
  std::uint64_t frame_ = 0;
  bool reloaded_ = false;
};

}  // namespace sharedfate
