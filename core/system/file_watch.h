#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/system/descriptor.h"

namespace sharedfate {

/// Notices when files are saved, by whatever way an editor does it: written in place, or written
/// beside and renamed. What is watched are the folders; a file need not exist yet.
class FileWatch {
 public:
  static Result<FileWatch> create();

  /// Watches a file, or every file of a folder (not of the folders in it). Where the file is a
  /// link, what it leads to is watched too. An error if the folder cannot be watched, for example
  /// as it is not there; what was added before is watched still. A folder that is removed later is
  /// watched no longer.
  Status add(const std::string& path);

  /// Readable (for poll) when take_changed() has something to tell. Owned by this.
  [[nodiscard]] int descriptor() const { return inotify_.get(); }

  /// The files that were saved, renamed into place or removed since the last call, each once: as
  /// they were added, or FOLDER/NAME. Never blocks.
  std::vector<std::string> take_changed();

 private:
  struct Watched {
    int folder;          ///< inotify's number of it
    std::string name;    ///< in that folder; empty: every one
    std::string report;  ///< the file as it was added, or the folder
  };

  explicit FileWatch(Descriptor inotify) : inotify_(std::move(inotify)) {}
  Status watch(const std::string& folder, const std::string& name, const std::string& report);
  void note(int folder, const std::string& name, std::vector<std::string>& changed) const;

  Descriptor inotify_;
  std::vector<Watched> watched_;
};

}  // namespace sharedfate
