#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/system/descriptor.h"

namespace sharedfate {

/// Notices when files are saved, whether an editor writes them in place or writes beside them and
/// renames. It watches folders, so a file need not exist yet.
class FileWatch {
 public:
  static Result<FileWatch> create();

  /// Watches a file, or every file of a folder (not of its subfolders). If the file is a symbolic
  /// link, its target is watched too. An error if the folder cannot be watched, for example because
  /// it is missing; what was added before is still watched. A folder that is removed later is no
  /// longer watched.
  Status add(const std::string& path);

  /// Readable (for poll) when take_changed() has something to return. Owned by this object.
  [[nodiscard]] int descriptor() const { return inotify_.get(); }

  /// The files that were saved, renamed or removed since the last call, each once: as they were
  /// added, or FOLDER/NAME for a watched folder. After an overflow of the kernel's queue:
  /// everything that was added. Never blocks.
  std::vector<std::string> take_changed();

 private:
  struct Watched {
    int folder;          ///< inotify's watch number of the folder
    std::string name;    ///< file name in that folder; empty: every file
    std::string report;  ///< the path to report: the file or the folder as it was added
  };

  explicit FileWatch(Descriptor inotify) : inotify_(std::move(inotify)) {}
  Status watch(const std::string& folder, const std::string& name, const std::string& report);
  void note(int folder, const std::string& name, std::vector<std::string>& changed) const;

  Descriptor inotify_;
  std::vector<Watched> watched_;
};

}  // namespace sharedfate
