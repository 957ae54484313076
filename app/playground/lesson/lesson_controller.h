#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/playground/labs/measurement_runner.h"
#include "app/playground/lesson/lesson_place.h"
#include "app/playground/widgets/app_command.h"
#include "core/lab/lab.h"
#include "core/lesson/play/lesson_player.h"
#include "core/lesson/read/lesson_reader.h"
#include "core/system/process_facts.h"

namespace sharedfate {

/// A lesson's file as the list shows it: with a lesson, with mistakes, or with both.
struct LessonEntry {
  std::string file;
  std::shared_ptr<const Lesson> lesson;  ///< the last version without mistakes
  std::vector<LessonMistake> mistakes;   ///< of the version on disk; empty: none
};

/// Reads lessons from their files, in that order. Any thread.
std::vector<LessonEntry> read_lessons(const std::vector<std::string>& files);

enum class AppMode : std::uint8_t {
  list,       ///< the list of lessons
  lesson,     ///< a lesson is open
  free_play,  ///< every control, no lesson; also while a lesson is open that says `free_play`
};

/// Starts the measurement that the open lesson asks for and passes the result to its player.
class PendingMeasurement {
 public:
  /// Call it once a frame. `player`: of the open lesson, nullptr if none is open. `opening`: a
  /// number that differs from player to player.
  void update(LessonPlayer* player, int opening, MeasurementRunner& measurements);
  /// Whether the open lesson waits for the measurement runner.
  [[nodiscard]] bool waits() const { return asked_ != 0; }

 private:
  int opening_ = 0;
  std::uint64_t number_ = 0;  ///< of the measurement that the lesson asked for
  int asked_ = 0;             ///< MeasurementRunner::asked() of that start; 0: none
};

/// The list of lessons, the open one and its position. Opens and closes that lesson's lanes in the
/// lab and starts its measurements. Main thread; both references must outlive it.
class LessonController {
 public:
  struct Settings {
    std::vector<LessonEntry> lessons;  ///< in the order of the list
    std::string place_file;            ///< where the class's place is kept; empty: nowhere
    std::string taught_file;           ///< where it is kept what was taught; empty: nowhere
    bool free_play = false;            ///< no list: the lanes are those of the command line
    bool use_namespaces = true;
    int niceness = 0;  ///< of the workers
  };
  LessonController(Settings settings, Lab& lab, MeasurementRunner& measurements);
  ~LessonController();
  LessonController(const LessonController&) = delete;
  LessonController& operator=(const LessonController&) = delete;

  [[nodiscard]] AppMode mode() const;
  [[nodiscard]] const std::vector<LessonEntry>& lessons() const { return lessons_; }
  /// nullptr: no lesson is open.
  [[nodiscard]] const LessonPlayer* player() const { return player_.get(); }
  /// The list entry of the open lesson; nullptr: none is open.
  [[nodiscard]] const LessonEntry* open_entry() const;
  /// Changes whenever a lesson is opened or left: choices made before no longer count.
  [[nodiscard]] int opening() const { return opening_; }
  /// Whether a class has gone through it to its end on this computer.
  [[nodiscard]] bool is_taught(const LessonEntry& entry) const {
    return taught_.count(entry.file) > 0;
  }
  /// Where the class is, or stopped the last time; empty: unknown, or that lesson cannot be read.
  [[nodiscard]] const std::optional<LessonPlace>& place() const { return place_; }
  /// Index in lessons() of the lesson in whose step the previous app was killed; empty once a
  /// lesson has been opened.
  [[nodiscard]] std::optional<std::size_t> killed_lesson() const;
  /// The app's processes as /proc lists them; empty unless the open step shows them.
  [[nodiscard]] const ProcessTree& process_tree() const { return process_tree_; }
  /// Whether the presenter has a separate window, so that the main window shows no notes.
  [[nodiscard]] bool presenter_window() const { return presenter_window_; }
  void set_presenter_window(bool open) { presenter_window_ = open; }
  /// When the open lesson was opened: seconds on the window's clock.
  [[nodiscard]] double opened_s() const { return opened_s_; }

  /// Carries out a command. `now_s`: seconds on the window's clock.
  void obey(const LessonCommand& command, double now_s);
  /// Moves the open lesson on and appends its requests. Call it once a frame, after draining the
  /// lab. `now_ns`: monotonic clock; `now_s`: the window's.
  void update(const Model& model, std::uint64_t now_ns, double now_s,
              std::vector<AddressedRequest>& requests);
  /// The lab refused a request: the open lesson's step shows the sentence.
  void note_trouble(const std::string& sentence);
  /// Reads the lesson files again. The open lesson stays at its step, in new lanes if its lanes
  /// have changed.
  void reload(double now_s);

  /// Whether the next frame differs although no event comes, because a script is running.
  [[nodiscard]] bool busy() const {
    // A measurement is left as much of the machine as possible: the runner says when to draw.
    return player_ != nullptr && player_->busy() && !pending_measurement_.waits();
  }
  /// Batches are being timed: the cores are to be left to them.
  [[nodiscard]] bool times() const { return player_ != nullptr && player_->times(); }
  /// Seconds until what is shown is out of date; negative: never.
  [[nodiscard]] double seconds_to_refresh(double now_s) const;
  /// Returns the errors as sentences, and forgets them.
  std::vector<std::string> take_troubles();

 private:
  void open(std::size_t lesson_index, int step, double now_s);
  bool come_back(double now_s);
  void run_step();
  void leave();
  void close_lanes();
  void end_lesson();
  /// Saves the place if it has changed. False: it could not be saved, or there is no file for it.
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
  std::set<std::string> taught_;  ///< files of lessons
  /// What was counted in lessons that were left before their end, by file.
  std::map<std::string, std::vector<Votes>> votes_;
  std::optional<MortalApp> killed_;  ///< the previous app, killed at place_
  struct Returning {
    MortalApp app;
    double since_s;
  };
  std::optional<Returning> returning_;  ///< the open lesson waits for that app's processes to end
  ProcessSnapshot snapshot_;            ///< of this app, during a step that kills it
  double snapshot_taken_s_ = -1;
  ProcessTree process_tree_;
  double tree_read_s_ = -1, opened_s_ = 0;
  std::vector<std::string> troubles_;
};

}  // namespace sharedfate
