#include <fmt/format.h>

#include "app/playground/labs/lab_view.h"
#include "app/playground/panel/words.h"
#include "app/playground/widgets/flow_layout.h"
#include "core/measure/parameter_step.h"

namespace sharedfate {
namespace {

constexpr float line_height = 36, gap = 6;

/// One box of the settings: a number with its stepper, the name of a choice, or one of its words.
struct Box {
  const ParameterRow* row;
  enum class Kind : std::uint8_t { number, title, word } kind;
  std::string_view word = {};
};

std::vector<Box> boxes_of(const ExperimentRow& row) {
  std::vector<Box> boxes;
  for (const ParameterRow& each : row.parameters) {
    if (each.kind == ParameterKind::number) boxes.push_back({&each, Box::Kind::number});
    if (each.kind != ParameterKind::word) continue;
    boxes.push_back({&each, Box::Kind::title});
    for (const std::string_view word : each.words) boxes.push_back({&each, Box::Kind::word, word});
  }
  return boxes;
}

std::string number_text(const Parameters& settings, const ParameterRow& row) {
  return grouped(settings.number(row.name));
}

float width_of(Ui& ui, const Box& box) {
  const std::string name(box.row->name);
  switch (box.kind) {
    case Box::Kind::number:
      // As wide as its longest value, so that nothing moves under the pointer.
      return ui.stepper_width(name, grouped(box.row->most));
    case Box::Kind::title:
      return ui.canvas().text_width(TextRole::label, name) + ui.units(8);
    case Box::Kind::word:
      return ui.button_width(box.word);
  }
  return 0;
}

FlowLayout lay_out(Ui& ui, const std::vector<Box>& boxes, Point top_left, float width) {
  std::vector<float> widths;
  widths.reserve(boxes.size());
  for (const Box& box : boxes) widths.push_back(width_of(ui, box));
  return lay_out_flow(top_left, width, widths, ui.units(line_height), ui.units(gap));
}

void draw_number(PanelContext& context, const Box& box, const Rect& place, Parameters& settings) {
  const ParameterRow& row = *box.row;
  const std::string name = fmt::format("lab.{}", row.name);
  const std::uint64_t value = settings.number(row.name);
  const int step = context.ui.stepper(name, place, row.name, number_text(settings, row),
                                      value > row.least, value < row.most);
  // A stepped value is always allowed.
  if (step != 0) (void)settings.set(row.name, std::to_string(step_parameter(row, value, step)));
}

void draw_word(PanelContext& context, const Box& box, const Rect& place, Parameters& settings) {
  const ParameterRow& row = *box.row;
  const bool chosen = settings.text(row.name) == box.word;
  const std::string name = fmt::format("lab.{}.{}", row.name, box.word);
  const ButtonLook look{.kind = chosen ? ButtonKind::primary : ButtonKind::plain, .key = {}};
  if (context.ui.button(name, place, box.word, look)) (void)settings.set(row.name, box.word);
}

}  // namespace

float lab_settings_height(PanelContext& context, const ExperimentRow& row, float width) {
  return lay_out(context.ui, boxes_of(row), {}, width).height;
}

void draw_lab_settings(PanelContext& context, const ExperimentRow& row, Parameters& settings,
                       const Rect& area) {
  Ui& ui = context.ui;
  const std::vector<Box> boxes = boxes_of(row);
  const FlowLayout flow = lay_out(ui, boxes, {area.x, area.y}, area.w);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Box& box = boxes[i];
    const Rect& place = flow.boxes[i];
    if (place.contains(ui.input().pointer))
      context.hint = fmt::format("{}: {}", box.row->sentence, allowed_text(*box.row));
    if (box.kind == Box::Kind::number) draw_number(context, box, place, settings);
    if (box.kind == Box::Kind::word) draw_word(context, box, place, settings);
    if (box.kind == Box::Kind::title) {
      ui.canvas().text_in(place, TextRole::label, ui.tone(Tone::muted), box.row->name, Align::right,
                          Overflow::shrink);
    }
  }
}

}  // namespace sharedfate
