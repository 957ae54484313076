#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/lesson/lesson_command.h"
#include "core/lab/addressed_request.h"
#include "core/lab/lab.h"
#include "core/lesson/lesson_player.h"
#include "core/lesson/lesson_reader.h"
#include "core/system/process_tree.h"

namespace sharedfate {

/// A lesson's file as the list shows it. Either has a lesson, or says why not.
struct ShelfEntry {
  std::string file;
  std::shared_ptr<const Lesson> lesson;  ///< the last good version
  std::vector<LessonMistake> mistakes;   ///< of the version on disk; empty: it is good
};

/// Where a class stopped.
struct LessonPlace {
  std::string file;
  int step = 0;
};

enum class Room : std::uint8_t {
  list,       ///< the lessons to choose from
  lesson,     ///< one of them is open
  free_play,  ///< every control, no lesson; also an open lesson that says `free_play`
};

/// The lessons: which there are, which is open and where it stands. Asks the lab for the open
/// lesson's lanes. Main thread.
class Classroom {
 public:
  struct Settings {
    std::vector<std::string> files;  ///< the shelf, in this order
    std::string place_file;          ///< where the place is kept; empty: nowhere
    bool use_namespaces = true;
    int niceness = 0;  ///< of the workers
  };
  explicit Classroom(Settings settings);

  [[nodiscard]] Room room() const;
  [[nodiscard]] const std::vector<ShelfEntry>& shelf() const { return shelf_; }
  /// The open lesson; nullptr: none is.
  [[nodiscard]] const LessonPlayer* player() const { return player_.get(); }
  /// The shelf's entry of the open lesson; nullptr: none is open.
  [[nodiscard]] const ShelfEntry* open_entry() const;
  /// Where the class stopped the last time, if that lesson is still there.
  [[nodiscard]] const std::optional<LessonPlace>& place() const { return place_; }
  /// The processes of the app as the system lists them; empty unless the open step shows them.
  [[nodiscard]] const ProcessTree& process_tree() const { return process_tree_; }
  [[nodiscard]] double opened_s() const { return opened_s_; }  ///< on the window's clock

  /// Does what was asked; what cannot be done is a sentence in `troubles`.
  void obey(const LessonCommand& command, Lab& lab, double now_s,
            std::vector<std::string>& troubles);
  /// Free play as the command line describes it: no shelf, no lesson.
  void enter_free_play() { free_play_ = true; }
  /// Moves the open lesson on. Once a frame, after draining.
  void update(const Model& model, std::uint64_t now_ns, double now_s,
              std::vector<AddressedRequest>& requests);
  /// A request of the open lesson was refused.
  void note_trouble(const std::string& sentence);
  /// Reads again the files that have changed since; returns whether one had.
  bool reload();
  /// The next frame will differ although nothing happens: a script is at work.
  [[nodiscard]] bool busy() const { return player_ != nullptr && player_->busy(); }

 private:
  void open(std::size_t shelf_place, int step, Lab& lab, std::vector<std::string>& troubles);
  void leave(Lab& lab);
  void keep_place();

  Settings settings_;
  std::vector<ShelfEntry> shelf_;
  std::unique_ptr<LessonPlayer> player_;
  std::size_t open_place_ = 0;
  std::vector<LaneIndex> lanes_;
  std::optional<LessonPlace> place_;
  ProcessTree process_tree_;
  double tree_read_s_ = 0, opened_s_ = 0;
  bool free_play_ = false;
};

}  // namespace sharedfate
