#pragma once

#include <cstddef>
#include <variant>

// What a person asks of the lessons, in the imperative; panels ask the Ui for it like for any other
// AppCommand.
namespace sharedfate {

/// Opens a lesson of the shelf at a step (from 0); its lanes replace those that are there.
struct OpenLesson {
  std::size_t lesson_index;
  int step = 0;
};
/// Ends the lesson's lanes and goes back to the list.
struct LeaveLesson {};
struct LessonForward {};
struct LessonBack {};
struct GoToStep {
  int step;
};
struct ResetStep {};
/// One hand more (1) or less (-1) for a choice, from 0.
struct Vote {
  int choice;
  int difference = 1;
};
struct SkipPrediction {};
/// Opens or closes the presenter's own window.
struct TogglePresenterWindow {};

using LessonCommand = std::variant<OpenLesson, LeaveLesson, LessonForward, LessonBack, GoToStep,
                                   ResetStep, Vote, SkipPrediction, TogglePresenterWindow>;

}  // namespace sharedfate
