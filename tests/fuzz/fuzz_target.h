#pragma once

#include <sys/resource.h>
#include <sys/wait.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// Runs a fuzz target on one input; returns 0. Called by the driver here or by clang's libFuzzer,
/// which prescribes the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sharedfate {

/// Aborts the program with a message if `kept` is false; unlike assert(), in every build.
inline void promise(bool kept, const char* text) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", text);
  std::abort();
}

/// Checks that no input has started a process: there is no child, and none that was waited for and
/// was larger than those before the first call.
inline void promise_no_program() {
  const auto largest_child = [] {
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    return children.ru_maxrss;
  };
  static const long before = largest_child();  // this process may have had children before exec
  promise(::waitpid(-1, nullptr, WNOHANG) == -1 && largest_child() == before,
          "no input starts a program");
}

}  // namespace sharedfate
