#pragma once

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

}  // namespace sharedfate
