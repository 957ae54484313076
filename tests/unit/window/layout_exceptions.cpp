#include "tests/unit/window/layout_exceptions.h"

#include <array>

namespace sharedfate::testing {
namespace {

constexpr std::string_view card = "meant: the card of a death lies over the tiles of its lane";
constexpr std::string_view card_edge =
    "to mend: the edge of the card goes through the words of a tile or of the lane's head";
constexpr std::string_view card_low =
    "to mend: a lane has too little height for the card of a death, and draws it all the same";
constexpr std::string_view lane_low =
    "to mend: three or four lanes with the largest text have no height for their parts";
constexpr std::string_view lane_narrow = "to mend: a narrow lane cuts its words";
constexpr std::string_view ghost =
    "to mend: the head of a dead lane is faded so far that it cannot be read in the light theme";
constexpr std::string_view card_of_list = "to mend: a card cuts its sentence";
constexpr std::string_view lab_head = "to mend: the head of a lab cuts its sentence";
constexpr std::string_view keys_narrow =
    "to mend: the sheet of keys is too narrow for its sentences";
constexpr std::string_view scrolls =
    "meant: a line at the edge of what scrolls shows that there is more";

constexpr std::array of_lanes{
    Exception{rule_overlap, "lane.#.worker.# / lane.#.card", card},
    Exception{rule_overlap, "lane.#.worker.# / lane.#.receipt", card},
    Exception{rule_overlap, "lane.#.worker.# / lane.#.restart", card},
    Exception{rule_overlap, "lane.#.card / lane.#.receipt", card},
    Exception{rule_overlap, "lane.#.card / lane.#.restart", card},
    Exception{rule_covered, "T#", card_edge},
    Exception{rule_covered, "tid #", card_edge},
    Exception{rule_covered, "pid #", card_edge, 1.3F},
    Exception{rule_covered, R"(\##)", card_edge},
    Exception{rule_covered, "dead", card_edge},
    Exception{rule_covered, "*queue #*", card_edge, 1.3F},
    Exception{rule_covered, "empty", card_edge, 2},
    Exception{rule_faint, "*queue #*", ghost},
    Exception{rule_faint, "pid #", ghost},
    Exception{rule_faint, "Restart", card_low, 2},
    Exception{rule_faint, "n", card_low, 2},
    Exception{rule_collision, "* / Restart", card_low, 2},
    Exception{rule_collision, "# / n", card_low, 2},
    Exception{rule_no_target, "lane.#.card", card_low, 2},
    Exception{rule_left_out, "SIGSEGV:*", card_low, 2},
    Exception{rule_shortened, "SIGSEGV: *", card_low, 2},
    Exception{rule_shortened, "waitid: *", lane_narrow},
    Exception{rule_shortened, "* sharedfate::*", lane_narrow},
    Exception{rule_tiny, "* sharedfate::*",
              "to mend: the card of a death shrinks its stack until it cannot be read"},
    Exception{rule_shortened, "process # (dead)", lane_narrow},
    Exception{rule_shortened, "tasks*(it was at task *", lane_narrow},
    Exception{rule_shortened, "Python threads", lane_narrow, 1.5F},
    Exception{rule_left_out, "P#", lane_narrow, 1.5F},
    Exception{rule_left_out, "#\u00A0=\u00A0#\u00A0queued*", lane_low, 1.5F},
    Exception{rule_collision, "empty / *", lane_low, 2},
    Exception{rule_collision, "no tasks yet / #", lane_low, 2},
    Exception{rule_collision, "*queue # / *", lane_low, 2},
};

constexpr std::array of_lessons{
    Exception{rule_half_scrolled, "*", scrolls},
    Exception{rule_covered, "(", "to mend: the ground of a word of code covers the sign before it"},
    Exception{rule_shortened, "the window: # thread", "to mend: the tree cuts its first line",
              1.5F},
    Exception{rule_left_out, "The two threads are being started ...",
              "to mend: below large words the threads by hand have no height", 2},
};

constexpr std::array of_lists{
    Exception{rule_half_scrolled, "*", scrolls},
    Exception{rule_shortened, "*.", card_of_list, 1, "labs.*"},
    Exception{rule_shortened, "*?", card_of_list, 1.3F, "labs.*"},
    Exception{rule_shortened, "*.", lab_head, 1, ""},
};

constexpr std::array of_keys{
    Exception{rule_overlap, "keys.sheet / keys.close",
              "meant: a click beside the button closes the sheet, too"},
    Exception{rule_shortened, "the receipt: what died, *", keys_narrow, 1.5F},
    Exception{rule_shortened, "a fault in words: *", keys_narrow, 1.5F},
};

constexpr std::array of_receipts{
    Exception{rule_overlap, "receipt.sheet / receipt.*",
              "meant: the sheet keeps clicks from what is below it"},
    Exception{rule_overlap, "receipt.copy.#.words / receipt.copy.#",
              "meant: the button stands in the box of the words that it copies"},
    Exception{rule_half_scrolled, "*", scrolls, 1.5F},
};

constexpr std::array of_script{
    Exception{rule_sliced, "*", "meant: code scrolls sideways", 1.3F, "script.code"},
    Exception{rule_shortened, "the queue they shared.", lane_narrow},
    Exception{rule_shortened, "Executor", "to mend: a kind of lane is cut to “Ex…”", 1.5F},
    Exception{rule_left_out, "tempo", "to mend: a stepper without its word", 1.5F},
    Exception{rule_shortened, "tempo", "to mend: a stepper cuts its word", 1.3F},
};

}  // namespace

std::span<const Exception> lane_exceptions() { return of_lanes; }
std::span<const Exception> lesson_exceptions() { return of_lessons; }
std::span<const Exception> list_exceptions() { return of_lists; }
std::span<const Exception> keys_exceptions() { return of_keys; }
std::span<const Exception> receipt_exceptions() { return of_receipts; }
std::span<const Exception> script_exceptions() { return of_script; }

}  // namespace sharedfate::testing
