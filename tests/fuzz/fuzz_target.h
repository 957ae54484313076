#pragma once

#include <sys/resource.h>
#include <sys/wait.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What a fuzz target does with one input; returns 0. The same function for the driver here and for
/// clang's libFuzzer, which prescribes its name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sharedfate {

/// Ends the program where an input broke a promise: unlike assert(), in every build.
inline void promise(bool kept, const char* text) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", text);
  std::abort();
}

/// No input had a child, neither one that runs nor one that was waited for.
inline void promise_no_program() {
  const auto largest_child = [] {
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    return children.ru_maxrss;
  };
  static const long before = largest_child();  // of what was this process before exec
  promise(::waitpid(-1, nullptr, WNOHANG) == -1 && largest_child() == before,
          "no input starts a program");
}

}  // namespace sharedfate
