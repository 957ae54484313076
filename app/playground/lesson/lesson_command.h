#pragma once

#include <cstddef>
#include <variant>

// Commands to the lesson controller. Panels pass them to Ui::ask(), like every other AppCommand.
namespace sharedfate {

/// Opens a lesson, by its index in the list, at a step (from 0). Its lanes replace the open ones.
struct OpenLesson {
  std::size_t lesson_index;
  int step = 0;
};
/// Closes the lesson's lanes and returns to the list.
struct LeaveLesson {};
struct LessonForward {};
struct LessonBack {};
struct GoToStep {
  int step;
};
struct ResetStep {};
/// One vote more (1) or less (-1) for a choice, from 0.
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
