#pragma once

#include <optional>
#include <string>

#include "app/playground/labs/lab_view.h"
#include "core/experiment/stepping.h"
#include "core/measure/stepping_picture.h"

namespace sharedfate {

/// Two real threads, paused before each step: the class chooses which one goes next, or an order in
/// which both go.
class SteppingView : public LabView {
 public:
  /// `lists_orders`: shows every order beside the threads.
  explicit SteppingView(bool lists_orders = true)
      : LabView("stepping"), lists_orders_(lists_orders) {}
  void draw(PanelContext& context, const Parameters& settings, const Rect& area) override;
  bool act(PanelContext& context, const Parameters& settings, UserAction action) override;
  [[nodiscard]] KeyScope key_scope() const override { return KeyScope::lab_stepping; }

 private:
  [[nodiscard]] std::optional<SteppingPicture> picture(const PanelContext& context) const;
  [[nodiscard]] bool can_go(const SteppingPicture& picture, std::size_t worker) const;
  /// Whether orders are on their way whose effect the picture does not show yet.
  [[nodiscard]] bool is_obeying(const SteppingPicture& picture) const {
    return picture.orders_obeyed < awaited_;
  }
  void send(PanelContext& context, const SteppingPicture& picture, SteppingOrder order);
  void keep_threads(PanelContext& context, const Parameters& settings);
  void go(PanelContext& context, std::size_t worker);
  void start_over(PanelContext& context, const Parameters& settings);
  void take_step_back(PanelContext& context);
  void draw_buttons(PanelContext& context, const SteppingPicture* picture, Rect line);

  // A replay: the threads start over and then take the steps of an order, one after the other.
  void begin_replay(PanelContext& context, const SteppingPicture& picture, std::string order,
                    double pause_s);
  /// Sends the next step when it is due. Call it once a frame.
  void continue_replay(PanelContext& context, const SteppingPicture& picture);
  void end_replay() {
    replayed_.clear();
    sent_ = 0;
  }
  /// During a replay a person's orders are not taken.
  [[nodiscard]] bool replays() const { return sent_ < replayed_.size(); }

  /// Draws every order, grouped by outcome. A click on one replays it on the threads.
  void draw_orders(PanelContext& context, const SteppingPicture& picture, const Rect& area);
  void draw_order(PanelContext& context, const SteppingPicture& picture, const std::string& order,
                  const std::string& whole, const Rect& box);

  bool lists_orders_;
  std::string replayed_;       ///< the order that is replayed; empty: a person chooses each step
  std::size_t sent_ = 0;       ///< how many of its steps have been sent
  std::uint64_t awaited_ = 0;  ///< so many orders will have been obeyed after those sent so far
  double pause_s_ = 0;         ///< between two steps
  double next_s_ = 0;          ///< when the next step is due, seconds
  Scroll orders_;
};

/// Draws each worker's lines with the next one lit, its own value, and what both workers share.
void draw_stepping_scene(Ui& ui, const SteppingPicture& picture, const Rect& area);

/// What has just happened, or the outcome.
struct SteppingNews {
  std::string text;
  bool bad = false;  ///< a stale write, or a deadlock
};
SteppingNews stepping_news(const SteppingPicture& picture);

}  // namespace sharedfate
