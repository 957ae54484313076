#pragma once

#include "app/playground/panel/panel.h"
#include "app/playground/scene/lane_layout.h"

// One lane as the parts of its panel see it in one frame, and those parts.
namespace sharedfate {

struct LaneView {
  PanelContext& context;
  LaneIndex index;
  const LaneModel& lane;
  const LaneKindRow& kind;
  LaneScene& scene;
  Tone tone;  ///< the lane kind's
  Account account;
  LaneLayout layout{};

  [[nodiscard]] Ui& ui() const { return context.ui; }
  [[nodiscard]] Canvas& canvas() const { return context.ui.canvas(); }
  [[nodiscard]] float units(float design_units) const { return context.ui.units(design_units); }
  /// The queue's holder is gone: nothing in here lives.
  [[nodiscard]] bool dead() const {
    return lane.state == LaneState::dead || lane.state == LaneState::failed ||
           lane.state == LaneState::stopped;
  }
  [[nodiscard]] std::string name(std::string_view part) const {
    return "lane." + std::to_string(index) + "." + std::string(part);
  }
};

/// The colour that a kind of lane has everywhere.
Tone tone_of(LaneKind kind);

void draw_lane_header(const LaneView& view);
/// The frames and the queue. To be drawn before the workers.
void draw_lane_space(const LaneView& view);
void draw_worker(const LaneView& view, int worker);
/// Workers that wait for each other for ever. To be drawn after them.
void draw_wait_cycles(const LaneView& view);

/// How the account is set at this width: its role, and the height that it needs whatever its
/// figures become.
struct AccountSetting {
  TextRole role;
  float height;
};
AccountSetting account_setting(Ui& ui, const Account& account, float width);
/// The width of the widest label "57 done", whatever the figures become.
float strip_label_width(Ui& ui, const Account& account, float lane_width);
void draw_account(const LaneView& view);

/// The height that a note of the last death needs below living workers; 0: there is none.
float notice_height(const LaneView& view, float width, float height);
void draw_notice(const LaneView& view);
/// The card over what is dead, with the button to restart.
void draw_card_over_dead(const LaneView& view);

/// Tasks on their way and frames that fall apart, above everything else of the lane.
void draw_motion(const LaneView& view);

}  // namespace sharedfate
