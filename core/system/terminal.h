#pragma once

#include <string_view>

// The standard streams of the program. For use by one thread only.
namespace sharedfate {

/// Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed, so that no memory or
/// socket of a lane gets that number and is written to by mistake. Makes writing to a pipe without
/// a reader an error instead of a signal (SIGPIPE). Call it first.
void guard_standard_streams();

bool output_is_terminal();
bool error_is_terminal();

struct TerminalSize {
  int columns = 80, rows = 24;
};
/// Size of the terminal on standard output; 80 x 24 if unknown.
TerminalSize terminal_size();

// All output of the program goes through these functions. A text may contain a file name, a
// lesson's words or the output of a crashed program: characters that could control a terminal
// become question marks (harmless_text).

/// Writes all of `text` to standard output. False if that failed; the reason is on standard error.
bool write_output(std::string_view text);
/// Writes `text` to standard error; errors are ignored.
void write_error(std::string_view text);
/// Replaces the current line of the terminal on standard error by `text`. Empty: clears it.
void write_progress(std::string_view text);
/// Writes a picture with terminal control sequences to standard output, unfiltered: the caller has
/// made the texts in it harmless. Otherwise like write_output().
bool write_picture(std::string_view picture);

/// While an instance exists, SIGINT (Ctrl-C) and SIGTERM only set a flag. At most one at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  [[nodiscard]] bool interrupted() const;
};

}  // namespace sharedfate
