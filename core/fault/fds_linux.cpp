#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "core/fault/rows.h"

namespace sharedfate {

// Not static: dladdr() names only exported functions in a crash stack. The limit, like the table of
// descriptors, is the process's: from here on no thread of it can open anything.
void open_and_never_close() {
  constexpr rlim_t descriptors_max = 1024;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = std::min(limit.rlim_cur, descriptors_max);
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
  }
  while (::open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) {
  }
  throw std::system_error(errno, std::generic_category(), "open a file");
}

const FaultRow fds_fault{
    .id = FaultId::fds,
    .name = "fds",
    .title = "no descriptors",
    .sentence = "Opens files and closes none, until the process may open no more.",
    .how = "while (open(\"/dev/null\", O_RDONLY) >= 0); then EMFILE is thrown",
    .end = {.signal = SIGABRT, .exit_code = 0},
    .outcome = {.shared = "The table of descriptors belongs to the process: no thread can open "
                          "anything. The first "
                          "that does not handle it ends all.",
                .isolated = "The table is its own: that one worker dies and is replaced."},
    .needs_deadline = false,
    .commit = open_and_never_close,
};

}  // namespace sharedfate
