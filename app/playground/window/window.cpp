#include "app/playground/window/window.h"

#include <glad/gl.h>
// After glad, which declares OpenGL.
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/playground/draw/drawing.h"
#include "app/playground/window/window_options.h"
#include "core/base/utf8.h"

namespace sharedfate {
namespace {

Error glfw_error(std::string tried, std::string remedy) {
  const char* reason = nullptr;
  const int code = glfwGetError(&reason);
  return {std::move(tried),
          code == GLFW_NO_ERROR || reason == nullptr ? "no reason is known" : reason,
          std::move(remedy)};
}

/// The number of open windows. GLFW is initialised for the first and terminated after the last.
int windows_open = 0;

Status enter_library() {
  // GLFW leaves SIGINT and SIGTERM alone. With this hint it does not report the hats of joysticks
  // as buttons, which the app does not use.
  glfwInitHint(GLFW_JOYSTICK_HAT_BUTTONS, GLFW_FALSE);
  if (glfwInit() != GLFW_TRUE) {
    return glfw_error("reach the display",
                      "check DISPLAY or WAYLAND_DISPLAY, or run it without a window: "
                      "sharedfate run --help");
  }
  ++windows_open;
  return Done{};
}

void leave_library() {
  if (--windows_open == 0) glfwTerminate();
}

/// GLFW names keys by what they type on a US keyboard. With Shift only letters, and the signs that
/// are shortcuts.
char32_t us_character(int code, int mods) {
  const bool shift = (mods & GLFW_MOD_SHIFT) != 0;
  if (code >= GLFW_KEY_A && code <= GLFW_KEY_Z)
    return static_cast<char32_t>(shift ? code : code - 'A' + 'a');
  if (shift && code == GLFW_KEY_COMMA) return U'<';
  if (shift && code == GLFW_KEY_PERIOD) return U'>';
  const bool types = code > GLFW_KEY_SPACE && code <= GLFW_KEY_GRAVE_ACCENT;
  return types && !shift ? static_cast<char32_t>(code) : 0;
}

KeyMeaning meaning_of(int code, int place, int mods) {
  const char* const name = glfwGetKeyName(code, place);
  const char32_t plain = name == nullptr || name[0] == '\0' ? 0 : decode_utf8(name).value;
  return {plain, us_character(code, mods)};
}

/// The letter that is pressed together with Ctrl, in any layout; 0: none.
char32_t chord_letter(int code, int place, int mods) {
  if ((mods & GLFW_MOD_CONTROL) == 0 || (mods & GLFW_MOD_ALT) != 0) return 0;
  const KeyMeaning key = meaning_of(code, place, 0);
  const char32_t letter = shortcut_of(key.plain, key);
  return letter >= U'a' && letter <= U'z' ? letter : 0;
}

Key key_of(int code) {
  switch (code) {
    case GLFW_KEY_SPACE:
      return Key::space;
    case GLFW_KEY_ENTER:
    case GLFW_KEY_KP_ENTER:
      return Key::enter;
    case GLFW_KEY_ESCAPE:
      return Key::escape;
    case GLFW_KEY_TAB:
      return Key::tab;
    case GLFW_KEY_BACKSPACE:
      return Key::backspace;
    case GLFW_KEY_DELETE:
      return Key::del;
    case GLFW_KEY_LEFT:
      return Key::left;
    case GLFW_KEY_RIGHT:
      return Key::right;
    case GLFW_KEY_UP:
      return Key::up;
    case GLFW_KEY_DOWN:
      return Key::down;
    case GLFW_KEY_HOME:
      return Key::home;
    case GLFW_KEY_END:
      return Key::end;
    case GLFW_KEY_PAGE_UP:
      return Key::page_up;
    case GLFW_KEY_PAGE_DOWN:
      return Key::page_down;
    case GLFW_KEY_F5:
      return Key::f5;
    default:
      return Key::none;
  }
}

}  // namespace

Window& Window::of(GLFWwindow* window) {
  return *static_cast<Window*>(glfwGetWindowUserPointer(window));
}

Window::Size Window::usual_size() {
  constexpr Size without_monitor{1600, 900};
  constexpr float share = 0.8F;
  if (glfwInit() != GLFW_TRUE) return without_monitor;
  GLFWmonitor* const monitor = glfwGetPrimaryMonitor();
  const GLFWvidmode* const mode = monitor == nullptr ? nullptr : glfwGetVideoMode(monitor);
  if (mode == nullptr) return without_monitor;
  const auto part = [](int length, int least, int most) {
    return std::clamp(static_cast<int>(static_cast<float>(length) * share), least, most);
  };
  return {part(mode->width, window_width_min, window_width_max),
          part(mode->height, window_height_min, window_height_max)};
}

Result<std::unique_ptr<Window>> Window::open(const std::string& title, std::optional<Size> size) {
  const Size wanted = size.value_or(usual_size());
  auto window = create(title, wanted.width, wanted.height, nullptr);
  if (!window) return window;
  window.value()->limit_size();
  if (size) window.value()->fit_size(wanted.width, wanted.height);
  return window;
}

Result<std::unique_ptr<Window>> Window::open_another(const std::string& title, int width,
                                                     int height) const {
  GLFWmonitor* const monitor = other_monitor();
  if (monitor != nullptr) {
    // With the current mode of the monitor it need not switch modes.
    const GLFWvidmode* const mode = glfwGetVideoMode(monitor);
    width = mode->width;
    height = mode->height;
    glfwWindowHint(GLFW_RED_BITS, mode->redBits);
    glfwWindowHint(GLFW_GREEN_BITS, mode->greenBits);
    glfwWindowHint(GLFW_BLUE_BITS, mode->blueBits);
    glfwWindowHint(GLFW_REFRESH_RATE, mode->refreshRate);
  }
  auto window = create(title, width, height, monitor);
  if (window) window.value()->limit_size();
  if (window && monitor == nullptr) window.value()->fit_size(width, height);
  glfwDefaultWindowHints();
  glfwMakeContextCurrent(window_);
  return window;
}

Result<std::unique_ptr<Window>> Window::create(const std::string& title, int width, int height,
                                               GLFWmonitor* monitor) {
  if (Status reached = enter_library(); !reached) return reached.error();
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  // A click into the main window must not minimise the presenter's window.
  glfwWindowHint(GLFW_AUTO_ICONIFY, GLFW_FALSE);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "sharedfate");
  GLFWwindow* handle = glfwCreateWindow(width, height, title.c_str(), monitor, nullptr);
  if (handle == nullptr) {
    Error error = glfw_error("open a window with OpenGL 3.3",
                             "install libgl1-mesa-dri, which draws without a "
                             "graphics card, or update the graphics driver");
    leave_library();
    return error;
  }
  glfwMakeContextCurrent(handle);
  std::unique_ptr<Window> window(new Window(handle));
  if (gladLoadGL(glfwGetProcAddress) == 0) {
    return Error{"load OpenGL 3.3", "the driver lacks some of its functions",
                 "update the graphics driver"};
  }
  // The main loop sets the frame rate. A swap that waits for the monitor would block for ever while
  // the monitor is off or, on Wayland, the window is covered. The other window and the reports of
  // the lanes would wait, too.
  glfwSwapInterval(0);
  window->buffer_copy_ = BufferCopy::find();
  window->read_size();
  window->install_callbacks();
  return window;
}

