#include <GLFW/glfw3.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>
#include <utility>

#include "app/playground/window/wake_watcher.h"
#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

// A signal handler can use only globals: the eventfd to notify, and whether a signal came.
std::atomic<int> signal_descriptor{-1};
std::atomic<bool> signal_came{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  const int error_before = errno;
  signal_came.store(true);
  if (const int descriptor = signal_descriptor.load(); descriptor >= 0) notify_eventfd(descriptor);
  errno = error_before;
}

}  // namespace

struct WakeWatcher::Implementation {
  std::vector<int> descriptors;
  Descriptor control;                 // eventfd, notified to stop, by drained() and by a signal
  std::atomic<bool> reported{false};  // one of them is readable, and the main thread was notified
  std::atomic<bool> stopping{false};
  struct sigaction interrupt_before {
  }, terminate_before{};
  std::thread thread;

  void watch() {
    std::vector<pollfd> watched{{control.get(), POLLIN, 0}};
    for (const int descriptor : descriptors) watched.push_back({descriptor, POLLIN, 0});
    while (!stopping.load()) {
      // A reported descriptor stays readable until it is drained. Until then only `control` is
      // polled, or this loop would spin.
      for (pollfd& each : watched) each.revents = 0;
      const nfds_t polled = reported.load() ? 1 : watched.size();
      if (poll(watched.data(), polled, -1) < 0 && errno != EINTR) return;
      if ((watched[0].revents & POLLIN) != 0) {
        clear_eventfd(control.get());
        if (signal_came.load() && !stopping.load()) glfwPostEmptyEvent();
      }
      if (std::any_of(watched.begin() + 1, watched.end(),
                      [](const pollfd& each) { return each.revents != 0; })) {
        reported.store(true);
        glfwPostEmptyEvent();
      }
    }
  }
};

WakeWatcher::WakeWatcher(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Result<std::unique_ptr<WakeWatcher>> WakeWatcher::start(std::vector<int> descriptors) {
  auto implementation = std::make_unique<Implementation>();
  implementation->descriptors = std::move(descriptors);
  implementation->control = create_eventfd();
  if (!implementation->control.valid())
    return system_error("make an event descriptor", "close other programs");
  signal_descriptor.store(implementation->control.get());
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &implementation->interrupt_before);
  sigaction(SIGTERM, &action, &implementation->terminate_before);
  Implementation& running = *implementation;
  implementation->thread = std::thread([&running] { running.watch(); });
  return std::unique_ptr<WakeWatcher>(new WakeWatcher(std::move(implementation)));
}

WakeWatcher::~WakeWatcher() {
  sigaction(SIGINT, &implementation_->interrupt_before, nullptr);
  sigaction(SIGTERM, &implementation_->terminate_before, nullptr);
  signal_descriptor.store(-1);
  implementation_->stopping.store(true);
  notify_eventfd(implementation_->control.get());
  implementation_->thread.join();
}

void WakeWatcher::drained() {
  if (implementation_->reported.exchange(false)) notify_eventfd(implementation_->control.get());
}

bool WakeWatcher::has_news() const { return implementation_->reported.load(); }

bool WakeWatcher::asked_to_end() const { return signal_came.load(); }

}  // namespace sharedfate
