#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/playground/panel/actions.h"
#include "app/playground/panel/panels.h"
#include "app/playground/panel/words.h"

namespace sharedfate {
namespace {

void add_sentence(std::string& text, const std::string& subject, const std::string& words) {
  if (words.empty() || text.find(words) != std::string::npos) return;
  if (!text.empty()) text += " · ";
  text += subject + words;
}

/// What lanes and app could not do, and then where a lane's containment is not the best one. That
/// may hold as long as the app runs, so it must not hide an error. Empty: nothing to report.
std::string trouble_text(const PanelContext& context) {
  std::string text;
  const auto add_of_lanes = [&](std::string LaneModel::*words) {
    for (const LaneIndex index : open_lanes(context.model)) {
      const LaneModel& lane = context.model.lanes[static_cast<std::size_t>(index)];
      add_sentence(text, std::string(lane_kind_row(lane.spec.kind).title) + ": ", lane.*words);
    }
  };
  add_of_lanes(&LaneModel::trouble);
  add_sentence(text, "", context.ui.complaint());
  add_of_lanes(&LaneModel::containment_note);
  return text;
}

std::string figures_text(PanelContext& context, bool brief) {
  double events = 0;
  std::uint64_t missed = 0, rejected = 0;
  for (const LaneIndex index : open_lanes(context.model)) {
    const auto place = static_cast<std::size_t>(index);
    events += context.scenes[place].events.per_second();
    missed += context.model.lanes[place].records_missed;
    rejected += context.model.lanes[place].records_rejected;
  }
  std::string text = fmt::format("{:.1f} ms/frame   {} events/s", context.ui.figures().median_ms,
                                 rate_figure(events));
  if (brief) return text;
  text +=
      fmt::format("   {} missed records   seed {}", grouped(missed), context.view_state.lanes.seed);
  if (rejected > 0) text += fmt::format("   {} rejected", grouped(rejected));
  return text;
}

/// The button for the receipt, at the right end of the line, once there is a receipt. Returns what
/// is left of the line.
Rect draw_receipt_button(PanelContext& context, Rect line) {
  bool broken = false;
  for (const LaneModel& lane : context.model.lanes)
    broken = broken || (lane.exists && (lane.death_count > 0 || lane.account().failed > 0));
  if (!broken) return line;
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const std::string words = fmt::format("Receipt: {}", key_cap_of(Verb::show_receipt));
  const float inset = ui.units(10);
  const Rect place =
      line.cut_right(canvas.text_width(TextRole::small, words) + 2 * inset, ui.units(14));
  const Interaction pointer =
      ui.region("status.receipt", place, "Receipt", {.enabled = true, .focusable = false});
  canvas.fill(place, mix(ui.tone(Tone::raised), ui.tone(Tone::text), 0.15F * pointer.hover),
              place.h / 2);
  canvas.text_in(place, TextRole::small, ui.tone(Tone::text), words, Align::centre);
  if (pointer.hovered) context.hint = "What died, what is left over, and the words that repeat it.";
  if (pointer.clicked) context.act(Verb::show_receipt);
  return line;
}

/// Where the figures come from.
std::string_view promise_text(const Model& model) {
  for (const LaneModel& lane : model.lanes) {
    if (lane.exists && lane.spec.language == Language::python)
      return "strips: signs of life, each ms; CPU: /proc, twice a second; all else: the kernel";
  }
  return "all figures as the kernel reports them";
}

/// What the app has just done on request, at the right end of the line; beside an error it takes at
/// most half. Returns what is left of the line.
Rect draw_notice(Ui& ui, Rect line, bool alone) {
  if (ui.notice().empty()) return line;
  Canvas& canvas = ui.canvas();
  const float width_max = alone ? line.w : line.w / 2;
  const float width = std::min(width_max, canvas.text_width(TextRole::small, ui.notice()));
  const Rect place = line.cut_right(width, ui.units(20));
  canvas.text_in(place, TextRole::small, ui.tone(Tone::text), ui.notice(), Align::right,
                 Overflow::shrink);
  (void)ui.region("status.notice", place, ui.notice(), {.enabled = true, .focusable = false});
  return line;
}

class StatusLine : public Panel {
 public:
  /// A class needs none of these figures, and sees trouble in its own line; in the list there are
  /// none.
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    if (context.view_state.open.labs) return true;
    const AppMode mode = context.lesson_controller.mode();
    if (mode == AppMode::lesson) return false;
    return mode == AppMode::free_play || !context.ui.notice().empty() ||
           !trouble_text(context).empty();
  }
  float height(PanelContext& context, float) override { return context.ui.units(22); }
  void draw(PanelContext& context, const Rect& area) override;
};

void StatusLine::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  Rect line = draw_receipt_button(context, area);
  std::string figures = figures_text(context, false);
  if (canvas.text_width(TextRole::figure_small, figures) > line.w * 0.62F)
    figures = figures_text(context, true);
  const float width = std::min(line.w, canvas.text_width(TextRole::figure_small, figures));
  canvas.text_in(line.cut_left(width, ui.units(20)), TextRole::figure_small, ui.tone(Tone::muted),
                 figures, Align::left, Overflow::shrink);
  const std::string trouble = trouble_text(context);
  line = draw_notice(ui, line, trouble.empty());
  if (trouble.empty()) {
    if (!ui.notice().empty()) return;
    const std::string_view promise = promise_text(context.model);
    if (canvas.text_width(TextRole::figure_small, promise) <= line.w) {
      canvas.text_in(line, TextRole::figure_small, ui.tone(Tone::muted), promise, Align::right);
    }
    return;
  }
  const float side = ui.units(14);
  const Rect icon = line.cut_left(side, ui.units(6));
  canvas.icon(Icon::exclamation, {icon.x, icon.centre().y - side / 2, side, side},
              ui.tone(Tone::lost));
  canvas.text_in(line, TextRole::small, ui.tone(Tone::lost), trouble, Align::left,
                 Overflow::shrink);
  const Interaction pointer =
      ui.region("status.trouble", line, trouble, {.enabled = true, .focusable = false});
  if (pointer.hovered) context.hint = trouble;
}

}  // namespace

std::unique_ptr<Panel> make_status_line() { return std::make_unique<StatusLine>(); }

}  // namespace sharedfate
