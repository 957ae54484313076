#include "app/playground/labs/labs_panel.h"

#include <fmt/format.h>

#include <utility>

namespace sharedfate {
namespace {

constexpr float gap = 10;

/// The lab's name, and its sentence or the hint for what is under the pointer.
void draw_head(PanelContext& context, const ExperimentRow& row, Rect line) {
  Ui& ui = context.ui;
  Canvas& canvas = ui.canvas();
  const std::string title = lab_title(row);
  const float width = std::min(canvas.text_width(TextRole::lane_title, title), line.w / 2);
  canvas.text_in(line.cut_left(width, ui.units(16)), TextRole::lane_title, ui.tone(Tone::text),
                 title, Align::left, Overflow::shrink);
  const bool hint = !context.hint.empty();
  canvas.text_in(line, TextRole::label, ui.tone(hint ? Tone::text : Tone::muted),
                 hint ? std::string_view(context.hint) : row.sentence, Align::left,
                 Overflow::shrink);
}

}  // namespace

Parameters& LabsPanel::settings_of(const ExperimentRow& row) {
  settings_.resize(experiments().size());
  auto& settings = settings_[experiment_index(row)];
  if (!settings) settings.emplace(row.parameters);
  return *settings;
}

void LabsPanel::open_soon(const ExperimentRow& row, const std::optional<Parameters>& settings) {
  if (settings) settings_of(row) = *settings;
  soon_ = &row;
}

void LabsPanel::follow(PanelContext& context) {
  if (soon_ == nullptr) return;
  context.view_state.open.labs = true;
  open(*std::exchange(soon_, nullptr));
}

void LabsPanel::open(const ExperimentRow& row) {
  opened_ = &row;
  view_ = make_lab_view(row);
  findings_ = {};
}

KeyScope LabsPanel::key_scope(const PanelContext&, KeyScope) const {
  if (opened_ == nullptr) return KeyScope::lab_list;
  return view_ != nullptr ? view_->key_scope() : KeyScope::lab;
}

bool LabsPanel::act(PanelContext& context, UserAction action) {
  return opened_ == nullptr ? act_on_list(context, action) : act_on_lab(context, action);
}

bool LabsPanel::act_on_lab(PanelContext& context, UserAction action) {
  if (action == Verb::leave) {
    opened_ = nullptr;
    return true;
  }
  const Parameters& settings = settings_of(*opened_);
  if (view_ != nullptr) return view_->act(context, settings, action);
  return findings_.scroll.act(action) || act_on_lab_run(context, *opened_, settings, action);
}

void LabsPanel::draw_lab(PanelContext& context, const ExperimentRow& row, const Rect& area) {
  Ui& ui = context.ui;
  Rect rest = area;
  const Rect head = rest.cut_top(ui.canvas().line_height(TextRole::lane_title), ui.units(gap));
  Parameters& settings = settings_of(row);
  const float settings_height = lab_settings_height(context, row, rest.w);
  if (settings_height > 0)
    draw_lab_settings(context, row, settings, rest.cut_top(settings_height, ui.units(gap)));
  draw_head(context, row, head);
  if (view_ != nullptr) return view_->draw(context, settings, rest);
  if (findings_of_start_ != context.measurements.starts()) {
    findings_of_start_ = context.measurements.starts();
    findings_ = {};
  }
  draw_lab_run(context, row, settings, rest.cut_top(lab_run_height(context), ui.units(gap)));
  draw_lab_findings(context, row, findings_, rest);
}

void LabsPanel::draw(PanelContext& context, const Rect& area) {
  if (opened_ == nullptr) {
    draw_list(context, area);
  } else {
    draw_lab(context, *opened_, area);
  }
}

}  // namespace sharedfate
