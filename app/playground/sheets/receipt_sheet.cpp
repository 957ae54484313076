#include <fmt/format.h>

#include <algorithm>

#include "app/playground/panel/panels.h"
#include "app/playground/panel/words.h"
#include "app/playground/sheets/receipt_section.h"
#include "app/playground/widgets/scroll.h"

// The receipt of the open lanes, over the whole window: what was broken, what it cost, what is left
// over, and how to repeat it.
namespace sharedfate {
namespace {

constexpr float padding = 24, gap = 12, head_height = 42, wide_max = 1240, column_min = 430;
constexpr float margin = 20;
constexpr double measured_every_s = 0.5;

RunOptions settings_of(const ViewState& view_state) {
  RunOptions settings;
  settings.workload = view_state.controls.workload;
  settings.seed = view_state.lanes.seed;
  settings.deadline_ms = view_state.lanes.deadline_ms;
  settings.use_namespaces = view_state.lanes.use_namespaces;
  return settings;
}

std::vector<ReceiptSection> sections_of(const std::vector<OpenReceipt>& receipts,
                                        const PanelContext& context) {
  std::vector<ReceiptSection> sections;
  for (std::size_t i = 0; i < receipts.size(); ++i)
    sections.push_back(lane_section(receipts[i], i));
  sections.push_back(
      resource_counts_section(context.fault_log.resource_counts(), context.view_state.lanes.seed));
  return sections;
}

std::string summary_of(const std::vector<OpenReceipt>& receipts) {
  std::uint64_t deaths = 0, lost = 0;
  for (const OpenReceipt& receipt : receipts) {
    deaths += receipt.lane.death_count;
    lost += receipt.lane.account.lost;
  }
  return fmt::format("{} · {} lost", counted(deaths, "death"), counted(lost, "task"));
}

/// Puts each section below the shortest column so far, the last one below all columns. Returns the
/// total height, pixels.
float place_sections(Ui& ui, const std::vector<ReceiptSection>& sections, float width,
                     std::vector<Rect>& places) {
  const float space = ui.units(gap);
  const std::size_t columns = width >= 2 * ui.units(column_min) + space ? 2 : 1;
  const float each =
      (width - space * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  std::vector<float> heights(columns, 0);
  for (const ReceiptSection& section : sections) {
    if (&section == &sections.back() && columns > 1) {
      const float top = *std::max_element(heights.begin(), heights.end());
      places.push_back({0, top, width, section_height(ui, section, width)});
      return places.back().bottom();
    }
    const auto shortest = std::min_element(heights.begin(), heights.end());
    const auto column = static_cast<float>(shortest - heights.begin());
    const float tall = section_height(ui, section, each);
    places.push_back({column * (each + space), *shortest, each, tall});
    *shortest += tall + space;
  }
  return *std::max_element(heights.begin(), heights.end()) - space;
}

void draw_sections(Ui& ui, const std::vector<ReceiptSection>& sections,
                   const std::vector<Rect>& places, const Rect& view, const Scroll& scroll) {
  Canvas& canvas = ui.overlay();
  scroll.draw_bar(ui, canvas, view, view.right() + ui.units(12));
  canvas.clip(view);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Rect box = places[i].moved(view.x, view.y - scroll.place());
    if (box.bottom() > view.y && box.y < view.bottom()) draw_section(ui, sections[i], box, view);
  }
  canvas.unclip();
}

/// Title, summary and close button. Returns whether the button was clicked.
bool draw_head(Ui& ui, Rect head, const std::string& summary) {
  Canvas& canvas = ui.overlay();
  const ButtonLook look{.has_icon = true,
                        .icon = Icon::close,
                        .key = key_cap_of(Verb::leave),
                        .focusable = false,
                        .layer = 1};
  const Rect button = head.cut_right(ui.button_width("Close", look), ui.units(12));
  const bool clicked = ui.button("receipt.close", button, "Close", look);
  const float title = canvas.text_width(TextRole::lane_title, "Receipt");
  canvas.text_in(head.cut_left(std::min(title, head.w), ui.units(18)), TextRole::lane_title,
                 ui.tone(Tone::text), "Receipt", Align::left, Overflow::shrink);
  canvas.text_in(head, TextRole::body, ui.tone(Tone::muted), summary, Align::left,
                 Overflow::shrink);
  return clicked;
}

class ReceiptSheet : public Panel {
 public:
  [[nodiscard]] bool shown(const PanelContext& context) const override {
    return context.view_state.open.receipt;
  }
  void draw(PanelContext& context, const Rect& area) override;
  bool act(PanelContext& context, UserAction action) override;

 private:
  Scroll scroll_;
};

bool ReceiptSheet::act(PanelContext& context, UserAction action) {
  if (action != Verb::leave) return scroll_.act(action);
  context.view_state.open.receipt = false;
  scroll_.reset();
  return true;
}

void ReceiptSheet::draw(PanelContext& context, const Rect& area) {
  Ui& ui = context.ui;
  // The resource counts are measured only when the sheet is open and closed lanes have ended. Until
  // then nothing is drawn: it would still move, and could already be clicked.
  constexpr double look_again_s = 0.02;
  if (context.fault_log.resource_counts().now.descriptors == 0)
    return ui.refresh_within(look_again_s);
  Canvas& canvas = ui.overlay();
  ui.region("receipt.sheet", area, "Receipt", {.enabled = true, .focusable = false, .layer = 1});
  canvas.fill(area, Ink(ui.tone(Tone::background), 0.82F));
  const std::vector<OpenReceipt> receipts =
      context.fault_log.receipts(context.model, settings_of(context.view_state));
  const std::vector<ReceiptSection> sections = sections_of(receipts, context);
  const float wide = std::min(area.w - 2 * ui.units(margin), ui.units(wide_max));
  const float inset = ui.units(padding), head = ui.units(head_height) + ui.units(gap);
  std::vector<Rect> places;
  const float needed = place_sections(ui, sections, wide - 2 * inset, places);
  const float empty = receipts.empty() ? ui.canvas().line_height(TextRole::heading) * 3 : 0;
  const float tall = std::min(area.h - 2 * ui.units(margin), needed + empty + head + 2 * inset);
  // The card grows at its lower end only, so that nothing moves away from the pointer.
  const Rect card{area.centre().x - wide / 2, area.y + ui.units(margin), wide, tall};
  canvas.glow(card, Ink(0x000000, 0.4F), ui.units(24), ui.units(14));
  canvas.fill(card, ui.tone(Tone::panel), ui.units(14));
  canvas.outline(card, ui.tone(Tone::line), std::max(1.0F, ui.units(1)), ui.units(14));
  Rect inner = card.inset(inset);
  const Rect top = inner.cut_top(ui.units(head_height), ui.units(gap));
  if (draw_head(ui, top, receipts.empty() ? "" : summary_of(receipts))) act(context, Verb::leave);
  if (receipts.empty()) {
    canvas.text_in(inner.cut_top(empty), TextRole::heading, ui.tone(Tone::text),
                   "Nothing was broken yet.", Align::centre, Overflow::shrink);
  }
  scroll_.lay_out(ui, inner, needed);
  draw_sections(ui, sections, places, inner, scroll_);
  ui.refresh_within(measured_every_s);
}

}  // namespace

std::unique_ptr<Panel> make_receipt_sheet() { return std::make_unique<ReceiptSheet>(); }

}  // namespace sharedfate
