#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/playground/panel/words.h"
#include "app/playground/stage/stage_lane.h"
#include "app/playground/stage/stage_tasks.h"
#include "app/playground/stage/stage_words.h"

// Below the frames: the caller, what has come back to it and what is lost, and the account.
namespace sharedfate {
namespace {

struct Term {
  TaskLook look;
  std::string_view word;
  std::uint64_t count;
};

std::vector<Term> terms_of(const Account& account) {
  std::vector<Term> terms{{TaskLook::queued, "queued", account.queued},
                          {TaskLook::running, "running", account.running},
                          {TaskLook::done, "done", account.done}};
  if (account.failed > 0) terms.push_back({TaskLook::failed, "failed", account.failed});
  terms.push_back({TaskLook::lost, "lost", account.lost});
  if (account.cancelled > 0) terms.push_back({TaskLook::cancelled, "cancelled", account.cancelled});
  return terms;
}

constexpr float sample_share = 0.5F, zero_alpha = 0.72F;

void draw_term(const StageView& view, const Term& term, Rect column) {
  Ui& ui = view.ui();
  Canvas& canvas = view.canvas();
  const std::string figure = grouped(term.count);
  const float tall = canvas.line_height(TextRole::class_title),
              side = std::round(tall * sample_share);
  const float width = canvas.text_width(TextRole::class_title, figure), gap = view.units(9);
  const Rect line = column.cut_top(tall);
  const Rect sample{std::round(line.centre().x - (side + gap + width) / 2),
                    std::round(line.centre().y - side / 2), side, side};
  if (term.count > 0) {
    draw_task(ui, sample, term.look, 0.5F);
  } else {
    canvas.outline(sample, Ink(ui.tone(tone_of(term.look)), zero_alpha),
                   std::max(1.0F, view.units(1.5F)), side * 0.17F);
  }
  const float alpha = term.count > 0 ? 1 : zero_alpha;
  const Tone tone = term.count > 0 ? tone_of(term.look) : Tone::muted;
  canvas.text_in({sample.right() + gap, line.y, width, tall}, TextRole::class_title,
                 Ink(ui.tone(tone), alpha), figure);
  canvas.text_in({column.x, column.y, column.w, canvas.line_height(TextRole::class_text)},
                 TextRole::class_text, Ink(ui.tone(Tone::muted), alpha), term.word, Align::centre);
}

void draw_account_columns(const StageView& view, const std::vector<Term>& terms) {
  Canvas& canvas = view.canvas();
  Ui& ui = view.ui();
  Rect rest = view.layout.account;
  const float width = rest.w / static_cast<float>(terms.size() + 1);
  const float tall = canvas.line_height(TextRole::class_title);
  for (std::size_t i = 0; i <= terms.size(); ++i) {
    Rect column = rest.cut_left(width);
    if (i < terms.size()) {
      draw_term(view, terms[i], column);
      const float sign = canvas.text_width(TextRole::class_text, "+");
      canvas.text_in({column.right() - sign / 2, column.y, sign, tall}, TextRole::class_text,
                     ui.tone(Tone::muted), i + 1 == terms.size() ? "=" : "+");
      continue;
    }
    canvas.text_in(column.cut_top(tall), TextRole::class_title, ui.tone(Tone::text),
                   grouped(view.lane.account.submitted), Align::centre);
    canvas.text_in({column.x, column.y, column.w, canvas.line_height(TextRole::class_text)},
                   TextRole::class_text, ui.tone(Tone::muted), "tasks", Align::centre);
  }
}

/// "5 done + 35 lost = 40": what is not 0.
void draw_account_line(const StageView& view, const std::vector<Term>& terms) {
  Canvas& canvas = view.canvas();
  Ui& ui = view.ui();
  struct Piece {
    TextRole role;
    Tone tone;
    std::string text;
  };
  std::vector<Piece> pieces;
  for (const Term& term : terms) {
    if (term.count == 0) continue;
    if (!pieces.empty()) pieces.push_back({TextRole::class_text, Tone::muted, " + "});
    pieces.push_back({TextRole::class_strong, tone_of(term.look), grouped(term.count)});
    pieces.push_back({TextRole::class_text, Tone::muted, " " + std::string(term.word)});
  }
  if (!pieces.empty()) pieces.push_back({TextRole::class_text, Tone::muted, " = "});
  pieces.push_back({TextRole::class_strong, Tone::text, grouped(view.lane.account.submitted)});
  if (pieces.size() == 1) pieces.push_back({TextRole::class_text, Tone::muted, " tasks"});
  const auto width_of = [&](const std::vector<Piece>& some) {
    float width = 0;
    for (const Piece& piece : some) width += canvas.text_width(piece.role, piece.text);
    return width;
  };
  // Where it does not fit, the figures with their colours stay.
  if (width_of(pieces) > view.layout.account.w)
    std::erase_if(pieces, [](const Piece& piece) {
      return piece.role == TextRole::class_text && piece.text != " + " && piece.text != " = ";
    });
  if (width_of(pieces) > view.layout.account.w)
    for (Piece& piece : pieces) piece.role = TextRole::body_bold;
  Rect line = view.layout.account;
  for (const Piece& piece : pieces)
    canvas.text_in(line.cut_left(canvas.text_width(piece.role, piece.text)), piece.role,
                   ui.tone(piece.tone), piece.text);
}

void draw_account(const StageView& view) {
  if (view.layout.account.empty()) return;
  view.ui().region(view.lane.name("account"), view.layout.account, "Account",
                   {.enabled = false, .focusable = false});
  const std::vector<Term> terms = terms_of(view.lane.account);
  view.layout.account_in_columns ? draw_account_columns(view, terms)
                                 : draw_account_line(view, terms);
}

void draw_caller(const StageView& view) {
  const Rect& box = view.layout.caller;
  if (box.empty()) return;
  Canvas& canvas = view.canvas();
  Ui& ui = view.ui();
  const CallerWords words = caller_words(view.lane.lane);
  canvas.outline(box, ui.tone(Tone::muted), std::max(1.0F, view.units(1.5F)), view.units(9));
  const float line = canvas.line_height(TextRole::class_text);
  const Tone tone = words.is_error ? Tone::lost : Tone::muted;
  if (box.h < 2 * line) {
    Rect inner = box.inset(view.units(12), 0);
    const float state = canvas.text_width(TextRole::class_text, words.text);
    canvas.text_in(inner.cut_right(state), TextRole::class_text, ui.tone(tone), words.text);
    const float name = canvas.text_width(TextRole::class_text, "caller ");
    if (name <= inner.w)
      canvas.text_in(inner.cut_left(name), TextRole::class_text, ui.tone(Tone::text), "caller");
    return;
  }
  const Rect inner = box.inset(view.units(8), 0);
  const float lines =
      1 + std::min(2.0F, canvas.wrapped_height(inner.w, TextRole::class_text, words.text) / line);
  Rect rest{inner.x, inner.centre().y - line * lines / 2, inner.w, line * lines};
  canvas.text_in(rest.cut_top(line), TextRole::class_text, ui.tone(Tone::text), "caller",
                 Align::centre);
  // Two words may need two lines.
  std::string_view text = words.text;
  while (!text.empty() && rest.h > line / 2) {
    std::size_t end = text.size();
    if (canvas.text_width(TextRole::class_text, text) > inner.w && rest.h > 1.5F * line) {
      const std::size_t space = text.find(' ');
      if (space != std::string_view::npos) end = space;
    }
    canvas.text_in(rest.cut_top(line), TextRole::class_text, ui.tone(tone), text.substr(0, end),
                   Align::centre, Overflow::shrink);
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

struct Pile {
  TaskLook look;
  std::uint64_t count;
};

void draw_pile(const StageView& view, const CrowdLayout& grid, std::initializer_list<Pile> piles) {
  std::uint64_t index = 0;
  CrowdBatch batch;
  for (const Pile& pile : piles)
    for (std::uint64_t i = 0; i < pile.count && index < grid.boxes; ++i)
      add_task_box(batch, view.ui(), grid.box_rect(index++), pile.look);
  if (!batch.empty()) view.canvas().crowd(std::move(batch));
  index = 0;
  for (const Pile& pile : piles)
    for (std::uint64_t i = 0; i < pile.count && index < grid.boxes; ++i)
      draw_task_sign(view.ui(), grid.box_rect(index++), pile.look);
}

void draw_result_bars(const StageView& view) {
  const Account& account = view.lane.account;
  const auto share = [&](std::uint64_t count) {
    return static_cast<float>(count) /
           static_cast<float>(std::max<std::uint64_t>(account.submitted, 1));
  };
  Rect track = view.layout.results;
  track.h = std::min(track.h, view.units(34));
  draw_task_bar(view.ui(), track, share(account.done), TaskLook::done, false);
  Rect rest = track;
  rest.cut_left(track.w * share(account.done));
  draw_task_bar(view.ui(), {rest.x, rest.y, track.w, rest.h}, share(account.failed),
                TaskLook::failed, false);
  draw_task_bar(view.ui(), track, share(account.lost), TaskLook::lost, true);
  rest = track;
  rest.w -= track.w * share(account.lost);
  draw_task_bar(view.ui(), {rest.right() - track.w, rest.y, track.w, rest.h},
                share(account.cancelled), TaskLook::cancelled, true);
}

}  // namespace

void draw_stage_results(const StageView& view) {
  draw_account(view);
  if (view.layout.results.empty()) return;
  draw_caller(view);
  const Account& account = view.lane.account;
  const LaneAnchors& anchors = view.lane.scene.anchors;
  const LaneMotion& motion = view.lane.scene.motion;
  if (account.submitted > boxes_max || anchors.done.boxes == 0) return draw_result_bars(view);
  draw_pile(view, anchors.done,
            {{TaskLook::done, account.done - std::min(account.done, motion.arriving_at_done())},
             {TaskLook::failed, account.failed}});
  draw_pile(view, anchors.lost,
            {{TaskLook::lost, account.lost - std::min(account.lost, motion.arriving_at_lost())},
             {TaskLook::cancelled, account.cancelled}});
}

}  // namespace sharedfate
