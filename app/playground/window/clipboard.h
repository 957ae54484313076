#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace sharedfate {

/// Reads what other programs offer to paste. That is a question to another program, which may take
/// its time or hang: a thread asks, on a connection of its own to the display, and gives up after a
/// second. All calls on the main thread.
class ClipboardReader {
 public:
  ClipboardReader() = default;
  ~ClipboardReader() { stop(); }
  ClipboardReader(const ClipboardReader&) = delete;
  ClipboardReader& operator=(const ClipboardReader&) = delete;

  /// Asks for the text; an empty event wakes the main thread when it is there. Does nothing while
  /// an answer is awaited. Returns false where the display cannot be asked this way.
  bool ask();
  /// Ends what is being asked, within moments. Before the display is closed.
  void stop();
  /// Whether an answer is there to be taken.
  [[nodiscard]] bool answered() const { return state_.load() == State::answered; }
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
