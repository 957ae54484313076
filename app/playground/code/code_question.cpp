#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "app/playground/code/code_look.h"
#include "app/playground/code/code_panel.h"
#include "core/base/utf8.h"

namespace sharedfate {
namespace {

constexpr float padding = 10, gap = 8, row_height = 36, number_gap = 12;
constexpr TextRole code_role = TextRole::figure;

/// One row on screen: a line of the text, or a part of a long one.
struct CodeRow {
  int line = 0;  ///< from 1; 0: continues the row above
  std::string_view text;
  std::vector<CodePiece> pieces{};  ///< positions are bytes of `text`
};

/// The pieces inside a part of a line, with their positions in that part.
std::vector<CodePiece> pieces_in(const std::vector<CodePiece>& pieces, std::size_t from,
                                 std::size_t to) {
  std::vector<CodePiece> inside;
  for (CodePiece piece : pieces) {
    piece.from = std::max(piece.from, from) - from;
    piece.to = std::min(piece.to, to);
    if (piece.to <= from + piece.from) continue;
    piece.to -= from;
    inside.push_back(piece);
  }
  return inside;
}

/// How many bytes of a line fit into the width; at least one character.
std::size_t fitting_bytes(const Canvas& canvas, std::string_view line, float width) {
  float used = 0;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t length = std::max<std::size_t>(decode_utf8(line.substr(at)).length, 1);
    used += canvas.text_width(code_role, line.substr(at, length));
    if (used > width && at > 0) break;
    at += length;
  }
  return at;
}

std::vector<CodeRow> rows_of(const Canvas& canvas, std::string_view text, float width) {
  std::vector<CodeRow> rows;
  PythonState state;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::vector<CodePiece> pieces = code_pieces(line, highlight_python(line, state), {0, 0});
    int shown = number;
    std::size_t at = 0;
    do {
      const std::string_view part = line.substr(0, fitting_bytes(canvas, line, width));
      rows.push_back({std::exchange(shown, 0), part, pieces_in(pieces, at, at + part.size())});
      line.remove_prefix(part.size());
      at += part.size();
    } while (!line.empty());
  }
  return rows;
}

void draw_row(Ui& ui, const CodeRow& row, Point at) {
  Canvas& canvas = ui.canvas();
  std::size_t drawn = 0;
  for (const CodePiece& piece : row.pieces) {
    at.x += canvas.text_width(code_role, row.text.substr(drawn, piece.from - drawn));
    const std::string_view text = row.text.substr(piece.from, piece.to - piece.from);
    canvas.text(at, code_role, ui.tone(code_tone(piece.word)), text);
    at.x += canvas.text_width(code_role, text);
    drawn = piece.to;
  }
}

}  // namespace

void CodePanel::draw_asked(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  canvas.fill(area, ui.tone(Tone::background), ui.units(9));
  ui.region("script.asked", area, asked_, {.enabled = true, .focusable = false});
  const Rect inner = area.inset(ui.units(padding));
  const float numbers = canvas.text_width(code_role, "000") + ui.units(number_gap);
  const std::vector<CodeRow> rows = rows_of(canvas, asked_, inner.w - numbers);
  const float step = canvas.line_height(code_role);
  const float height = step * static_cast<float>(rows.size());
  asked_scroll_.lay_out(ui, inner, height, context.view_state.open.sheet());
  canvas.clip(inner);
  float y = inner.y - asked_scroll_.place();
  for (const CodeRow& row : rows) {
    const Rect left{inner.x, y, numbers - ui.units(number_gap), step};
    if (y + step > inner.y && y < inner.bottom()) {
      canvas.text_in(left, code_role, ui.tone(Tone::muted),
                     row.line > 0 ? std::to_string(row.line) : "…", Align::right);
      draw_row(ui, row, {inner.x + numbers, y});
    }
    y += step;
  }
  canvas.unclip();
  asked_scroll_.draw_bar(ui, canvas, inner, area.right() - ui.units(2));
}

void CodePanel::draw_question(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  ui.canvas().fill(area, ui.tone(Tone::background), ui.units(9));
  Rect inner = area.inset(ui.units(padding));
  Rect buttons = inner.cut_bottom(std::min(ui.units(row_height), inner.h / 2), ui.units(gap));
  const std::string text = fmt::format(
      "This code came with the demo “{}”. Have you read it? It runs confined: without network, "
      "without your files, within limits of time, memory and processes.",
      brought_by());
  ui.region("script.question", inner, text, {.enabled = true, .focusable = false});
  const TextRole role = ui.canvas().wrapped_height(inner.w, TextRole::label, text) <= inner.h
                            ? TextRole::label
                            : TextRole::small;
  ui.canvas().text_wrapped(inner, role, ui.tone(Tone::text), text);
  constexpr std::string_view agree_label = "Run exactly this text", decline_label = "Leave it";
  const ButtonLook primary{.kind = ButtonKind::primary, .key = {}}, plain{.key = {}};
  const auto place_for = [&](std::string_view label, const ButtonLook& look) {
    return buttons.cut_left(std::min(ui.button_width(label, look), buttons.w), ui.units(gap));
  };
  const Rect left = place_for(agree_label, primary), right = place_for(decline_label, plain);
  // Enter must not consent by mistake: "Leave it" has the focus until Tab moves it.
  const bool declined = ui.button("script.decline", right, decline_label, plain);
  const bool agreed = ui.button("script.agree", left, agree_label, primary);
  const std::string& focused = ui.focused();
  const bool below_sheet = context.view_state.open.sheet();
  if (!below_sheet && focused != "script.agree" && focused != "script.decline")
    ui.set_focus("script.decline");
  if (declined) decline(context);
  if (agreed) agree(context);
}

}  // namespace sharedfate
