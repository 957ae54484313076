#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "app/playground/code/code_panel.h"
#include "app/playground/panel/actions.h"

namespace sharedfate {
namespace {

constexpr std::array chunk_sizes{1, 2, 3, 5, 10, 100, 1000};
constexpr int workers_default = 5;

constexpr const char* examples[] = {
#include "script_examples.inc"
};

void close_lanes(PanelContext& context) {
  for (const LaneIndex lane : open_lanes(context.model)) context.ui.ask(CloseLane{lane});
  context.view_state.preparations.clear();
}

}  // namespace

CodePanel::CodePanel() { editor_.set_text(examples[0]); }

void CodePanel::bring(std::string_view text, std::string_view file_title) {
  editor_.set_text(text, file_title);
  opens_ = true;
  agreed_.clear();
  asked_.clear();
}

void CodePanel::take_next_example() {
  asked_.clear();
  example_ = (example_ + 1) % std::size(examples);
  editor_.replace_text(examples[example_]);
}

void CodePanel::enter(PanelContext&, const Lesson* lesson) {
  opens_ = typing_ = false;
  ran_.clear();
  asked_.clear();
  lanes_before_.clear();
  if (lesson == nullptr || !lesson->free_play || lesson->steps.empty()) return;
  for (const LaneSpec& spec : lesson->lanes) {
    if (spec.language == Language::python) kind_ = spec.kind;
  }
  for (const CodeListing& listing : lesson->steps.front().listings) {
    if (listing.language == "python") bring(listing.text, lesson->title);
  }
}

void CodePanel::follow(PanelContext& context) {
  const bool due = opens_ && context.lesson_controller.mode() == AppMode::free_play &&
                   !open_lanes(context.model).empty();
  if (!due) return;
  opens_ = false;
  toggle(context);
}

KeyScope CodePanel::key_scope(const PanelContext&, KeyScope) const {
  if (!asked_.empty()) return KeyScope::question;
  return typing_ ? KeyScope::typing_code : KeyScope::code;
}

bool CodePanel::act(PanelContext& context, UserAction action) {
  switch (action.verb) {
    case Verb::run_or_hold:
      run_or_hold(context);
      return true;
    case Verb::step:
      step(context);
      return true;
    case Verb::stop:
      stop(context);
      return true;
    case Verb::decline:
      if (asked_.empty()) return false;
      decline(context);
      return true;
    default:
      return !asked_.empty() && asked_scroll_.act(action);
  }
}

void CodePanel::begin(PanelContext& context, Wish wish) {
  wish_ = wish;
  const bool own = brought_by().empty();
  if (!own && agreed_ != editor_.text()) {
    asked_ = editor_.text();
    asked_scroll_.reset();
    return;
  }
  close_lanes(context);
  const LaneKindRow& row = lane_kind_row(kind_);
  LaneSpec spec;
  spec.kind = kind_;
  spec.language = Language::python;
  spec.workers = std::min(workers_default, row.workers_max);
  spec.chunk_size = row.by_multiprocessing ? chunk_size_ : 1;
  ran_ = editor_.text();
  context.ui.ask(OpenLane{spec, {ran_, own ? CodeOrigin::own : CodeOrigin::foreign}});
}

bool CodePanel::goes_on(const Model& model) const {
  const LaneModel* lane = find_script_lane(model);
  return lane != nullptr && takes_requests(*lane) && !lane->script.is_over() && runs_this_text();
}

LaneIndex script_lane(const Model& model) {
  for (std::size_t i = 0; i < model.lanes.size(); ++i) {
    if (model.lanes[i].exists && model.lanes[i].script.exists()) return static_cast<LaneIndex>(i);
  }
  return -1;
}

const LaneModel* find_script_lane(const Model& model) {
  const LaneIndex lane = script_lane(model);
  return lane < 0 ? nullptr : &model.lanes[static_cast<std::size_t>(lane)];
}

void CodePanel::toggle(PanelContext& context) {
  bool& open = context.view_state.open.code;
  open = !open;
  typing_ = false;
  asked_.clear();
  if (open) {
    lanes_before_.clear();
    for (const LaneIndex lane : open_lanes(context.model))
      lanes_before_.push_back(context.model.lanes[static_cast<std::size_t>(lane)].spec);
    close_lanes(context);
    return;
  }
  close_lanes(context);
  ran_.clear();
  for (const LaneSpec& spec : lanes_before_) context.ui.ask(OpenLane{spec});
}

void CodePanel::agree(PanelContext& context) {
  agreed_ = std::exchange(asked_, {});
  begin(context, wish_);
}

void CodePanel::decline(PanelContext& context) {
  asked_.clear();
  context.ui.clear_focus();
}

void CodePanel::run_or_hold(PanelContext& context) {
  if (!goes_on(context.model)) return begin(context, Wish::run);
  const LaneIndex lane = script_lane(context.model);
  if (context.model.lanes[static_cast<std::size_t>(lane)].gate_open) {
    context.send(lane, CloseGate{});
  } else {
    context.send(lane, OpenGate{});
  }
}

void CodePanel::step(PanelContext& context) {
  if (!goes_on(context.model)) return begin(context, Wish::none);
  const LaneIndex lane = script_lane(context.model);
  if (context.model.lanes[static_cast<std::size_t>(lane)].gate_open) {
    context.send(lane, CloseGate{});
  } else {
    context.send(lane, StepGate{});
  }
}

void CodePanel::stop(PanelContext& context) {
  close_lanes(context);
  ran_.clear();
  wish_ = Wish::none;
}

void CodePanel::choose_kind(PanelContext& context, LaneKind kind) {
  const bool ran = !ran_.empty();
  kind_ = kind;
  if (ran) begin(context, Wish::run);
}

void CodePanel::choose_chunk(int difference) {
  auto place = std::find(chunk_sizes.begin(), chunk_sizes.end(), chunk_size_) - chunk_sizes.begin();
  place = std::clamp<std::ptrdiff_t>(place + difference, 0, chunk_sizes.size() - 1);
  chunk_size_ = chunk_sizes[static_cast<std::size_t>(place)];
}

void CodePanel::choose_tempo(PanelContext& context, int difference) {
  tempo_ms_ = tempo_at(tempo_index(tempo_ms_) + difference);
  const LaneModel* lane = find_script_lane(context.model);
  if (lane != nullptr && takes_requests(*lane))
    context.send(script_lane(context.model), SetTempo{tempo_ms_});
}

void CodePanel::follow_code(PanelContext& context) {
  if (asked_ != editor_.text()) asked_.clear();
  const LaneModel* lane = find_script_lane(context.model);
  if (lane == nullptr || lane->script.state != ScriptState::paused || wish_ != Wish::run) return;
  wish_ = Wish::none;
  const LaneIndex index = script_lane(context.model);
  context.send(index, SetTempo{tempo_ms_});
  context.send(index, OpenGate{});
}

}  // namespace sharedfate
