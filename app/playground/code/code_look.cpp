#include "app/playground/code/code_look.h"

namespace sharedfate {
namespace {

constexpr float selection_share = 0.28F;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80U; }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

Tone code_tone(PythonWord word) {
  switch (word) {
    case PythonWord::plain:
      break;
    case PythonWord::keyword:
      return Tone::serial;
    case PythonWord::builtin:
      return Tone::processes;
    case PythonWord::defined:
    case PythonWord::decorator:
      return Tone::running;
    case PythonWord::string:
      return Tone::done;
    case PythonWord::number:
      return Tone::threads;
    case PythonWord::comment:
      return Tone::muted;
  }
  return Tone::text;
}

Rgb selection_ground(const Palette& palette) {
  return mix(palette.tone(Tone::background), palette.fill(Tone::processes), selection_share);
}

std::vector<CodePiece> code_pieces(std::string_view line, const std::vector<PythonSpan>& spans,
                                   std::pair<std::size_t, std::size_t> selected) {
  std::vector<CodePiece> pieces;
  auto span = spans.begin();
  bool joins = false;  // whether the next character may extend the last piece
  for (std::size_t at = 0; at < line.size(); ++at) {
    while (span != spans.end() && span->to <= at) ++span;
    if (line[at] == '\t' || line[at] == '\r') {
      joins = false;
      continue;
    }
    if (continues_character(line[at]) && !pieces.empty() && pieces.back().to == at) {
      ++pieces.back().to;
      continue;
    }
    const bool inside = span != spans.end() && span->from <= at;
    const CodePiece next{at, at + 1, inside ? span->word : PythonWord::plain,
                         at >= selected.first && at < selected.second};
    const bool ascii = is_ascii(line[at]);
    if (joins && ascii && pieces.back().word == next.word &&
        pieces.back().selected == next.selected)
      ++pieces.back().to;
    else
      pieces.push_back(next);
    joins = ascii;
  }
  return pieces;
}

}  // namespace sharedfate
