#include <fmt/format.h>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/words.h"

// Below the workers: crowds of done and lost tasks, and the account written as a sum.
namespace sharedfate {
namespace {

constexpr float icon_side = 14, icon_gap = 7;
constexpr float narrow_account = 300;
constexpr float narrow_lane = 250;  // design units: labels of a narrower lane are figures only

/// Non-breaking spaces tie each figure to its word, so that lines break only before a plus.
std::string account_line(const Account& account) {
  const auto part = [](std::uint64_t number, const char* word) {
    return grouped(number) + "\u00A0" + word;
  };
  const std::string plus = " +\u00A0";
  std::string line = grouped(account.submitted) + "\u00A0=\u00A0" + part(account.queued, "queued") +
                     plus + part(account.running, "running") + plus + part(account.done, "done") +
                     plus + part(account.failed, "failed") + plus + part(account.lost, "lost");
  if (account.cancelled > 0) line += plus + part(account.cancelled, "cancelled");
  return line;
}

/// The account with queued, running, done and lost at the longest figures that they can reach.
Account widest(const Account& account) {
  const std::uint64_t all = account.submitted;
  const std::uint64_t running = std::min<std::uint64_t>(all, 10);
  return {.submitted = all,
          .queued = all,
          .running = running,
          .done = all,
          .failed = account.failed,
          .lost = all,
          .cancelled = account.cancelled};
}

struct Strip {
  Rect label, crowd;
  Icon icon;
  Tone tone;
  std::uint64_t count, shown;
  const char* word;
  bool hatched;
};

/// Whether the widest label fits with its word; otherwise all labels are figures only.
bool words_fit(const LaneView& view) {
  const std::string widest_label =
      grouped(std::max<std::uint64_t>(view.account.submitted, 10)) + " done";
  const float room = view.layout.done_label.w - view.units(icon_side) - view.units(icon_gap);
  return view.canvas().text_width(TextRole::label_bold, widest_label) <= room + 1;
}

void draw_strip(const LaneView& view, const Strip& strip, const CrowdLayout& grid) {
  Canvas& canvas = view.canvas();
  const Rgb tone = view.ui().tone(strip.tone);
  Rect label = strip.label;
  const float side = std::min(view.units(icon_side), label.h);
  const Rect icon = label.cut_left(side, view.units(icon_gap));
  canvas.icon(strip.icon, {icon.x, icon.centre().y - side / 2, side, side}, tone);
  std::string text = grouped(strip.count);
  if (words_fit(view)) text.append(" ").append(strip.word);
  canvas.text_in(label, TextRole::label_bold, tone, text, Align::left, Overflow::shrink);

  const CrowdLayout crowd = crowd_in_grid(grid, strip.shown);
  const bool outlined = strip.hatched || view.ui().theme() == ThemeName::light;
  CrowdStyle style{.outline = tone,
                   .outline_width = outlined ? std::max(1.0F, view.units(1)) : 0,
                   .radius = std::min(view.units(4), crowd.box * 0.25F),
                   .hatched = strip.hatched};
  CrowdBatch batch;
  batch.reserve(crowd.boxes);
  for (std::uint64_t box = 0; box < crowd.boxes; ++box) {
    style.filled =
        static_cast<float>(crowd.tasks_in_box(box)) / static_cast<float>(crowd.tasks_per_box);
    batch.add(crowd.box_rect(box), view.ui().fill(strip.tone), style);
  }
  if (!batch.empty()) canvas.crowd(std::move(batch));
}

void draw_failed(const LaneView& view) {
  Rect line = view.layout.failed;
  if (line.empty()) return;
  const auto note = [&](Icon icon, Tone tone, const std::string& text) {
    const float side = view.units(icon_side);
    const Rect box = line.cut_left(side, view.units(icon_gap));
    view.canvas().icon(icon, {box.x, box.centre().y - side / 2, side, side}, view.ui().tone(tone));
    const Rect place =
        line.cut_left(view.canvas().text_width(TextRole::label_bold, text), view.units(20));
    view.canvas().text_in(place, TextRole::label_bold, view.ui().tone(tone), text, Align::left,
                          Overflow::shrink);
  };
  if (view.account.failed > 0)
    note(Icon::exclamation, Tone::failed, grouped(view.account.failed) + " failed");
  if (view.account.cancelled > 0)
    note(Icon::stop, Tone::muted, grouped(view.account.cancelled) + " cancelled");
}

}  // namespace

AccountSetting account_setting(Ui& ui, const Account& account, float width) {
  // A narrow account takes many lines anyway: none is reserved for longer figures.
  const bool narrow = width < narrow_account * ui.scale();
  const std::string line = account_line(narrow ? account : widest(account));
  const Canvas& canvas = ui.canvas();
  AccountSetting setting{TextRole::figure, canvas.wrapped_height(width, TextRole::figure, line)};
  if (setting.height > canvas.line_height(TextRole::figure) * 1.5F) {
    setting = {TextRole::figure_small, canvas.wrapped_height(width, TextRole::figure_small, line)};
  }
  setting.height += ui.units(2);
  return setting;
}

float strip_label_width(Ui& ui, const Account& account, float lane_width) {
  const bool narrow = lane_width < narrow_lane * ui.scale();
  const std::string text =
      grouped(std::max<std::uint64_t>(account.submitted, 10)) + (narrow ? "" : " done");
  return ui.units(icon_side + icon_gap) + ui.canvas().text_width(TextRole::label_bold, text) +
         ui.units(2);
}

void draw_account(const LaneView& view) {
  const LaneLayout& layout = view.layout;
  const LaneMotion& motion = view.scene.motion;
  const Account& account = view.account;
  // The figure counts a task at once, the crowd when its box has arrived.
  draw_strip(view,
             {layout.done_label, layout.done, Icon::check, Tone::done, account.done,
              account.done - std::min(account.done, motion.arriving_at_done()), "done", false},
             view.scene.anchors.done);
  draw_strip(view,
             {layout.lost_label, layout.lost, Icon::cross, Tone::lost, account.lost,
              account.lost - std::min(account.lost, motion.arriving_at_lost()), "lost", true},
             view.scene.anchors.lost);
  draw_failed(view);
  const AccountSetting setting = account_setting(view.ui(), account, layout.account.w);
  view.canvas().text_wrapped(layout.account, setting.role, view.ui().tone(Tone::text),
                             account_line(account));
}

}  // namespace sharedfate
