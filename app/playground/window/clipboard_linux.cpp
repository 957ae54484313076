#include "app/playground/window/clipboard.h"

#include <GLFW/glfw3.h>
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <dlfcn.h>
#include <poll.h>

#include <chrono>
#include <cstddef>
#include <system_error>
#include <utility>

namespace sharedfate {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto answer_limit = std::chrono::seconds(2);  // of the whole request: keys wait
constexpr int look_ms = 20;                             // how often it checks whether to stop
constexpr std::size_t text_size_max = 4 << 20;          // bytes

/// Whether GLFW uses X11. That libX11 is loaded does not prove it: it may be loaded under Wayland,
/// too. A GLFW that supports only Wayland lacks the function.
bool glfw_uses_x11() {
  const auto display = reinterpret_cast<Display* (*)()>(::dlsym(RTLD_DEFAULT, "glfwGetX11Display"));
  return display != nullptr && display() != nullptr;
}

/// The functions of the libX11 that GLFW has loaded; none where it does not use X11. The program
/// does not link libX11, because commands without a window do not need it.
struct X11 {
  void* library = glfw_uses_x11() ? ::dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD) : nullptr;

  template <typename Function>
  Function* find(const char* name) const {
    return library == nullptr ? nullptr : reinterpret_cast<Function*>(::dlsym(library, name));
  }
  decltype(XOpenDisplay)* open_display = find<decltype(XOpenDisplay)>("XOpenDisplay");
  decltype(XCloseDisplay)* close_display = find<decltype(XCloseDisplay)>("XCloseDisplay");
  decltype(XDefaultRootWindow)* root = find<decltype(XDefaultRootWindow)>("XDefaultRootWindow");
  decltype(XCreateSimpleWindow)* create =
      find<decltype(XCreateSimpleWindow)>("XCreateSimpleWindow");
  decltype(XSelectInput)* select = find<decltype(XSelectInput)>("XSelectInput");
  decltype(XInternAtom)* atom = find<decltype(XInternAtom)>("XInternAtom");
  decltype(XConvertSelection)* convert = find<decltype(XConvertSelection)>("XConvertSelection");
  decltype(XConnectionNumber)* socket = find<decltype(XConnectionNumber)>("XConnectionNumber");
  decltype(XPending)* pending = find<decltype(XPending)>("XPending");
  decltype(XNextEvent)* next_event = find<decltype(XNextEvent)>("XNextEvent");
  decltype(XGetWindowProperty)* property = find<decltype(XGetWindowProperty)>("XGetWindowProperty");
  decltype(XFree)* release = find<decltype(XFree)>("XFree");

  [[nodiscard]] bool complete() const {
    return open_display != nullptr && close_display != nullptr && root != nullptr &&
           create != nullptr && select != nullptr && atom != nullptr && convert != nullptr &&
           socket != nullptr && pending != nullptr && next_event != nullptr &&
           property != nullptr && release != nullptr;
  }
};

/// One request to the program that owns the clipboard.
class Selection {
 public:
  Selection(const X11& x11, const std::atomic<bool>& stopping)
      : x11_(x11), stopping_(stopping), display_(x11.open_display(nullptr)) {}
  ~Selection() {
    if (display_ != nullptr) x11_.close_display(display_);
  }
  Selection(const Selection&) = delete;
  Selection& operator=(const Selection&) = delete;

  std::string read() {
    if (display_ == nullptr) return {};
    window_ = x11_.create(display_, x11_.root(display_), 0, 0, 1, 1, 0, 0, 0);
    x11_.select(display_, window_, PropertyChangeMask);
    place_ = x11_.atom(display_, "SHAREDFATE_PASTE", False);
    text_type_ = x11_.atom(display_, "UTF8_STRING", False);
    const Atom clipboard = x11_.atom(display_, "CLIPBOARD", False);
    x11_.convert(display_, clipboard, text_type_, place_, window_, CurrentTime);
    const auto answered = [](const XEvent& event) {
      return event.type == SelectionNotify && event.xselection.property != None;
    };
    if (!wait_for(SelectionNotify, answered)) return {};
    const Atom incremental = x11_.atom(display_, "INCR", False);
    if (take_property() != incremental) return std::move(text_);
    return take_parts();
  }

 private:
  /// Receives a long text in parts. The owner sends each part once the one before it was taken; an
  /// empty one is the end.
  std::string take_parts() {
    text_.clear();
    const auto has_part = [this](const XEvent& event) {
      return event.xproperty.atom == place_ && event.xproperty.state == PropertyNewValue;
    };
    while (text_.size() < text_size_max) {
      const std::size_t before = text_.size();
      if (!wait_for(PropertyNotify, has_part)) return {};
      if (take_property() != text_type_) return {};
      if (text_.size() == before) break;
    }
    return std::move(text_);
  }

  /// Appends the property's content to the text if it has the wanted type, and deletes the
  /// property. Returns its type.
  Atom take_property() {
    Atom type = None;
    int bits = 0;
    unsigned long count = 0, rest = 0;
    unsigned char* bytes = nullptr;
    x11_.property(display_, window_, place_, 0, text_size_max / 4, True, AnyPropertyType, &type,
                  &bits, &count, &rest, &bytes);
    if (bytes == nullptr) return type;
    if (bits == 8 && type == text_type_) text_.append(reinterpret_cast<char*>(bytes), count);
    x11_.release(bytes);
    return type;
  }

  /// Waits for an event of `type` for which `is_it` holds. False at the time limit, on a request to
  /// stop, or if the owner offers no such text.
  template <typename Test>
  bool wait_for(int type, Test is_it) {
    while (!stopping_.load() && Clock::now() < limit_) {
      while (x11_.pending(display_) > 0) {  // XPending also flushes the requests
        XEvent event;
        x11_.next_event(display_, &event);
        if (event.type == type) {
          if (is_it(event)) return true;
          if (type == SelectionNotify) return false;  // no such text is offered
        }
      }
      pollfd readable{x11_.socket(display_), POLLIN, 0};
      ::poll(&readable, 1, look_ms);
    }
    return false;
  }

  const X11& x11_;
  const std::atomic<bool>& stopping_;
  const Clock::time_point limit_ = Clock::now() + answer_limit;
  Display* display_;
  ::Window window_ = 0;
  Atom place_ = None, text_type_ = None;
  std::string text_;
};

const X11& x11() {
  static const X11 found;
  return found;
}

}  // namespace

void ClipboardReader::stop() {
  stopping_.store(true);
  if (thread_.joinable()) thread_.join();
}

bool ClipboardReader::ask() {
  if (!x11().complete()) return false;
  if (state_.load() != State::idle) return true;
  if (thread_.joinable()) thread_.join();  // it has answered and is about to end
  state_.store(State::asking);
  try {
    thread_ = std::thread([this] {
      text_ = Selection(x11(), stopping_).read();
      state_.store(State::answered);
      glfwPostEmptyEvent();
    });
  } catch (const std::system_error&) {  // the limit of threads is reached
    state_.store(State::idle);
    return false;
  }
  return true;
}

std::string ClipboardReader::take() {
  if (state_.load() != State::answered) return {};
  std::string text = std::exchange(text_, {});
  state_.store(State::idle);
  return text;
}

}  // namespace sharedfate
