#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "app/playground/window/screenshot.h"
#include "core/base/result.h"

namespace sharedfate {

/// Writes what a window shows into a folder, as 00001.png, 00002.png, ..., thirty for each second.
/// A picture that comes late fills the gap before it, so that the film has the pace of the window.
/// Used by the main thread; a thread of its own encodes and writes.
class Film {
 public:
  static constexpr int frames_per_s = 30, frames_max = 60 * frames_per_s;

  /// Creates the folder if it is missing. It must be empty: no picture is overwritten.
  static Result<std::unique_ptr<Film>> begin(const std::string& folder);
  /// Waits until all that was taken is written.
  ~Film();
  Film(const Film&) = delete;
  Film& operator=(const Film&) = delete;

  /// Seconds until the next picture is due; negative: no more is wanted. Times on a clock that does
  /// not run backwards.
  [[nodiscard]] double seconds_to_next(double now_s) const;
  /// Takes the picture of that moment. Left out if those before it fill the memory that it may use.
  void take(FramePixels picture, double now_s);
  /// The first error of writing; once: then none.
  Status take_error();

 private:
  struct Job {
    int first, count;  ///< the numbers of its files
    FramePixels picture;
  };

  explicit Film(std::string folder);
  void write_all();
  Status write(const Job& job) const;

  std::string folder_;
  double begun_s_ = -1;  ///< when the first picture was taken
  int taken_ = 0;        ///< number of the last file
  std::mutex mutex_;     ///< of what follows
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::size_t bytes_ = 0;  ///< of the pictures in `jobs_`
  bool ends_ = false;
  Status status_ = Done{};
  std::thread writer_;
};

}  // namespace sharedfate
