#pragma once

#include <string>
#include <utility>

#include "core/model/model.h"

// What a class is told of a lane, in words. Pure: from the model and the moment that is shown.
namespace sharedfate {

/// Beside the lane's title: "one process, five workers"; after a death, which of the workers that
/// were there at first live: "0 of 5 alive", "4 of the first 5 alive". `survivors`: of these.
struct LaneNote {
  std::string text;
  std::string brief;     ///< where there is little room: "five workers", "4 of first 5"
  bool is_loss = false;  ///< no worker lives
};
LaneNote lane_note(const LaneModel& lane, int survivors);

/// What the caller has, which submitted the tasks: "waits", "waits for ever" for what never comes,
/// "gets an error", "has all"; empty: it has asked for nothing.
struct CallerWords {
  std::string text;
  bool is_error = false;
};
CallerWords caller_words(const LaneModel& lane);

/// Who holds the queue: "parent", "shared memory", "the lock died with P2"; empty: the one process.
std::string holder_word(const LaneModel& lane);

/// What has ended with the lane, the longer words first: "process 19411 has ended", "19411 has
/// ended"; both empty: nothing has. A lane that was asked to end has not died.
std::pair<std::string, std::string> ended_process_words(const LaneModel& lane);

/// What happens in these lanes right now, or has just happened, as a headline: "Worker 3:
/// segmentation fault at address 0x0", "One process has ended in each lane"; empty: nothing.
struct EventWords {
  std::string text;
  bool is_fault = false;  ///< it is happening in this moment
};
EventWords event_words(const Model& model);

}  // namespace sharedfate