void Window::limit_size() {
  glfwSetWindowSizeLimits(window_, window_width_min, window_height_min, GLFW_DONT_CARE,
                          GLFW_DONT_CARE);
}

// `width` and `height` are pixels, while GLFW wants screen coordinates, which are larger on a
// desktop that scales.
void Window::fit_size(int width, int height) {
  if (pixels_per_unit_ <= 1.01F) return;
  const auto units = [this](int pixels) {
    return static_cast<int>(std::lround(static_cast<float>(pixels) / pixels_per_unit_));
  };
  glfwSetWindowSize(window_, units(width), units(height));
  read_size();
}

bool Window::may_be_covered_by_another() const {
  int count = 0;
  glfwGetMonitors(&count);
  return count > 1 && other_monitor() == nullptr;
}

/// The first monitor that does not contain the middle of this window. nullptr: there is none, or,
/// on Wayland, GLFW does not say where this window is.
GLFWmonitor* Window::other_monitor() const {
  int count = 0;
  GLFWmonitor* const* const monitors = glfwGetMonitors(&count);
  if (count < 2) return nullptr;
  int x = 0, y = 0, wide = 0, high = 0;
  glfwGetError(nullptr);
  glfwGetWindowPos(window_, &x, &y);
  if (glfwGetError(nullptr) != GLFW_NO_ERROR) return nullptr;
  glfwGetWindowSize(window_, &wide, &high);
  const int middle_x = x + wide / 2, middle_y = y + high / 2;
  for (int i = 0; i < count; ++i) {
    const GLFWvidmode* const mode = glfwGetVideoMode(monitors[i]);
    int left = 0, top = 0;
    glfwGetMonitorPos(monitors[i], &left, &top);
    const bool inside = mode == nullptr || (middle_x >= left && middle_x < left + mode->width &&
                                            middle_y >= top && middle_y < top + mode->height);
    if (!inside) return monitors[i];
  }
  return nullptr;
}

