#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/playground/labs/measurement_runner.h"
#include "app/playground/labs/pending_measurement.h"
#include "app/playground/lesson/lesson_command.h"
#include "app/playground/lesson/lesson_place.h"
#include "core/lab/addressed_request.h"
#include "core/lab/lab.h"
#include "core/lesson/lesson_player.h"
#include "core/lesson/lesson_reader.h"
#include "core/system/process_tree.h"

namespace sharedfate {

/// A lesson's file as the list shows it. Either has a lesson, or says why not.
struct LessonEntry {
  std::string file;
  std::shared_ptr<const Lesson> lesson;  ///< the last good version
  std::vector<LessonMistake> mistakes;   ///< of the version on disk; empty: it is good
};

/// Reads lessons from their files, in that order; any thread.
std::vector<LessonEntry> read_lessons(const std::vector<std::string>& files);

enum class AppMode : std::uint8_t {
  list,       ///< the lessons to choose from
  lesson,     ///< one of them is open
  free_play,  ///< every control, no lesson; also an open lesson that says `free_play`
};

/// The lessons: which there are, which is open and where it stands. Asks the lab for the open
/// lesson's lanes, and the bench for what it measures. Main thread; both must outlive it.
class LessonController {
 public:
  struct Settings {
    std::vector<LessonEntry> lessons;  ///< the lessons, in this order
    std::string place_file;            ///< where the place is kept; empty: nowhere
    bool free_play = false;            ///< no shelf: the lanes are those of the command line
    bool use_namespaces = true;
    int niceness = 0;  ///< of the workers
  };
  LessonController(Settings settings, Lab& lab, MeasurementRunner& measurements);
  ~LessonController();
  LessonController(const LessonController&) = delete;
  LessonController& operator=(const LessonController&) = delete;

  [[nodiscard]] AppMode mode() const;
  [[nodiscard]] const std::vector<LessonEntry>& lessons() const { return lessons_; }
  /// The open lesson; nullptr: none is.
  [[nodiscard]] const LessonPlayer* player() const { return player_.get(); }
  /// The shelf's entry of the open lesson; nullptr: none is open.
  [[nodiscard]] const LessonEntry* open_entry() const;
  /// Changes whenever a lesson is opened or left: what was chosen before no longer counts.
  [[nodiscard]] int opening() const { return opening_; }
  /// Where the class stopped the last time, if that lesson is still there.
  [[nodiscard]] const std::optional<LessonPlace>& place() const { return place_; }
  /// The shelf's place of the lesson in which the app before this one was killed, by the lesson or
  /// by somebody else, until it is opened.
  [[nodiscard]] std::optional<std::size_t> killed_lesson() const;
  /// The processes of the app as the system lists them; empty unless the open step shows them.
  [[nodiscard]] const ProcessTree& process_tree() const { return process_tree_; }
  /// Whether the presenter has a window of their own, so that the room's shows no notes.
  [[nodiscard]] bool presenter_window() const { return presenter_window_; }
  void set_presenter_window(bool open) { presenter_window_ = open; }
  /// When the open lesson was opened, on the window's clock.
  [[nodiscard]] double opened_s() const { return opened_s_; }

  /// Does what was asked.
  void obey(const LessonCommand& command, double now_s);
  /// Moves the open lesson on. Once a frame, after draining.
  void update(const Model& model, std::uint64_t now_ns, double now_s,
              std::vector<AddressedRequest>& requests);
  /// A request was refused by the lab.
  void note_trouble(const std::string& sentence);
  /// Reads the shelf's files again and shows what they now say, at the same step.
  void reload(double now_s);

  /// The next frame will differ although nothing happens: a script is at work.
  [[nodiscard]] bool busy() const {
    // What is measured in a lab is left as much of the machine as can be: the bench tells of it.
    return player_ != nullptr && player_->busy() && !pending_measurement_.waits();
  }
  /// How long until something shown is out of date, seconds; negative: nothing is.
  [[nodiscard]] double seconds_to_refresh(double now_s) const;
  /// Takes the sentences about what could not be done.
  std::vector<std::string> take_troubles();

 private:
  void open(std::size_t lesson_index, int step, double now_s);
  bool come_back(double now_s);
  void leave();
  void close_lanes();
  /// Returns whether it is kept now.
  bool keep_place();
  [[nodiscard]] bool is_mortal() const;
  void keep_snapshot(double now_s);
  void die();
  void read_tree(double now_s);
  [[nodiscard]] bool shows_tree() const;

  Settings settings_;
  Lab& lab_;
  MeasurementRunner& measurements_;
  PendingMeasurement pending_measurement_;
  std::vector<LessonEntry> lessons_;
  std::unique_ptr<LessonPlayer> player_;
  std::size_t open_place_ = 0;
  int opening_ = 0;
  bool presenter_window_ = false;
  std::optional<LessonPlace> place_;
  std::optional<MortalApp> killed_;  ///< the app before this one, at place_
  struct Returning {
    MortalApp app;
    double since_s;
  };
  std::optional<Returning> returning_;  ///< the open lesson waits for the end of what that app left
  ProcessSnapshot snapshot_;            ///< of this app, in a step that kills it
  double snapshot_taken_s_ = -1;
  ProcessTree process_tree_;
  double tree_read_s_ = -1, opened_s_ = 0;
  std::vector<std::string> troubles_;
};

}  // namespace sharedfate
