#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace sharedfate {

/// Reads the text that another program offers to paste. That program may be slow or hang, so a
/// thread asks it on a connection of its own to the display and gives up after 2 seconds. All calls
/// on the main thread.
class ClipboardReader {
 public:
  ClipboardReader() = default;
  ~ClipboardReader() { stop(); }
  ClipboardReader(const ClipboardReader&) = delete;
  ClipboardReader& operator=(const ClipboardReader&) = delete;

  /// Asks for the text; an empty event wakes the main thread when the answer is there. Does nothing
  /// until the previous answer was taken. False if it cannot ask: GLFW does not use X11, or no
  /// thread can be started.
  bool ask();
  /// Ends the request, as a rule within 20 ms; later ones get no text. Call it before the display
  /// is closed.
  void stop();
  /// Whether an answer is there to be taken.
  [[nodiscard]] bool answered() const { return state_.load() == State::answered; }
  /// Whether an answer is awaited or there to be taken.
  [[nodiscard]] bool asking() const { return state_.load() != State::idle; }
  /// Takes the answer, UTF-8; empty if there is none or no text was offered.
  std::string take();

 private:
  enum class State { idle, asking, answered };

  std::thread thread_;
  std::atomic<State> state_{State::idle};
  std::atomic<bool> stopping_{false};
  std::string text_;  ///< belongs to the thread while it asks, otherwise to the main thread
};

}  // namespace sharedfate