Window::~Window() {
  clipboard_.stop();
  glfwDestroyWindow(window_);
  leave_library();
}

void Window::read_size() {
  int wide = 0, high = 0;
  const int width = width_, height = height_;
  glfwGetFramebufferSize(window_, &width_, &height_);
  glfwGetWindowSize(window_, &wide, &high);
  if (wide > 0) pixels_per_unit_ = static_cast<float>(width_) / static_cast<float>(wide);
  float scale_x = 1, scale_y = 1;
  glfwGetWindowContentScale(window_, &scale_x, &scale_y);
  content_scale_ = std::clamp(scale_x, 1.0F, 4.0F);
  resized_ = resized_ || (drawn_ && (width_ != width || height_ != height));
  draw_all_again();
}

Point Window::pixels(double x, double y) const {
  return {static_cast<float>(x) * pixels_per_unit_, static_cast<float>(y) * pixels_per_unit_};
}

void Window::install_callbacks() {
  glfwSetWindowUserPointer(window_, this);
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { of(w).read_size(); });
  glfwSetWindowContentScaleCallback(window_,
                                    [](GLFWwindow* w, float, float) { of(w).read_size(); });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { of(w).draw_all_again(); });
  glfwSetWindowCloseCallback(window_, [](GLFWwindow* w) { of(w).touched_ = true; });
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) {
    Window& window = of(w);
    window.input_.pointer = window.pixels(x, y);
    window.input_.pointer_inside = true;
    window.touched_ = true;
  });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
    of(w).input_.pointer_inside = entered == GLFW_TRUE;
    of(w).touched_ = true;
  });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int) {
    Window& window = of(w);
    // The position of the last motion event. glfwGetCursorPos() would return the current one, and
    // in a slow frame a fast drag would seem to begin where it ends.
    if (!window.input_.pointer_inside) {
      double x = 0, y = 0;
      glfwGetCursorPos(w, &x, &y);
      window.input_.pointer = window.pixels(x, y);
      window.input_.pointer_inside = true;
    }
    const auto kind =
        action == GLFW_PRESS ? PointerEvent::Kind::press : PointerEvent::Kind::release;
    window.input_.pointer_events.push_back({kind, button, window.input_.pointer});
    window.touched_ = true;
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double y) {
    of(w).input_.wheel += static_cast<float>(y);
    of(w).touched_ = true;
  });
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int code, int place, int action, int mods) {
    const Key key = key_of(code);
    of(w).touched_ = true;
    if (action == GLFW_RELEASE) return;
    const char32_t letter = key == Key::none ? chord_letter(code, place, mods) : 0;
    if (letter == U'v' && action == GLFW_PRESS) of(w).ask_clipboard();
    of(w).held_down_ = action == GLFW_REPEAT;
    of(w).last_key_ = meaning_of(code, place, mods);
    if (key == Key::none && (letter == 0 || letter == U'v')) return;
    of(w).input_.keys.push_back({.key = key,
                                 .shift = (mods & GLFW_MOD_SHIFT) != 0,
                                 .control = (mods & GLFW_MOD_CONTROL) != 0,
                                 .repeat = of(w).held_down_,
                                 .chord = letter,
                                 .clicks_before = of(w).input_.pointer_events.size()});
  });
  glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned character) {
    of(w).touched_ = true;
    if (character == U' ') return;  // Key::space stands for it
    // The event follows that of its key and is a repeat if that was one.
    of(w).input_.keys.push_back(
        {.key = Key::none,
         .character = static_cast<char32_t>(character),
         .shortcut = shortcut_of(character, std::exchange(of(w).last_key_, {})),
         .repeat = of(w).held_down_,
         .clicks_before = of(w).input_.pointer_events.size()});
  });
}

