#pragma once

#include <string>

#include "app/playground/lesson/lesson_text.h"
#include "app/playground/panel/panel.h"

// The open step's question: its choices, the show of hands, and which choice was right. Each needs
// a step that asks something. Widths and heights in pixels.
namespace sharedfate {

/// Whether the class has seen what was measured.
bool is_decided(const PanelContext& context);

/// The choices, in two columns where they fit; once it is decided, with the votes. While the class
/// is asked, a click on a choice adds a vote and a right click takes one away.
float choices_height(PanelContext& context, float width, WordSize size);
void draw_choices(PanelContext& context, const Rect& box, WordSize size);

/// The choice for which hands are raised, and how many were counted: a dot for each digit, so that
/// no vote influences the others. Precondition: a choice is lit.
float ballot_height(PanelContext& context, float width, WordSize size);
void draw_ballot(PanelContext& context, const Rect& box, WordSize size);

/// The right choice; or that none fits, or that this machine cannot tell. Precondition: it is
/// decided.
float answer_height(PanelContext& context, float width, TextRole headline, TextRole sentence);
void draw_answer(PanelContext& context, const Rect& box, TextRole headline, TextRole sentence);

/// What was measured of the right choice, in words: "Threads: 4 threads in all."; empty: there is
/// no right one, or no words. `beside_picture`: without what the picture of the lanes says.
std::string told_text(const LessonPlayer& player, bool beside_picture);

/// The first expectation of the author that was not met, with what was measured; empty: there is
/// none. For the presenter: it has names that only lessons use.
std::string unmet_text(const LessonPlayer& player);

/// How the class did: "9 of 26 right at first, 18 after the discussion."; empty if no choice is
/// right or nothing was counted.
std::string class_text(const LessonPlayer& player);

}  // namespace sharedfate
