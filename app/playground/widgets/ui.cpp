#include "app/playground/widgets/ui.h"

#include <algorithm>
#include <cmath>

namespace sharedfate {
namespace {

constexpr float drag_threshold = 6;  // design units
constexpr std::size_t followed_count_max = 512;
constexpr std::uint64_t followed_frames_kept = 120;

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Ui::Ui() : palette_(&sharedfate::palette(ThemeName::dark)) {}

float Ui::units(float design_units) const {
  const float pixels = design_units * scale_;
  return pixels > 1 ? std::round(pixels) : pixels;
}

void Ui::begin_frame(const FrameSettings& settings, Input input, Canvas canvas, Canvas overlay) {
  delta_s_ = std::clamp(settings.time_s - time_s_, 0.0, 0.1);
  screen_ = settings.screen;
  scale_ = settings.scale;
  text_scale_ = settings.text_scale;
  unit_ = settings.unit;
  palette_ = &sharedfate::palette(settings.theme);
  motion_ = settings.motion;
  time_s_ = settings.time_s;
  time_ns_ = settings.time_ns;
  behind_s_ = settings.behind_s;
  figures_ = settings.figures;
  complaint_ = settings.complaint;
  notice_ = settings.notice;
  canvas_ = canvas;
  overlay_ = overlay;
  const bool moved = input.pointer.x != input_.pointer.x || input.pointer.y != input_.pointer.y;
  if (moved && input.pointer_inside) pointer_moved_s_ = time_s_;
  input_ = std::move(input);
  refresh_s_ = -1;
  moving_ = false;
  widgets_before_.swap(widgets_);
  widgets_.clear();
  covered_ = std::any_of(widgets_before_.begin(), widgets_before_.end(),
                         [](const WidgetRecord& widget) { return widget.layer > 0; });
  play_pointer_events();
}

void Ui::end_frame() {
  move_focus();
  if (!focused_.empty() &&
      std::none_of(widgets_.begin(), widgets_.end(),
                   [this](const WidgetRecord& widget) { return widget.name == focused_; })) {
    focused_.clear();
  }
  if (followed_.size() > followed_count_max) {
    std::erase_if(followed_, [this](const auto& entry) {
      return entry.second.frame + followed_frames_kept < figures_.number;
    });
  }
}

bool Ui::pointer_moved_lately() {
  const double rest_s = pointer_moved_s_ + pointer_rests_s - time_s_;
  if (rest_s > 0) refresh_within(rest_s);
  return rest_s > 0;
}

const WidgetRecord* Ui::hit(Point point) const {
  const WidgetRecord* found = nullptr;
  for (const WidgetRecord& widget : widgets_before_) {
    if (widget.rect.contains(point) && (found == nullptr || widget.layer >= found->layer))
      found = &widget;
  }
  return found;
}

std::string Ui::widget_under_pointer() const {
  const WidgetRecord* widget = hit(input_.pointer);
  return widget == nullptr ? std::string{} : widget->name;
}

// Presses and releases apply to the widgets of the frame before, which is the one the user saw.
void Ui::play_pointer_events() {
  clicked_.clear();
  right_clicked_.clear();
  drop_target_.clear();
  dropped_.clear();
  if (held_.empty()) gesture_ = 0;
  for (const PointerEvent& event : input_.pointer_events) {
    const WidgetRecord* widget = hit(event.at);
    const std::string name = widget != nullptr && widget->enabled ? widget->name : std::string{};
    if (event.kind == PointerEvent::Kind::press) {
      if (event.button == 1 && !name.empty()) right_clicked_.push_back(name);
      if (event.button != 0) continue;
      focus_visible_ = false;
      held_ = name;
      gesture_ = ++presses_;
      held_from_ = event.at;
      dragged_ = false;
      if (widget != nullptr && widget->enabled && widget->focusable) focused_ = name;
    } else if (event.button == 0) {
      const bool moved = std::hypot(event.at.x - held_from_.x, event.at.y - held_from_.y) >
                         drag_threshold * scale_;
      if (!held_.empty() && name == held_) {
        clicked_.push_back(name);
      } else if (!held_.empty() && (dragged_ || moved)) {
        dropped_ = held_;
        drop_target_ = name;
      }
      held_.clear();
      dragged_ = false;
    }
  }
  if (!held_.empty() && !dragged_) {
    dragged_ = std::hypot(input_.pointer.x - held_from_.x, input_.pointer.y - held_from_.y) >
               drag_threshold * scale_;
  }
  hovered_ = input_.pointer_inside ? widget_under_pointer() : std::string{};
}

void Ui::move_focus() {
  const KeyPress* tab = find_key(Key::tab, true);
  if (tab == nullptr) return;
  std::vector<const WidgetRecord*> stops;
  const int top =
      std::any_of(widgets_.begin(), widgets_.end(), [](const auto& w) { return w.layer > 0; }) ? 1
                                                                                               : 0;
  for (const WidgetRecord& widget : widgets_) {
    // While there are widgets on layer 1, a menu for example, Tab stays among them.
    if (widget.enabled && widget.focusable && widget.layer == top) stops.push_back(&widget);
  }
  if (stops.empty()) return;
  focus_visible_ = true;
  const auto at = std::find_if(stops.begin(), stops.end(),
                               [this](const auto* w) { return w->name == focused_; });
  const auto count = stops.size();
  std::size_t next = tab->shift ? count - 1 : 0;
  if (at != stops.end()) {
    const auto place = static_cast<std::size_t>(at - stops.begin());
    next = tab->shift ? (place + count - 1) % count : (place + 1) % count;
  }
  focused_ = stops[next]->name;
}

KeyPress* Ui::find_key(Key key, bool repeats) {
  for (KeyPress& press : input_.keys) {
    if (press.taken || press.key != key || (press.repeat && !repeats)) continue;
    press.taken = true;
    if (key == Key::enter || key == Key::left || key == Key::right) focus_visible_ = true;
    return &press;
  }
  return nullptr;
}

bool Ui::take_key(Key key) { return find_key(key, false) != nullptr; }
bool Ui::take_key_repeated(Key key) { return find_key(key, true) != nullptr; }

void Ui::offer_keys(const std::function<bool(const KeyPress&)>& act) {
  for (KeyPress& press : input_.keys) {
    if (!press.taken) press.taken = act(press);
  }
}

bool Ui::focus_takes(const KeyPress& press) const {
  // Keys apply to the widgets of the frame before, which is the one the user saw.
  const auto widget =
      std::find_if(widgets_before_.begin(), widgets_before_.end(),
                   [this](const WidgetRecord& each) { return each.name == focused_; });
  if (widget == widgets_before_.end() || (covered_ && widget->layer == 0)) return false;
  if (press.key == Key::enter) return true;
  if (!focus_visible_) return false;
  if (press.key == Key::space) return true;
  const bool arrow = press.key == Key::left || press.key == Key::right || press.key == Key::up ||
                     press.key == Key::down;
  return arrow && widget->arrows;
}

std::string Ui::take_text() {
  constexpr char32_t first = U' ', last = U'~';
  std::string text;
  for (KeyPress& press : input_.keys) {
    if (press.taken || press.key != Key::none) continue;
    press.taken = true;
    if (press.character >= first && press.character <= last)
      text += static_cast<char>(press.character);
  }
  return text;
}

Interaction Ui::region(std::string_view name, const Rect& rect, std::string_view label,
                       const WidgetLook& look) {
  Interaction state;
  // A widget that is clipped completely can neither be under the pointer nor have the focus.
  const Rect visible = layer(look.layer).visible_part(rect);
  if (visible.empty()) return state;
  widgets_.push_back({std::string(name), std::string(label), visible, look.enabled, look.focusable,
                      look.layer, look.arrows});
  if (!look.enabled) return state;
  state.hovered = hovered_ == name && (held_.empty() || held_ == name);
  state.held = held_ == name;
  state.focused = look.focusable && focused_ == name && (look.layer > 0 || !covered_);
  const bool takes_keys = state.focused && look.enter_clicks;
  state.clicked = holds(clicked_, name) || (takes_keys && take_key(Key::enter)) ||
                  (takes_keys && focus_visible_ && take_key(Key::space));
  state.right_clicked = holds(right_clicked_, name);
  state.dragging = state.held && dragged_;
  state.dropped = dropped_ == name;
  if (state.dragging) keep_moving();
  const std::string key(name);
  if (state.hovered || followed_.contains(key + "/hover"))
    state.hover = follow(key + "/hover", state.hovered ? 1 : 0);
  if (state.held || followed_.contains(key + "/press"))
    state.press = follow(key + "/press", state.held ? 1 : 0);
  return state;
}

float Ui::follow(std::string_view name, float target, float seconds) {
  const auto [entry, fresh] = followed_.try_emplace(std::string(name));
  Followed& followed = entry->second;
  followed.frame = figures_.number;
  if (fresh || !motion_ || seconds <= 0) {
    // A new value whose name has a '/', such as NAME/hover, begins at 0; any other begins at its
    // target.
    const bool begins_at_nothing =
        fresh && motion_ && seconds > 0 && name.find('/') != std::string_view::npos;
    followed.from = begins_at_nothing ? 0 : target;
    followed.to = target;
    followed.since_s = time_s_;
    followed.seconds = seconds;
    if (!begins_at_nothing) return target;
  }
  const auto value = [&] {
    const auto share =
        static_cast<float>((time_s_ - followed.since_s) / std::max(0.001F, followed.seconds));
    return followed.from + (followed.to - followed.from) * ease_out(share);
  };
  if (target != followed.to) {
    followed.from = value();
    followed.to = target;
    followed.since_s = time_s_;
    followed.seconds = seconds;
  }
  if (time_s_ - followed.since_s < static_cast<double>(followed.seconds) &&
      followed.from != followed.to) {
    keep_moving();
    return value();
  }
  return followed.to;
}

std::vector<AppCommand> Ui::take_commands() { return std::exchange(commands_, {}); }

void Ui::ask(AppCommand command) { commands_.push_back(std::move(command)); }

}  // namespace sharedfate
