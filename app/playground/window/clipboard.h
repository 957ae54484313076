#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace sharedfate {

/// Reads the text that another program offers to paste. That program has to be asked, and may take
/// its time or hang: a thread asks, on a connection of its own to the display, and gives up after a
/// second without an answer. All calls on the main thread.
class ClipboardReader {
 public:
  ClipboardReader() = default;
  ~ClipboardReader() { stop(); }
  ClipboardReader(const ClipboardReader&) = delete;
  ClipboardReader& operator=(const ClipboardReader&) = delete;

  /// Asks for the text; an empty event wakes the main thread when it is there. Does nothing while
  /// an answer is awaited. Returns false where the display cannot be asked this way, or not now.
  bool ask();
  /// Ends what is being asked, within moments. Before the display is closed.
  void stop();
  /// Whether an answer is there to be taken.
  [[nodiscard]] bool answered() const { return state_.load() == State::answered; }
  /// Whether an answer is awaited or there to be taken.
  [[nodiscard]] bool asking() const { return state_.load() != State::idle; }
  /// The answer, UTF-8; empty: there is none, or no text was offered.
  std::string take();

 private:
  enum class State { idle, asking, answered };

  std::thread thread_;
  std::atomic<State> state_{State::idle};
  std::atomic<bool> stopping_{false};
  std::string text_;  ///< the thread's while it asks, the main thread's otherwise
};

}  // namespace sharedfate
