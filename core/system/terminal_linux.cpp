#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/base/utf8.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

volatile std::sig_atomic_t interrupt_seen = 0;

void note_interrupt(int) { interrupt_seen = 1; }

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

void guard_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // Opened in the wrong direction on purpose: using a closed stream stays an error. open()
    // returns the lowest free number.
    const int opened = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened != descriptor && opened >= 0) close(opened);
  }
  std::signal(SIGPIPE, SIG_IGN);
}

bool output_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool error_is_terminal() { return isatty(STDERR_FILENO) == 1; }

TerminalSize terminal_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return {};
  return TerminalSize{size.ws_col, size.ws_row};
}

bool write_output(std::string_view text) { return write_picture(harmless_text(text)); }

bool write_picture(std::string_view picture) {
  if (write_all(STDOUT_FILENO, picture)) return true;
  write_error(std::string("sharedfate: could not write to standard output: ") +
              std::strerror(errno) + "\n");
  return false;
}

void write_error(std::string_view text) { (void)write_all(STDERR_FILENO, harmless_text(text)); }

void write_progress(std::string_view text) {
  (void)write_all(STDERR_FILENO, "\r\x1b[K" + harmless_text(text));
}

InterruptWatch::InterruptWatch() {
  interrupt_seen = 0;
  struct sigaction action {};
  action.sa_handler = note_interrupt;  // without SA_RESTART: a signal interrupts a wait
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

InterruptWatch::~InterruptWatch() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool InterruptWatch::interrupted() const { return interrupt_seen != 0; }

}  // namespace sharedfate
