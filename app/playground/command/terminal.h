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

/// Writes all of `text` to standard output and flushes. False if it could not be written; says so
/// on standard error.
bool write_output(std::string_view text);
/// Writes `text` to standard error, as far as that works.
void write_error(std::string_view text);

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
