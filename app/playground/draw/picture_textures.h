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

/// A picture as the graphics card has it, or why it is not shown.
struct Picture {
  unsigned texture = 0;
  int width = 0, height = 0;  ///< pixels of the file
  std::string error;          ///< a sentence to draw in the picture's place; empty: it is there
};

/// The pictures of lessons on the graphics card, each uploaded once, and again when its file has
/// changed. Needs the current OpenGL context of its window, also at its end.
class PictureTextures {
 public:
  PictureTextures() = default;
  ~PictureTextures();
  PictureTextures(const PictureTextures&) = delete;
  PictureTextures& operator=(const PictureTextures&) = delete;

  /// The PNG called `name` beside the lesson's file. Valid until the next frame.
  const Picture& find(const std::string& lesson_file, std::string_view name);
  /// Notices which files were saved, and lets go of pictures that have not been asked for in a
  /// while.
  void begin_frame();
  /// Whether a picture was read since the last call: what its texture shows may be another.
  bool take_reloaded() { return std::exchange(reloaded_, false); }

 private:
  struct Kept {
    Picture picture;
    std::string file;         ///< its path
    bool stale = false;       ///< it was saved since it was read
    std::uint64_t frame = 0;  ///< in which it was asked for last
  };
  void load(Kept& kept, const std::string& lesson_file, std::string_view name);

  void watch(const std::string& file);

  std::optional<FileWatch> watch_;  ///< nothing where the kernel denies one: each is read once
  std::set<std::string> watched_;
  std::map<std::pair<std::string, std::string>, Kept> kept_;  // by lesson's file and name
  std::uint64_t frame_ = 0;
  bool reloaded_ = false;
};

}  // namespace sharedfate
