#include "app/playground/window/presenter_window.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "app/playground/draw/fonts.h"

namespace sharedfate {
namespace {

constexpr int width_default = 1100, height_default = 700;
constexpr float size_factor_min = 0.8F, size_factor_max = 3.0F;

}  // namespace

PresenterWindow::PresenterWindow(Window& class_window, std::unique_ptr<Window> window)
    : class_window_(class_window),
      window_(std::move(window)),
      covered_(class_window.may_be_covered_by_another()) {}

Result<std::unique_ptr<PresenterWindow>> PresenterWindow::open(Window& class_window,
                                                               const FontFiles& fonts) {
  auto window = class_window.open_another("Shared Fate: presenter", width_default, height_default);
  if (!window) return window.error();
  std::unique_ptr<PresenterWindow> presenter(new PresenterWindow(class_window, window.take()));
  presenter->window_->make_current();
  presenter->drawing_ = std::make_unique<Drawing>(fonts);
  Status created = presenter->drawing_->create(presenter->wanted_scale(1));
  class_window.make_current();
  if (!created) return created.error();
  return presenter;
}

PresenterWindow::~PresenterWindow() {
  window_->make_current();
  drawing_.reset();
  window_.reset();
  class_window_.make_current();
}

Input PresenterWindow::take_input() {
  Input input = window_->take_input();
  pointer_input_.pointer = input.pointer;
  pointer_input_.pointer_inside = input.pointer_inside;
  pointer_input_.wheel += input.wheel;
  std::move(input.pointer_events.begin(), input.pointer_events.end(),
            std::back_inserter(pointer_input_.pointer_events));
  Input keys;
  keys.keys = std::move(input.keys);
  return keys;
}

// Only a click uncovers the notes: keys, also those of a clicker, act on the main window.
void PresenterWindow::draw_cover(Rect area) {
  Canvas& canvas = ui_.canvas();
  canvas.fill(area, ui_.tone(Tone::panel));
  Rect box = area.inset((area.w - std::min(area.w * 0.8F, ui_.units(520))) / 2, area.h * 0.25F);
  const auto line = [&](TextRole role, Tone tone, std::string_view text) {
    box.cut_top(canvas.text_wrapped(box, role, ui_.tone(tone), text), ui_.units(18));
  };
  line(TextRole::heading, Tone::text, "Move this window to a screen that only you see");
  line(TextRole::body, Tone::muted,
       "Shared Fate cannot tell which screen the class sees. The notes may give away what comes "
       "next.");
  const ButtonLook look{.kind = ButtonKind::primary, .key = ""};
  Rect row = box.cut_top(ui_.units(42));
  const Rect button = row.cut_left(std::min(row.w, ui_.button_width("Show the notes", look)));
  if (ui_.button("presenter.uncover", button, "Show the notes", look)) covered_ = false;
}

void PresenterWindow::draw(const Look& look, const View& view) {
  window_->make_current();
  const Rect screen{0, 0, static_cast<float>(window_->width()),
                    static_cast<float>(window_->height())};
  const float scale = wanted_scale(look.text_scale);
  const Drawing::Layers layers =
      drawing_->begin_frame(window_->width(), window_->height(), scale, look.time_s - ui_.time_s());
  ui_.begin_frame({.screen = screen,
                   .scale = scale,
                   .text_scale = look.text_scale,
                   .unit = wanted_scale(1),
                   .theme = look.theme,
                   .motion = look.motion,
                   .time_ns = look.time_ns,
                   .time_s = look.time_s,
                   .behind_s = look.behind_s,
                   .figures = {.number = ui_.figures().number + 1},
                   .complaint = {}},
                  pointer_input_, layers.base, layers.overlay);
  pointer_input_.pointer_events.clear();
  pointer_input_.wheel = 0;
  if (covered_) {
    draw_cover(screen);
  } else {
    view(ui_, screen);
  }
  ui_.end_frame();
  window_->show_frame(*drawing_, palette(look.theme).tone(Tone::background));
  class_window_.make_current();
}

float PresenterWindow::wanted_scale(float text_scale) const {
  const float by_size = std::min(static_cast<float>(window_->width()) / width_default,
                                 static_cast<float>(window_->height()) / height_default);
  const float factor =
      std::clamp(by_size, std::max(size_factor_min, size_factor_min * window_->content_scale()),
                 size_factor_max);
  // In steps, so that resizing the window does not rebuild the fonts for each pixel.
  return std::floor(factor * 20) / 20 * text_scale;
}

void append_keys(Input& input, Input other) {
  std::move(other.keys.begin(), other.keys.end(), std::back_inserter(input.keys));
}

}  // namespace sharedfate
