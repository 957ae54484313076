#pragma once

#include <span>

#include "app/playground/lanes/lane_layout.h"
#include "app/playground/panel/panel.h"

// One lane in one frame, and the parts of its panel.
namespace sharedfate {

struct LaneView {
  PanelContext& context;
  LaneIndex index;
  const LaneModel& lane;
  const LaneKindRow& kind;
  LaneScene& scene;
  Tone tone;  ///< of the lane's kind
  Account account;
  LaneLayout layout{};

  [[nodiscard]] Ui& ui() const { return context.ui; }
  [[nodiscard]] Canvas& canvas() const { return context.ui.canvas(); }
  [[nodiscard]] float units(float design_units) const { return context.ui.units(design_units); }
  /// Whether the holder of the queue is gone, and everything in the lane with it.
  [[nodiscard]] bool dead() const {
    return lane.state == LaneState::dead || lane.state == LaneState::failed ||
           lane.state == LaneState::stopped;
  }
  /// The moment that is shown, nanoseconds of the monotonic clock.
  [[nodiscard]] std::uint64_t shown_ns() const {
    const SlowMotion* const slow = context.slow_motion;
    const double behind_s = slow == nullptr ? 0 : slow->behind_s(index, ui().time_s());
    return ui().time_ns() - static_cast<std::uint64_t>(std::max(0.0, behind_s) * 1e9);
  }
  [[nodiscard]] std::string name(std::string_view part) const {
    return "lane." + std::to_string(index) + "." + std::string(part);
  }
};

/// The colour of a kind of lane, the same everywhere.
Tone tone_of(LaneKind kind);

void draw_lane_header(const LaneView& view);
/// Draws the holder's frame and the queue. Call it before draw_worker().
void draw_lane_space(const LaneView& view);
/// Moves the right end of the lane's timelines towards now, as long as they show anything of a
/// living worker; asks for the frames that this takes. To be called once a frame.
void move_timelines(const LaneView& view);
void draw_worker(const LaneView& view, int worker);
/// Draws the wait-for cycles. Call it after draw_worker().
void draw_wait_cycles(const LaneView& view);

/// The account's font and height, pixels, at a width. A wide lane reserves room for longer figures.
struct AccountSetting {
  TextRole role;
  float height;
};
AccountSetting account_setting(Ui& ui, const Account& account, float width);
/// The width of the widest label "57 done" with the longest figure; in a narrow lane, of the
/// figure.
float strip_label_width(Ui& ui, const Account& account, float lane_width);
void draw_account(const LaneView& view);

/// The height, pixels, that a note of the last death needs below living workers; 0: none. `height`:
/// of the lane.
float notice_height(const LaneView& view, float width, float height);
void draw_notice(const LaneView& view);
/// The card over a dead lane; in free play with the button to restart it.
void draw_card_over_dead(const LaneView& view);

/// Draws tasks in motion and frames that fall apart, above everything else in the lane.
void draw_motion(const LaneView& view);
void draw_tasks_in_motion(const LaneView& view);

/// While a crash is about to be shown, veils all of the lane but the worker in which it happens,
/// and marks that. `bounds`: of the lane; `tiles`: of its workers.
void draw_veil(PanelContext& context, LaneIndex lane, const Rect& bounds,
               std::span<const Rect> tiles);

}  // namespace sharedfate