void Window::ask_clipboard() {
  if (clipboard_.asking()) return;
  keys_before_paste_ = input_.keys.size();
  if (clipboard_.ask()) return;
  const char* const text = glfwGetClipboardString(window_);
  if (text != nullptr) input_.pasted += text;
}

void Window::make_current() { glfwMakeContextCurrent(window_); }
void Window::poll() { glfwPollEvents(); }

void Window::wait(double seconds) {
  if (seconds < 0) {
    glfwWaitEvents();
  } else if (seconds > 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
}

void Window::copy(const std::string& text) { glfwSetClipboardString(window_, text.c_str()); }

void Window::show_frame(Drawing& drawing, Rgb background) {
  if (std::exchange(lost_, false)) drawing.forget();
  const int width = width_, height = height_;
  const std::span<const Rect> changed =
      drawing.end_frame_changed(background, buffer_copy_.has_value());
  if (changed.empty()) return;
  drawn_ = true;
  // The renderer may have queried the window's size as it began to draw. If the size has changed,
  // its event has arrived by now, and what was drawn does not fit.
  glfwPollEvents();
  if (width_ != width || height_ != height) return;
  present(changed);
  if (std::exchange(shown_, true)) return;
  // The window is hidden until a whole frame was drawn. What was presented so far may be lost.
  glfwShowWindow(window_);
  if (buffer_copy_) {
    present(changed);
  } else {
    draw_all_again();
  }
}

/// Shows what was drawn. Nothing outside of `changed` has changed.
void Window::present(std::span<const Rect> changed) {
  if (buffer_copy_ && !resized_) {
    for (const Rect& part : changed) buffer_copy_->show(part, height_);
    return;
  }
  glfwSwapBuffers(window_);
  // The swap makes the renderer query the window's size, so the next frame can be shown in parts.
  if (std::exchange(resized_, false) && buffer_copy_) draw_all_again();
}

void Window::draw_all_again() {
  lost_ = true;
  touched_ = true;
}

bool Window::close_asked() const { return glfwWindowShouldClose(window_) == GLFW_TRUE; }

Input Window::take_input() {
  Input taken = input_;
  input_.keys.clear();
  input_.pointer_events.clear();
  input_.wheel = 0;
  input_.pasted.clear();
  if (clipboard_.asking()) keep_keys_after_paste(taken.keys);
  if (clipboard_.answered()) taken.pasted += clipboard_.take();
  touched_ = !clipboard_.asking() && !input_.keys.empty();
  return taken;
}

/// Keys pressed after Ctrl+V act on the pasted text, so they wait for the frame that has it.
void Window::keep_keys_after_paste(std::vector<KeyPress>& keys) {
  const auto first = keys.begin() + static_cast<std::ptrdiff_t>(std::min(
                                        keys.size(), std::exchange(keys_before_paste_, 0)));
  input_.keys.assign(first, keys.end());
  keys.erase(first, keys.end());
  for (KeyPress& press : input_.keys) press.clicks_before = 0;
}

}  // namespace sharedfate
