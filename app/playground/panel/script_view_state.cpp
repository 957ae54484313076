#include "app/playground/panel/script_view_state.h"

#include <iterator>

namespace sharedfate {
namespace {

constexpr const char* examples[] = {
#include "script_examples.inc"
};

}  // namespace

ScriptViewState::ScriptViewState() { editor.set_text(examples[0]); }

void ScriptViewState::bring(std::string_view text, std::string_view file_title) {
  editor.set_text(text, file_title);
  opens = true;
  agreed.clear();
  asked.clear();
}

void ScriptViewState::take_next_example() {
  asked.clear();
  example = (example + 1) % std::size(examples);
  editor.replace_text(examples[example]);
}

}  // namespace sharedfate
