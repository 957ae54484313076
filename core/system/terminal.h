#pragma once

#include <string_view>

// The streams that the program was started with. One thread only.
namespace sharedfate {

/// Makes sure that descriptors 0, 1 and 2 exist, so that no memory or channel of a lane is ever
/// opened in their place and written to by mistake; and that writing to a pipe without a reader is
/// an error, not a death. Call it first.
void guard_standard_streams();

bool output_is_terminal();
bool error_is_terminal();

struct TerminalSize {
  int columns = 80, rows = 24;
};
/// Of the terminal on standard output; 80 x 24 where it does not say.
TerminalSize terminal_size();

// Everything that is said goes through these. A text may hold a file's name, a lesson's words or
// what a dying program said; whatever of it could speak to a terminal becomes a question mark
// (harmless_text).

/// Writes all of `text` to standard output. False if it could not be written; says so on standard
/// error.
bool write_output(std::string_view text);
/// Writes `text` to standard error, as far as that works.
void write_error(std::string_view text);
/// Writes `text` over the line that the terminal on standard error shows. Empty: that is cleared.
void write_progress(std::string_view text);
/// Writes a picture to standard output, with the terminal's own commands in it. The texts in it
/// have become harmless before. Otherwise as write_output().
bool write_picture(std::string_view picture);

/// While it lives, Ctrl-C and SIGTERM only raise a flag. At most one at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  [[nodiscard]] bool interrupted() const;
};

}  // namespace sharedfate
